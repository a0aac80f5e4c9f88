"""How much longer the pages take when the company is a hundred times as large: `make bench`.

Usage: python -m tests.bench_pages [PAYMENTS ...]

Each book is two years of a company with all that lies on its desk. First what a person before
a browser waits for, then the script of every page through Streamlit's own test harness.
Medians of several turns after one that warms up, at each size, and the largest beside the
smallest.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from playwright.sync_api import Page

from billing_core import bootstrap
from billing_core.clock import HeldClock, SystemClock
from billing_core.database import Database
from billing_core.demo.team import hire
from billing_core.demo_clock import ONLY_ROW
from billing_core.desk.keep_lights import keep_lights
from billing_core.models import DemoClockRow
from billing_core.processes import Program, Together, free_port
from billing_core.roll_ups.rebuild import rebuild
from billing_core.settings import DEFAULT_PEOPLE
from dashboard.parts.desk import the_system
from tests.dashboard.signing_in import pages_without_a_gate
from tests.dashboard.visits import visit
from tests.numbers.book import seoul
from tests.parts.desk import open_page, visiting
from tests.parts.large_company import NOW, company_of
from tests.parts.quiet_system import quiet_system

SIZES = (10_000, 1_000_000)
TURNS = 7
CHART = ".js-plotly-plot"
MID_MONTH = seoul("2025-12-15 09:00")
MEMBER, NAME = "member-0000001", "남궁하나"  # one member at every size, see large_desk.sql
COMMON_NAME = "이민연"  # the larger the company, the more of them
_DESK = Path(__file__).parent / "parts" / "large_desk.sql"

Seconds = dict[str, float]


@dataclass(frozen=True)
class Visit:
    """A page to be opened. `chosen` is what the person has set on it, by the keys of its controls;
    `at` when they look."""

    name: str
    page: str
    chosen: Mapping[str, object] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    at: datetime = NOW


_ALL_PAYMENTS = {"payments_view": "all"}
VISITS = (
    Visit("today", "today"),
    Visit("today, in the middle of a month", "today", at=MID_MONTH),
    Visit("members", "members"),
    Visit("members: a name", "members", {"members_text": NAME}),
    Visit("members: a common name", "members", {"members_text": COMMON_NAME}),
    Visit("members: half an id", "members", {"members_text": "0000001"}),
    Visit("members: what every id has", "members", {"members_text": "member-"}),
    Visit("members: a payment number", "members", {"members_text": "imp_000000100001"}),
    Visit("members: nobody", "members", {"members_text": "없는 사람"}),
    Visit("members: nobody, two letters", "members", {"members_text": "없는"}),
    Visit("one member", "members", parameters={"member": MEMBER}),
    Visit("payments", "payments", _ALL_PAYMENTS),
    Visit("payments: refunded", "payments", {**_ALL_PAYMENTS, "payments_shown": "refunded"}),
    Visit("payments: failed", "payments", {**_ALL_PAYMENTS, "payments_shown": "failed"}),
    Visit("payments: excluded", "payments", {**_ALL_PAYMENTS, "payments_shown": "excluded"}),
    Visit("payments: all months", "payments", {**_ALL_PAYMENTS, "payments_month": ""}),
    Visit(
        "payments: all, of an amount",
        "payments",
        {**_ALL_PAYMENTS, "payments_month": "", "payments_min": 30_000},
    ),
    Visit("payments: a name", "payments", {**_ALL_PAYMENTS, "payments_text": NAME}),
    Visit("payments: a common name", "payments", {**_ALL_PAYMENTS, "payments_text": COMMON_NAME}),
    Visit("payments: refusals", "payments", {"payments_view": "failed"}),
    Visit("upcoming", "upcoming"),
    Visit("approvals: upcoming", "approvals", parameters={"view": "upcoming"}),
    Visit("approvals: history", "approvals", parameters={"view": "history"}),
    Visit("analysis", "analysis"),
    Visit("numbers", "number"),
    Visit("month close", "month_close"),
    Visit("exports", "exports"),
    Visit("imports", "imports"),
    Visit("health", "health"),
)


@contextmanager
def book_of(payments: int) -> Iterator[Database]:
    with company_of(payments) as database:
        with closing(sqlite3.connect(str(database.url.database))) as raw:
            raw.executescript(_DESK.read_text(encoding="utf-8"))
        with database.writing() as session:
            rebuild(session)
        hire(database, DEFAULT_PEOPLE, NOW)
        yield database


def scripts(database: Database) -> Seconds:
    """What the scripts of the pages take, without a browser."""
    url = str(database.url)
    with (
        quiet_system(url, clock := HeldClock(NOW)) as system,
        patch.object(bootstrap, "assemble", lambda: system),
        pages_without_a_gate(),
    ):
        keep_lights(system)  # as the worker does every few minutes
        the_system.clear()
        took = {each.name: script_seconds(each, clock) for each in VISITS}
        the_system.clear()
    return took


def script_seconds(wanted: Visit, clock: HeldClock) -> float:
    clock.set(wanted.at)
    app = visit(wanted.page, None, **wanted.parameters)

    def run() -> None:
        for key, value in wanted.chosen.items():
            app.session_state[key] = value
        app.run()
        assert not app.exception, app.exception

    return seconds(run)


def seconds(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(TURNS):
        began = perf_counter()
        act()
        times.append(perf_counter() - began)
    return median(times)


@contextmanager
def desk_before(database: Database, folder: Path) -> Iterator[str]:
    """The address of a dashboard of its own process, whose clock shows the book's time."""
    ahead = int((NOW - SystemClock().now()).total_seconds())
    with database.writing() as session:
        session.merge(DemoClockRow(id=ONLY_ROW, ahead_seconds=ahead))
    port = free_port(0)
    url = f"http://127.0.0.1:{port}"
    settings = {
        "BILLING_DATABASE_URL": str(database.url),
        "BILLING_DEMO": "true",
        "BILLING_GATEWAY_URL": "http://127.0.0.1:9",  # nobody is there, and nobody is asked
        "BILLING_DASHBOARD_PORT": str(port),
    }
    program = Program("dashboard", ["billing_core", "dashboard"], f"{url}/healthz", settings)
    with Together(folder) as together:
        together.start(program)
        together.wait_until_ready()
        yield url


def in_browser(database: Database) -> Seconds:
    """What a person before a browser waits for: from asking to what was asked for."""
    with (
        tempfile.TemporaryDirectory(prefix="billing-desk-bench-") as folder,
        desk_before(database, Path(folder)) as url,
        visiting() as page,
    ):
        open_page(page, url)  # signs in
        return {
            "browser: first chart of today": seconds(partial(first_chart, page, url)),
            "browser: a name typed": seconds(partial(name_typed, page, url)),
            "browser: one member": seconds(
                partial(open_page, page, f"{url}/members?member={MEMBER}")
            ),
            "browser: payments": seconds(partial(payments_listed, page, url)),
            "browser: the next page of them": turned(page, url),
        }


def first_chart(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(f"{CHART} .bars .point")


def name_typed(page: Page, url: str) -> None:
    """Searches for a name on a page that is open already: only the answer is waited for."""
    search = page.locator(".st-key-members_text input")
    if not page.url.startswith(f"{url}/members"):
        open_page(page, f"{url}/members")
    search.fill("")
    page.wait_for_selector("text=최근에 가입한 회원부터")
    search.fill(NAME)
    page.wait_for_selector(f"text=‘{NAME}’에 맞는 회원")


def payments_listed(page: Page, url: str) -> None:
    page.goto(f"{url}/payments")
    page.get_by_text("결제 내역", exact=True).click()
    page.wait_for_selector("text=남은 금액")


def turned(page: Page, url: str) -> float:
    payments_listed(page, url)
    places = iter(range(2, TURNS + 3))

    def turn() -> None:
        page.locator(".st-key-payments_older button").click()
        page.wait_for_selector(f"text={next(places) * 50 - 49:,}–")

    return seconds(turn)


def say(name: str, took: dict[int, Seconds]) -> None:
    sizes = sorted(took)
    times = "".join(f"{took[size][name] * 1_000:>12.1f}" for size in sizes)
    ratio = took[sizes[-1]][name] / took[sizes[0]][name]
    sys.stdout.write(f"{name:<32}{times}{ratio:>10.2f}\n")


def main() -> None:
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    logging.disable(logging.WARNING)  # Streamlit's, of scripts without a browser
    took: dict[int, Seconds] = {}
    for payments in sizes:
        with book_of(payments) as database:
            took[payments] = {**in_browser(database), **scripts(database)}
    heading = "".join(f"{size:>12,}" for size in sorted(took))
    sys.stdout.write(f"{'ms, median of ' + str(TURNS):<32}{heading}{'ratio':>10}\n")
    for name in took[min(took)]:
        say(name, took)


if __name__ == "__main__":
    main()
