"""A book with a member, a real mail server and a real HTTP receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from billing_core.clock import HeldClock
from billing_core.system import System
from tests.notices.mail_server import MailServer
from tests.notices.receiver import Receiver
from tests.parts.quiet_system import quiet_system
from tests.parts.server import Serve

OpenSystem = Callable[..., System]


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def receiver_url(receiver: Receiver, serve: Serve) -> str:
    return serve(receiver.asgi) + "/told"


@pytest.fixture
def open_system(database_url: str, held_clock: HeldClock) -> Iterator[OpenSystem]:
    """`open_system(**settings)` is one process of ours; several share one book."""
    with ExitStack() as stack:

        def opened(**settings: Any) -> System:
            return stack.enter_context(quiet_system(database_url, held_clock, **settings))

        yield opened


@pytest.fixture
def system(open_system: OpenSystem, mail: MailServer) -> System:
    """It tells by e-mail."""
    return open_system(**mail.settings)
