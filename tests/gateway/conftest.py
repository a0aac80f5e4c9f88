from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
import stamina

from billing_core.clock import HeldClock
from billing_core.gateway import Iamport, Timeouts
from tests.gateway.script import Script
from tests.gateway.wire_server import WireServer, wire_server

Connect = Callable[..., Iamport]


@pytest.fixture(autouse=True)
def _repeat_without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


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
