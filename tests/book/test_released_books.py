"""A book of each version that was released is brought up to date: nothing is lost, and the schema
is that of a book which began today."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Date, create_engine, text
from typer.testing import CliRunner

from billing_core.cli import app
from billing_core.database import Database, migrate, normalised
from billing_core.migrations.progress import MigrationStep
from billing_core.models.base import UtcInstant
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import keep_roll_ups
from billing_core.rules.period import Terms, period_start
from tests.parts.old_books import LAST_OF_VERSION, carry, company_of_today, schema, told

# What a book of then did not say, or says in another way since.
LATE_DAYS = (date(2024, 1, 31), date(2023, 12, 30), date(2024, 2, 29), date(2024, 8, 31), None)
CHANGED_SINCE = {
    "0014": {"audit_log": {"actor_kind"}},
    "0019": {"inbox_events": {"body"}},
}


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("today") / "billing.db"
    company_of_today(book, 600)
    with sqlite3.connect(book) as company:
        company.execute("DELETE FROM sweeps WHERE id > 50")
    company.close()
    return book


@pytest.fixture
def nowhere(
    request: pytest.FixtureRequest,
    kind: str,
    tmp_path: Path,
    fresh_postgresql: Callable[[], AbstractContextManager[str]],
) -> Iterator[str]:
    """The URL of a place without a book."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    with fresh_postgresql() as url:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
            server.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        yield url


SHORTENED = {("sqlite", "0.1.0"), ("sqlite", "0.5.0"), ("postgresql", "0.1.0")}
EVERY_BOOK = [
    pytest.param(kind, version, marks=[pytest.mark.slow] if left_to_the_proofs else [])
    for version in LAST_OF_VERSION
    for kind in ("sqlite", "postgresql")
    for left_to_the_proofs in [(kind, version) not in SHORTENED]
]


@pytest.mark.parametrize(("kind", "version"), EVERY_BOOK)
def test_a_book_of_each_released_version_upgrades(
    kind: str, version: str, today: Path, nowhere: str, request: pytest.FixtureRequest
) -> None:
    revision = LAST_OF_VERSION[version]
    carry(today, nowhere, revision)

    migrate(nowhere)

    assert schema(nowhere) == schema(request.getfixturevalue(f"{kind}_url"))
    left_out: dict[str, set[str]] = {}
    for last, columns in CHANGED_SINCE.items():
        if revision <= last:
            left_out |= columns
    now, before = told(nowhere), told(f"sqlite:///{today}")
    assert now.keys() == before.keys()
    for table, rows in before.items():
        without = left_out.get(table, set())
        assert _without(now[table], without) == _without(rows, without), table
    assert len(before["payments"]) > 100
    if kind == "postgresql":
        assert _times_read_whole(nowhere, "members") < len(before["payments"])


def _times_read_whole(url: str, table: str) -> int:
    """On a large book, reading a table from end to end for each row of another takes for ever."""
    engine = create_engine(url)
    with engine.connect() as book:
        asked = text("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = :table")
        times = book.execute(asked, {"table": table}).scalar_one()
    engine.dispose()
    return int(times)


def _without(rows: list[dict[str, object]], columns: set[str]) -> list[dict[str, object]]:
    return sorted(
        ({name: value for name, value in row.items() if name not in columns} for row in rows),
        key=str,
    )


def test_the_oldest_book_counts_as_todays(today: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    carry(today, url, LAST_OF_VERSION["0.1.0"])
    migrate(url)
    database = Database(url)
    keep_roll_ups(database, 7)
    with database.reading() as session:
        assert check(session) == []
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_a_charge_of_the_oldest_book_bought_is_what_the_rule_says(
    today: Path, nowhere: str
) -> None:
    """A month without the anchor's day ends on its last one; a second payment of a period buys
    nothing."""
    carry(today, nowhere, "0010")
    engine = create_engine(normalised(nowhere))
    with engine.begin() as book:
        subscriptions = book.scalars(text("SELECT id FROM subscriptions ORDER BY id")).all()
        for place, each in enumerate(subscriptions):
            anchor = LATE_DAYS[place % len(LATE_DAYS)]
            change = text(
                "UPDATE subscriptions SET anchor = :anchor, periods_paid = 9 WHERE id = :id"
            )
            book.execute(change, {"anchor": str(anchor) if anchor else None, "id": each})
        book.execute(text("UPDATE charges SET state = 'paid' WHERE state = 'failed'"))

    migrate(nowhere, "0011")

    with engine.connect() as book:
        rows = book.execute(
            text(
                "SELECT c.subscription_id AS id, c.period, c.attempt, c.state, c.period_from,"
                " c.covers_from, c.covers_until, s.anchor, s.months FROM charges c JOIN subscriptions s"
                " ON s.id = c.subscription_id ORDER BY s.id, c.period, c.attempt"
            ).columns(
                period_from=UtcInstant, covers_from=UtcInstant, covers_until=UtcInstant, anchor=Date
            )
        ).all()
    engine.dispose()
    bought = set()
    for row in rows:
        terms = Terms(row.anchor, row.months, price=0) if row.anchor else None
        buys = (
            terms and row.state == "paid" and row.period < 9 and (row.id, row.period) not in bought
        )
        if buys:
            bought.add((row.id, row.period))
        assert row.period_from == (period_start(terms, row.period) if terms else None), row
        assert row.covers_from == (row.period_from if buys else None), row
        assert row.covers_until == (period_start(terms, row.period + 1) if terms and buys else None)
    assert len(bought) < sum(row.state == "paid" for row in rows if row.anchor)


def test_whoever_migrates_hears_which_of_how_many_and_how_far(today: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    carry(today, url, LAST_OF_VERSION["0.3.0"])
    heard: list[MigrationStep] = []

    migrate(url, told=heard.append)

    of = heard[0].of
    assert [step.revision for step in heard if step.seconds is not None] == [
        f"{number:04}" for number in range(14, 14 + of)
    ]
    assert [step.number for step in heard] == sorted(step.number for step in heard)
    [*_, far] = [step for step in heard if step.rows]
    assert far.revision == "0020"
    assert 0 < far.done <= far.rows
    heard.clear()
    migrate(url, told=heard.append)
    assert heard == []


class PowerCut(BaseException):
    """Nobody catches it."""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_upgrade_that_is_cut_off_goes_on(
    kind: str, today: Path, nowhere: str, request: pytest.FixtureRequest
) -> None:
    """In the middle of a migration that has made tables and changed rows already."""
    carry(today, nowhere, LAST_OF_VERSION["0.1.0"])
    cut_off = []

    def cut(step: MigrationStep) -> None:
        if step.rows and step.revision not in cut_off:
            cut_off.append(step.revision)
            raise PowerCut

    for _ in ("0011", "0015", "0020"):
        with pytest.raises(PowerCut):
            migrate(nowhere, told=cut)
    migrate(nowhere, told=cut)

    assert cut_off == ["0011", "0015", "0020"]
    assert schema(nowhere) == schema(request.getfixturevalue(f"{kind}_url"))
    assert told(nowhere)["charges"] == told(f"sqlite:///{today}")["charges"]


def test_a_book_that_begins_has_nothing_to_tell(tmp_path: Path) -> None:
    heard: list[MigrationStep] = []
    migrate(f"sqlite:///{tmp_path / 'new.db'}", told=heard.append)
    assert heard == []


def test_the_command_says_so(today: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    carry(today, url, LAST_OF_VERSION["0.5.0"])
    monkeypatch.setenv("BILLING_DATABASE_URL", url)

    said = CliRunner().invoke(app, ["migrate"])

    assert said.exit_code == 0, said.output
    assert "1/6  0031 cancel reasons" in said.output
    assert "6/6  0036 unfinished notices of a payment" in said.output
    assert "최신 구조입니다" in said.output
