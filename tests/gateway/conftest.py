from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import httpx
import pytest

from billing_core.clock import HeldClock
from billing_core.gateway import Iamport, Timeouts
from billing_core.sandbox import Sandbox, SandboxClock, SandboxSettings
from billing_core.sandbox.app import create_app
from tests.gateway.script import Script
from tests.gateway.wire_server import WireServer, wire_server
from tests.parts.server import Serve

Connect = Callable[..., Iamport]


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def iamport(script: Script, held_clock: HeldClock) -> Iterator[Iamport]:
    """The client in front of the script."""
    with Iamport(
        base_url="https://gateway.test",
        imp_key="key",
        imp_secret="secret",
        clock=held_clock,
        transport=httpx.MockTransport(script),
    ) as client:
        yield client


@pytest.fixture
def server() -> Iterator[WireServer]:
    with wire_server() as running:
        yield running


@pytest.fixture
def connect(held_clock: HeldClock) -> Iterator[Connect]:
    """`connect(base_url)` gives a client over real HTTP; `patience` is in seconds."""
    with ExitStack() as clients:

        def connected(base_url: str, imp_secret: str = "secret", patience: float = 10) -> Iamport:
            client = Iamport(
                base_url=base_url,
                imp_key="key",
                imp_secret=imp_secret,
                clock=held_clock,
                timeouts=Timeouts(read=patience, write=patience),
            )
            return clients.enter_context(client)

        yield connected


@pytest.fixture
def sandbox(held_clock: HeldClock) -> Iterator[Sandbox]:
    """A faithful V1 server's book, with one registered card: `card_1`."""
    clock = SandboxClock(held_at=int(held_clock.now().timestamp()))
    settings = SandboxSettings(imp_key="key", imp_secret="secret", hold_seconds=0)
    sandbox = Sandbox(clock=clock, settings=settings)
    sandbox.issue("card_1", merchant_uid="bdi1", amount=29_000, name="카드 등록")
    yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox_address(sandbox: Sandbox, serve: Serve) -> str:
    return serve(create_app(sandbox))


@pytest.fixture
def client(sandbox_address: str, connect: Connect) -> Iamport:
    """The client in front of the sandbox, over real HTTP."""
    return connect(sandbox_address)


@pytest.fixture
def now(held_clock: HeldClock) -> datetime:
    return held_clock.now()
