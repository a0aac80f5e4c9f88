"""The member's pages at a real door, in front of a book nobody else touches."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from billing_core.clock import HeldClock
from billing_core.sidecar import create_app
from billing_core.system import System
from tests.parts.quiet_system import quiet_system
from tests.parts.server import Serve
from tests.parts.worlds import in_process
from tests.portal.shop import START, Shop, open_shop


@pytest.fixture
def system(database_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(database_url, held_clock) as system:
        yield system


@pytest.fixture
def browser_of_member(system: System, serve: Serve) -> Iterator[httpx.Client]:
    """A browser without scripts: it keeps cookies and follows redirects."""
    url = serve(create_app(system))
    with httpx.Client(base_url=url, follow_redirects=True, timeout=120) as client:
        yield client


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    """Where nobody has bought anything yet."""
    with in_process(database_url, START) as world, open_shop(world) as shop:
        yield shop
