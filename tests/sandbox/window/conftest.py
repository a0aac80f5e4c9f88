"""A sandbox of each test's own, behind one server for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from billing_core.sandbox import Notice, Sandbox, SandboxClock, SandboxSettings
from billing_core.sandbox.app import create_app
from tests.parts.server import serving
from tests.sandbox.merchant import NINE_O_CLOCK, Merchant
from tests.sandbox.receiver import Receiver, receiving
from tests.sandbox.window.calling import BELL, Browsing


class Door:
    """Leads to the sandbox of the test that runs."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[Door, httpx.Client]]:
    door = Door()
    with serving(door) as url, httpx.Client(base_url=url, trust_env=False) as client:
        yield door, client


@pytest.fixture
def browsing(door: tuple[Door, httpx.Client], sandbox: Sandbox, bell: list[Notice]) -> Browsing:
    door[0].app = create_app(sandbox)
    return Browsing(door[1], sandbox, bell)


@pytest.fixture
def sandbox(bell: list[Notice]) -> Iterator[Sandbox]:
    settings = SandboxSettings(notice_url=BELL, confirm_seconds=5.0)
    sandbox = Sandbox(
        clock=SandboxClock(held_at=NINE_O_CLOCK), settings=settings, sender=bell.append
    )
    yield sandbox
    sandbox.close()


@pytest.fixture
def bell() -> list[Notice]:
    return []


@pytest.fixture
def merchant(browsing: Browsing) -> Merchant:
    return Merchant(browsing.client)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
