"""The fixtures every test may ask for. The real parts behind them are in `tests/parts`."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import stamina
import structlog
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from httpx._config import DEFAULT_TIMEOUT_CONFIG, create_ssl_context
from httpx._transports import default as httpx_transport
from playwright.sync_api import Browser, Page

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.settings import Settings
from billing_core.sign_in import passwords
from tests.parts.both_databases import left_to_the_proofs
from tests.parts.browser import (
    COMPILES_LITTLE,
    LAUNCH_ARGUMENTS,
    NO_BROWSER,
    SEOUL_OFFICE,
    find_headless_shell,
)
from tests.parts.compiled_once import compile_once
from tests.parts.databases import (
    NoPostgreSQL,
    PostgreSQLServer,
    SQLiteFiles,
    postgresql_server,
    read_migrations_once,
)
from tests.parts.examples import choose_profile, drawn_into_a_book
from tests.parts.kept_tab import KeptTab
from tests.parts.lived_once import SHELF, notice_patches
from tests.parts.quick import FOUND, is_quick, may_hold_quick_ones
from tests.parts.server import Serve, serving
from tests.parts.variants import variants_left_to_the_proofs

# What is imported and collected lives until the end: to look for cycles after every 700 new objects
# took a third of the time in which tests are collected.
gc.set_threshold(100_000, 20, 20)


def begin_logging() -> None:
    """To the test's own output, from the level of the product on: a line for each answer of the
    gateway, in colours, took an eighth of a world's time."""
    structlog.reset_defaults()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))


# An error that nobody foresaw would be drawn with the values of all variables: 2 s for each.
structlog.get_config()["processors"][-1].exception_formatter = structlog.dev.plain_traceback
begin_logging()
compile_once()
read_migrations_once()
notice_patches()

# httpx gives up after 5 s by itself: a deadline that a busy machine misses. What tests a time-out
# sets its own; the product always does.
DEFAULT_TIMEOUT_CONFIG.read = DEFAULT_TIMEOUT_CONFIG.connect = 120
# Every client of httpx reads the certificates of the world, 20 ms each, and here calls this machine.
vars(httpx_transport)["create_ssl_context"] = cache(create_ssl_context)


@pytest.fixture
def held_clock() -> HeldClock:
    """A Monday morning at the office: 2026-11-23 09:00 in Seoul, until a test moves it."""
    return HeldClock(datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Seoul")))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(app)` gives the base URL of a real server on loopback, stopped after the test."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(serving(app))


@pytest.fixture(autouse=True)
def _a_process_of_our_own() -> Iterator[None]:
    """A command that was called here has set up the log of its process, which is also ours, and
    who may read what it makes."""
    SHELF.patches = 0  # those of the whole session are made by now
    allowed = os.umask(0o022)
    yield
    os.umask(allowed)
    begin_logging()


@pytest.fixture(scope="session", autouse=True)
def _nobody_sleeps() -> Iterator[None]:
    """Reads are repeated while the gateway is away, without the pauses between."""
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_nothing() -> Iterator[None]:
    """Each is meant to cost 64 MiB and a tenth of a second; `tests/sign_in/test_passwords.py` looks
    that it does."""
    cheap = PasswordHasher.from_parameters(CHEAPEST)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", cheap)
        patch.setattr(passwords, "_OF_NOBODY", cheap.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _settings_of_this_machine_stay_out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A developer's environment or `.env` may hold real keys; no test may ever use them, nor leave
    any among the books."""
    with pytest.MonkeyPatch.context() as patch:
        for name in filter(lambda name: name.startswith("BILLING_"), list(os.environ)):
            patch.delenv(name)
        patch.setitem(Settings.model_config, "env_file", None)
        patch.setattr("billing_core.seals.key.BOOKS", tmp_path_factory.mktemp("keys"))
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database: the test runs once on SQLite and once on PostgreSQL.

    Dispose of every engine made on it: an open connection is a warning, and warnings fail.
    """
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The book, opened on a fresh migrated database of either kind."""
    database = Database(database_url, durable=False)
    yield database
    database.close()


@pytest.fixture
def sqlite_url(_sqlite_files: SQLiteFiles, tmp_path: Path) -> str:
    return _sqlite_files.copy_to(tmp_path / "billing.db")


@pytest.fixture
def fresh_sqlite(_sqlite_files: SQLiteFiles, tmp_path: Path) -> Callable[[], str]:
    """As many fresh SQLite books as a test asks for."""
    numbers = count(1)
    return lambda: _sqlite_files.copy_to(tmp_path / f"billing-{next(numbers)}.db")


@pytest.fixture
def postgresql_url(_postgresql: PostgreSQLServer) -> Iterator[str]:
    with _postgresql.database() as url:
        yield url


@pytest.fixture
def fresh_postgresql(_postgresql: PostgreSQLServer) -> Callable[[], AbstractContextManager[str]]:
    """As many fresh PostgreSQL books as a test asks for, each gone when its block ends."""
    return _postgresql.database


@pytest.fixture(scope="session")
def _sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    return SQLiteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[PostgreSQLServer]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgresql_server(in_memory=True))
        except NoPostgreSQL as why:
            pytest.skip(f"no PostgreSQL here: {why}")
        stack.enter_context(server.migrated_template())
        yield server


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name whole URLs. (The plugin's own fixture draws a deprecation warning from pytest.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": find_headless_shell(),
        "args": [*LAUNCH_ARGUMENTS, *COMPILES_LITTLE],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, **SEOUL_OFFICE}


@pytest.fixture(scope="session")
def _tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[KeptTab]:
    tab = KeptTab(browser, browser_context_args)
    yield tab
    tab.close()


@pytest.fixture
def page(_tab: KeptTab, request: pytest.FixtureRequest) -> Iterator[Page]:
    """As new for every test, and thrown away by one that fails."""
    failed_before = request.session.testsfailed
    with _tab.lent(lambda: request.session.testsfailed == failed_before) as page:
        yield page


def pytest_configure(config: pytest.Config) -> None:
    if armed := os.environ.get("SEEDED_BUG"):
        from tests.seeded_bugs.arm import arm_by_name

        config.pluginmanager.register(arm_by_name(armed))
    SHELF.used = not (armed or _only_proofs(config))
    choose_profile(quick=_only_quick(config), proofs=_only_proofs(config))
    if _only_proofs(config):
        from tests.parts.world import World

        World.looks_around = timedelta(0)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    left_out = _only_quick(config) and not may_hold_quick_ones(collection_path)
    return True if left_out else None


def _only_quick(config: pytest.Config) -> bool:
    return bool(config.getoption("markexpr") == "quick")


def _only_proofs(config: pytest.Config) -> bool:
    return bool(config.getoption("markexpr") == "slow")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    if not any("::" in asked for asked in config.args):  # who names a test wants that one
        for item in (*left_to_the_proofs(items), *variants_left_to_the_proofs(items)):
            item.add_marker("slow")
    if _only_proofs(config):
        for item in drawn_into_a_book(items):
            item.add_marker("slow")
    for item in items:
        if "browser_type" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            if find_headless_shell() is None:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
        if is_quick(item):
            item.add_marker("quick")
    slow = {item.nodeid: item.get_closest_marker("slow") is not None for item in items}
    config.stash[FOUND] = slow
    yield  # pytest groups those that share a database or a browser
    # Playwright leaves its event loop running in this thread until the session ends, and
    # `asyncio.run` refuses to start beside it: whatever needs a browser comes last.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """The garbage collector need not walk through what was collected again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the long proofs say of themselves, so that a run can be told again."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "proof":
                    terminalreporter.write_line(f"{outcome}: {value}")
