from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from billing_core.sandbox import (
    Notice,
    Sandbox,
    SandboxClock,
    SandboxControl,
    SandboxRemote,
    SandboxSettings,
    SandboxTransport,
)
from billing_core.sandbox.server import running
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Merchant


@pytest.fixture
def bell() -> list[Notice]:
    """Every webhook the merchant's door received."""
    return []


@pytest.fixture
def sandbox(bell: list[Notice]) -> Iterator[Sandbox]:
    """In memory, its clock held at Monday 09:00, webhooks going to `bell`."""
    settings = SandboxSettings(notice_url="memory:bell", hold_seconds=0.05)
    sandbox = Sandbox(
        clock=SandboxClock(held_at=NINE_O_CLOCK), settings=settings, sender=bell.append
    )
    yield sandbox
    sandbox.close()


@pytest.fixture(params=["in-process", "remote"])
def control(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[SandboxControl]:
    """The counter in-process, and over HTTP: one story for both."""
    if request.param == "in-process":
        yield sandbox
        return
    with running(sandbox) as url, SandboxRemote(url) as remote:
        yield remote


@pytest.fixture
def merchant(sandbox: Sandbox) -> Iterator[Merchant]:
    with httpx.Client(transport=SandboxTransport(sandbox), base_url="http://sandbox") as client:
        yield Merchant(client)


@pytest.fixture
def hong(sandbox: Sandbox, bell: list[Notice]) -> str:
    """The customer_uid of a member who registered a good card; the issuance webhook is heard."""
    sandbox.issue("hong-card-1", merchant_uid="issue-hong", amount=PRICE, buyer_name="홍길동")
    bell.clear()
    return "hong-card-1"
