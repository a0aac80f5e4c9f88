"""The sandbox as other projects meet it: a real server on loopback, real webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from billing_core.sandbox import (
    Sandbox,
    SandboxClock,
    SandboxRemote,
    SandboxSettings,
)
from billing_core.sandbox.sender import HttpSender
from billing_core.sandbox.server import running
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Merchant
from tests.sandbox.receiver import Receiver, receiving

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def served_sandbox() -> Iterator[tuple[Sandbox, str]]:
    sender = HttpSender()
    settings = SandboxSettings(hold_seconds=0.05)
    sandbox = Sandbox(clock=SandboxClock(held_at=NINE_O_CLOCK), settings=settings, sender=sender)
    with running(sandbox) as url:
        yield sandbox, url
    sandbox.close()
    sender.close()


@pytest.fixture
def url(served_sandbox: tuple[Sandbox, str], receiver: Receiver) -> Iterator[str]:
    sandbox, url = served_sandbox
    receiver.answer = 200
    sandbox.configure(notice_url=receiver.url, notice_format="json")
    yield url
    sandbox.clear_faults()
    sandbox.deliver_notices()  # so that no webhook of this test rings in the next
    while not receiver.quiet:
        receiver.next()


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False) as client:
        yield client


@pytest.fixture
def merchant(client: httpx.Client) -> Merchant:
    return Merchant(client)


@pytest.fixture
def remote(url: str) -> Iterator[SandboxRemote]:
    with SandboxRemote(url) as remote:
        yield remote


@pytest.fixture
def kim(remote: SandboxRemote, receiver: Receiver) -> str:
    """A customer_uid of this test's own, its issuance webhook already heard."""
    number = next(_NUMBERS)
    customer_uid = f"kim-{number}"
    remote.issue(customer_uid, merchant_uid=f"reg-kim-{number}", amount=PRICE)
    receiver.next()
    return customer_uid
