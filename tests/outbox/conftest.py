"""A book with members, the company's app on loopback, and what is said between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from billing_core.clock import HeldClock
from billing_core.demo.company_app import NOTICES_PATH, CompanyApp
from billing_core.system import System
from tests.parts.quiet_system import APP_SECRET, quiet_system
from tests.parts.server import Serve

OpenSystem = Callable[[str], System]


@pytest.fixture
def company(held_clock: HeldClock) -> CompanyApp:
    return CompanyApp(APP_SECRET, held_clock)


@pytest.fixture
def company_url(company: CompanyApp, serve: Serve) -> str:
    return serve(company.asgi) + NOTICES_PATH


@pytest.fixture
def open_system(database_url: str, held_clock: HeldClock) -> Iterator[OpenSystem]:
    """`open_system(app_url)` is one process of ours; several share one book."""
    with ExitStack() as stack:
        yield lambda app_url: stack.enter_context(
            quiet_system(database_url, held_clock, app_url=app_url)
        )


@pytest.fixture
def system(open_system: OpenSystem, company_url: str) -> System:
    return open_system(company_url)
