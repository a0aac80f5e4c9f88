"""The dashboard before a small company: the pages run on the story's own system and clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import httpx
import pytest
from playwright.sync_api import Page, expect
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import Runtime

import dashboard.asgi
from billing_core import bootstrap
from billing_core.system import System
from dashboard.parts import desk as desk_room
from dashboard.parts.desk import the_system
from tests.dashboard.browsing import Desk
from tests.dashboard.company_signing import Company, company_of
from tests.dashboard.signing_in import pages_without_a_gate
from tests.parts.identity_provider import RunningProvider, identity_provider
from tests.parts.people import APPROVER
from tests.parts.server import serving
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2026, 9, 21, 0, 0, tzinfo=UTC)  # 21 September 2026, 09:00 in Seoul
PATIENCE_MS = 90_000  # the machine may be busy with other tests


class _OfATestAlone:
    """The bootstrap that pages see: it assembles what a test has put there, and nothing else."""

    as_it_is = staticmethod(bootstrap.assemble)

    def assemble(self) -> System:
        if bootstrap.assemble is self.as_it_is:
            raise RuntimeError("this page belongs to a test that has ended")
        return bootstrap.assemble()


@pytest.fixture(scope="session", autouse=True)
def _no_book_of_this_machine() -> Iterator[None]:
    """A page may still run in its thread when its test has ended: it finds no system then, and
    above all not the one that a dashboard in this folder would assemble."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk_room, "bootstrap", _OfATestAlone())
        yield


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself each time that a page is run
    without a browser: an eighth of the time of these tests."""
    once = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture
def world(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with in_process(sqlite_url, START) as world:
        monkeypatch.setattr(bootstrap, "assemble", lambda: world.system)
        the_system.clear()
        with pages_without_a_gate():
            yield world
        the_system.clear()


@pytest.fixture
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The dashboard; once for the whole session, because Streamlit cannot start a second time."""
    with serving(dashboard.asgi.app) as url:
        yield url


@pytest.fixture
def desk(world: World, address: str, page: Page, patience: None) -> Desk:
    # A page that was run without a browser has left no runtime behind it in this process.
    Runtime._instance = dashboard.asgi.app._runtime
    page.set_default_timeout(PATIENCE_MS)
    desk = Desk(page, address, world.system)
    desk.sign_in(APPROVER)
    return desk


@pytest.fixture
def visitor(world: World, address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture(scope="module")
def provider() -> Iterator[RunningProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
def other_provider() -> Iterator[RunningProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def company(
    world: World, provider: RunningProvider, address: str, visitor: httpx.Client
) -> Iterator[Company]:
    """A desk that knows that provider."""
    with company_of(world, provider, address, visitor) as company:
        yield company
