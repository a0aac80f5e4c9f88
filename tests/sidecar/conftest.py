"""The web door as a real server on loopback, in front of a book nobody else touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from billing_core.clock import HeldClock
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.parts.quiet_system import API_KEY, quiet_system
from tests.parts.server import Serve

OpenDoor = Callable[[System], httpx.Client]


@pytest.fixture
def system(database_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(database_url, held_clock) as system:
        yield system


@pytest.fixture
def open_door(serve: Serve) -> Iterator[OpenDoor]:
    """`open_door(system)` is the company's app calling a door in front of `system`."""
    with ExitStack() as clients:

        def open_one(system: System) -> httpx.Client:
            url = serve(create_app(system))
            headers = {"Authorization": f"Bearer {API_KEY}"}
            return clients.enter_context(httpx.Client(base_url=url, headers=headers))

        yield open_one


@pytest.fixture
def door(system: System, open_door: OpenDoor) -> httpx.Client:
    return open_door(system)
