"""How fast the numbers are, beside named references in the same run: part of `make bench`.

Usage: python -m tests.bench_numbers [LEDGER_ROWS ...]

Each book has 24 months, a twenty-fourth of the rows as members, and a refund for every
fiftieth payment. Medians of several turns; every reference must give the same answer.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import pandas as pd
from sqlalchemy import insert
from sqlalchemy.orm import Session

from billing_core.analytics.ledger_numbers import PaidIn, RefundedIn, paid_in, refunded_in
from billing_core.analytics.month_totals import totals_of
from billing_core.analytics.roll_ups.money import MoneyFact, roll_up
from billing_core.analytics.roll_ups.check import check
from billing_core.analytics.roll_ups.rebuild import rebuild
from billing_core.database import Database, migrate
from billing_core.models import EntryKind, LedgerEntry
from billing_core.rules.calendar import KST, Month, months_between

SIZES = (10_000, 100_000, 1_000_000)
TURNS = 5
MONTHS = months_between(Month(2024, 1), Month(2025, 12))
FIRST = MONTHS[0].start
WRITTEN_AT_ONCE = 20_000

Totals = dict[Month, tuple[PaidIn, RefundedIn]]

_MEMBERS = """
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :members)
INSERT INTO members (id, name, permission, created_at, source)
SELECT 'member-' || n, '', 'paid', :first, 'bench' FROM numbers
"""
_PAYMENTS = """
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :rows)
INSERT INTO ledger (kind, imp_uid, refund_key, merchant_uid, member_id, amount, occurred_at,
    recorded_at, source)
SELECT 'payment', 'imp_' || n, '', 'm' || n, 'member-' || (n % :members), 29000,
    strftime('%Y-%m-%d %H:%M:%S.000000', :first, '+' || (n * :seconds / :rows) || ' seconds'),
    '2026-01-01 00:00:00.000000', 'bench'
FROM numbers
"""
_REFUNDS = """
INSERT INTO ledger (kind, imp_uid, refund_key, merchant_uid, member_id, amount, occurred_at,
    recorded_at, source)
SELECT 'refund', imp_uid, 'back', merchant_uid, member_id, -29000,
    strftime('%Y-%m-%d %H:%M:%S.000000', occurred_at, '+9 days'), recorded_at, 'bench'
FROM ledger WHERE id % 50 = 0
"""


@contextmanager
def book_of(rows: int) -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="billing-desk-bench-") as folder:
        path = Path(folder) / "billing.db"
        migrate(f"sqlite:///{path}")
        fill(path, rows)
        database = Database(f"sqlite:///{path}", durable=False)
        try:
            yield database
        finally:
            database.close()


def fill(path: Path, rows: int) -> None:
    """Straight into the file, without the payments behind the ledger: nothing here reads them."""
    span = MONTHS[-1].end - timedelta(days=10) - FIRST
    asked = {
        "rows": rows * 50 // 51,
        "members": rows // len(MONTHS),
        "first": f"{FIRST:%Y-%m-%d %H:%M:%S}",
        "seconds": int(span.total_seconds()),
    }
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(_MEMBERS, asked)
        connection.execute(_PAYMENTS, asked)
        connection.execute(_REFUNDS)
        connection.execute("ANALYZE")
    connection.close()


def by_sql(session: Session) -> Totals:
    paid, refunded = paid_in(session, MONTHS), refunded_in(session, MONTHS)
    return {month: (paid[month], refunded[month]) for month in MONTHS}


def by_pandas(session: Session) -> Totals:
    ledger = pd.read_sql(
        "SELECT kind, imp_uid, member_id, amount, occurred_at FROM ledger", session.connection()
    )
    at = pd.to_datetime(ledger["occurred_at"], format="%Y-%m-%d %H:%M:%S.%f", utc=True)
    ledger["month"] = at.dt.tz_convert(KST).dt.strftime("%Y-%m")
    paid, back = (ledger[ledger["kind"] == kind] for kind in ("payment", "refund"))
    left = paid.merge(
        back.groupby("imp_uid")["amount"].sum().rename("back"),
        how="left",
        left_on="imp_uid",
        right_index=True,
    )
    kept = left[left["amount"] + left["back"].fillna(0) > 0]
    columns = (
        paid.groupby("month")["member_id"].nunique(),
        kept.groupby("month")["member_id"].nunique(),
        paid.groupby("month").size(),
        paid.groupby("month")["amount"].sum(),
        back.groupby("month").size(),
        -back.groupby("month")["amount"].sum(),
    )
    table = pd.concat(columns, axis=1).fillna(0).astype(int)
    rows = {str(row[0]): tuple(int(number) for number in row[1:]) for row in table.itertuples()}
    return {
        month: (PaidIn(*rows[str(month)][:4]), RefundedIn(*rows[str(month)][4:]))
        for month in MONTHS
    }


def seconds(act: Callable[[], object], turns: int = TURNS) -> float:
    times = []
    for _ in range(turns):
        began = perf_counter()
        act()
        times.append(perf_counter() - began)
    return median(times)


def say(what: str, took: float, reference: str = "", of: float = 0.0) -> None:
    ratio = f"{took / of:>12,.2f} × {reference}" if reference else ""
    sys.stdout.write(f"  {what:<44}{took * 1_000:>12.2f} ms{ratio}\n")


def bench_overview(database: Database) -> float:
    """Money and paid members of 24 months; returns the seconds by roll-up."""
    with database.reading() as session:
        answer = totals_of(session, MONTHS)
        assert answer == by_sql(session) == by_pandas(session)
        by_roll_up = seconds(partial(totals_of, session, MONTHS))
        sql = seconds(partial(by_sql, session))
        pandas = seconds(partial(by_pandas, session), turns=3)
    say("24 months by roll-up", by_roll_up)
    say("24 months by SQL over the ledger", sql, "the roll-up", by_roll_up)
    say("24 months by pandas over the whole table", pandas, "the roll-up", by_roll_up)
    return by_roll_up


def bench_rebuild(database: Database) -> None:
    with database.reading() as session:
        one_pass = seconds(partial(by_sql, session), turns=3)
        checked = seconds(partial(check, session), turns=1)
    with database.writing() as session:
        made_anew = seconds(partial(rebuild, session), turns=3)
    say("rebuild of all roll-ups", made_anew, "one SQL pass over the ledger", one_pass)
    say("check of all roll-ups", checked, "one SQL pass over the ledger", one_pass)


def bench_writing(database: Database) -> None:
    """What the roll-ups add to a bulk insert of ledger rows, as an import makes them."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    facts = [
        MoneyFact(
            EntryKind.PAYMENT, f"new-{n}", f"member-{n % 400}", 29_000, FIRST + timedelta(hours=n)
        )
        for n in range(WRITTEN_AT_ONCE)
    ]
    rows = [
        {
            "kind": fact.kind,
            "imp_uid": fact.imp_uid,
            "merchant_uid": fact.imp_uid,
            "member_id": fact.member_id,
            "amount": fact.won,
            "occurred_at": fact.occurred_at,
            "recorded_at": now,
            "source": "bench",
        }
        for fact in facts
    ]
    with database.engine.connect() as connection, Session(connection) as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # undone below
        entered = seconds(partial(session.execute, insert(LedgerEntry), rows), turns=1)
        rolled_up = seconds(partial(roll_up, session, facts, now=now), turns=1)
        session.rollback()
    say(f"insert of {WRITTEN_AT_ONCE:,} ledger rows", entered)
    say("rolling them up", rolled_up, "the insert", entered)


def main() -> None:
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    overview: dict[int, float] = {}
    for rows in sizes:
        sys.stdout.write(f"{rows:,} ledger rows\n")
        with book_of(rows) as database:
            with database.writing() as session:
                rebuild(session)
            overview[rows] = bench_overview(database)
            bench_rebuild(database)
            bench_writing(database)
    smallest, largest = overview[min(overview)], overview[max(overview)]
    say("24 months by roll-up, largest book", largest, "the smallest book", smallest)


if __name__ == "__main__":
    main()
