"""How fast the numbers of 현황 are, beside named references in the same run: part of `make bench`.

Usage: python -m tests.bench_numbers [PAYMENTS ...]      10000000 works too, and takes an hour

Each book is two years of a company (`tests/parts/large_company.sql`). What is measured: 24
months of paid members, money, cancellations, churn and MRR. Medians of several turns; every
reference must give the same answer, or nothing is printed of it.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from time import perf_counter

from sqlalchemy import insert
from sqlalchemy.orm import Session

from billing_core.database import BookSession, Database
from billing_core.models import EntryKind, LedgerEntry
from billing_core.numbers.cohorts import cohorts
from billing_core.numbers.cycle_numbers import cycle_numbers
from billing_core.numbers.mrr import mrr_movements
from billing_core.numbers.overview import monthly_overview
from billing_core.roll_ups.check import check
from billing_core.roll_ups.money import MoneyFact, roll_up
from billing_core.roll_ups.rebuild import rebuild
from billing_core.roll_ups.stays import recount_stays
from tests.parts.large_company import AS_OF, MONTHS, company_of
from tests.parts.references import Line, Lines, by_duckdb, by_pandas, by_sql, duckdb_copy

SIZES = (10_000, 100_000, 1_000_000)
OUR_TURNS, TURNS = 21, 3
WRITTEN_AT_ONCE = 20_000


def by_roll_ups(session: Session) -> Lines:
    """The numbers from our roll-ups, as the first page asks for them."""
    rows = monthly_overview(session, MONTHS[0], MONTHS[-1], AS_OF)
    mrr = mrr_movements(session, MONTHS, AS_OF)
    return {
        row.month: Line(
            row.paid_members,
            row.paid_members_net,
            row.paid_won,
            row.refunded_won,
            row.cancel_requested,
            row.churned,
            round(mrr[row.month].end),
        )
        for row in rows
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
    sys.stdout.flush()


def bench_overview(database: Database) -> tuple[float, float]:
    """Seconds by roll-up, and by one SQL pass over the book."""
    with closing(_raw(database)) as raw, database.reading() as session:
        answer = by_roll_ups(session)
        ours = seconds(partial(by_roll_ups, session), OUR_TURNS)
        say("24 months by roll-up", ours)
        assert by_sql(raw) == answer
        sql = seconds(partial(by_sql, raw))
        say("24 months by SQL over the book", sql, "the roll-up", ours)
        assert by_pandas(raw) == answer
        say(
            "24 months by pandas over whole tables",
            seconds(partial(by_pandas, raw)),
            "the roll-up",
            ours,
        )
        with closing(duckdb_copy(raw)) as copy:
            assert by_duckdb(copy) == answer
            duckdb = seconds(partial(by_duckdb, copy))
        say("24 months by DuckDB over its own columns", duckdb, "the roll-up", ours)
    return ours, sql


def bench_analysis(database: Database) -> float:
    """What 분석 asks for besides: every cohort, and renewals charged, failed and recovered."""
    with database.reading() as session:
        by_cohort = seconds(partial(cohorts, session, MONTHS[0], AS_OF), OUR_TURNS)
        by_cycle = seconds(partial(cycle_numbers, session, MONTHS, AS_OF), OUR_TURNS)
    say("24 cohorts by roll-up", by_cohort)
    say("24 months of renewals by roll-up", by_cycle)
    return by_cohort + by_cycle


def bench_rebuild(database: Database, one_pass: float) -> None:
    with database.writing() as session:
        made_anew = seconds(partial(rebuild, session), turns=2)
    say("rebuild of all roll-ups", made_anew, "one SQL pass over the book", one_pass)
    with database.reading() as session:
        assert check(session) == []
        checked = seconds(partial(check, session), turns=1)
    say("check of all roll-ups", checked, "one SQL pass over the book", one_pass)


def bench_writing(database: Database) -> None:
    """What the roll-ups add to a bulk insert of ledger rows, as an import makes them, and what
    counting one member's life again costs."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    began = MONTHS[-3].start
    facts = [
        MoneyFact(
            EntryKind.PAYMENT,
            f"new-{n}",
            n % 400 + 1,
            29_000,
            began + timedelta(hours=n % 2_000),
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
    with database.engine.connect() as connection, BookSession(connection) as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # undone below
        entered = seconds(partial(session.execute, insert(LedgerEntry), rows), turns=1)
        rolled_up = seconds(partial(roll_up, session, facts, now=now), turns=1)
        counted_again = seconds(partial(recount_stays, session, 1), OUR_TURNS)
        session.rollback()
    say(f"insert of {WRITTEN_AT_ONCE:,} ledger rows", entered)
    say("rolling them up", rolled_up, "the insert", entered)
    say("counting one member's life again", counted_again)


def _raw(database: Database) -> sqlite3.Connection:
    return sqlite3.connect(str(database.url.database), isolation_level=None)


def main() -> None:
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    overview: dict[int, float] = {}
    analysis: dict[int, float] = {}
    for payments in sizes:
        sys.stdout.write(f"about {payments:,} payments\n")
        with company_of(payments) as database:
            with database.writing() as session:
                rebuild(session)
            overview[payments], one_pass = bench_overview(database)
            analysis[payments] = bench_analysis(database)
            bench_rebuild(database, one_pass)
            bench_writing(database)
    small, large = min(sizes), max(sizes)
    sys.stdout.write("largest book beside the smallest\n")
    say("24 months by roll-up", overview[large], "the smallest", overview[small])
    say("cohorts and renewals", analysis[large], "the smallest", analysis[small])


if __name__ == "__main__":
    main()
