"""Intervals that begin and end anywhere: what is added up from sums is what the rows say."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.models import MemberStay, StayChange
from billing_core.numbers.cycle_numbers import (
    CycleNumbers,
    CycleTally,
    cycle_numbers,
    failures_by_reason,
)
from billing_core.numbers.membership import MembershipTally, Movement, movements
from billing_core.numbers.mrr import MrrMovement, MrrTally, mrr_movements
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import Amount, read_cycles
from billing_core.roll_ups.interval import Bounded, Interval
from billing_core.roll_ups.stay_rows import (
    ChangeRow,
    StayRow,
    Step,
    coming,
    leaving,
    turning,
)
from billing_core.rules.calendar import Month
from tests.numbers.book import Book, seoul
from tests.numbers.lives import BEGINNING, NOW, Life, lives, written
from tests.parts.examples import of_a_book

HOURS = int((NOW - BEGINNING) / timedelta(hours=1)) + 60 * 24


def intervals() -> st.SearchStrategy[list[Interval]]:
    """Several at once, near and over each other, on midnights and off them."""
    instants = st.integers(0, HOURS).map(lambda hours: BEGINNING + timedelta(hours=hours))
    days = st.integers(0, HOURS // 24).map(
        lambda days: seoul("2024-11-01 00:00") + timedelta(days=days)
    )
    border = instants | days
    return st.lists(
        st.tuples(border, border)
        .filter(lambda pair: pair[0] != pair[1])
        .map(lambda pair: Interval(min(pair), max(pair))),
        min_size=1,
        max_size=3,
        unique=True,
    )


def all_steps(session: Session, as_of: AsOf) -> list[Step]:
    """One after the other, of every stay and every turn in the book."""
    found: list[Step] = []
    for row in session.scalars(select(MemberStay)):
        stay = StayRow(*(getattr(row, name) for name in StayRow._fields))
        gone = stay.over_at is None or stay.over_at <= as_of.now
        found += [*coming(stay), *(leaving(stay) if gone else ())]
    for change in session.scalars(select(StayChange)):
        found += turning(ChangeRow(*(getattr(change, name) for name in ChangeRow._fields)))
    return found


def brief(session: Session, interval: Bounded, as_of: AsOf) -> int:
    rows = session.scalars(select(MemberStay))
    return sum(
        row.began in interval
        and row.paid_through in interval
        and (row.over_at is None or row.over_at <= as_of.now)
        for row in rows
    )


def counted(
    session: Session, cut: list[Interval], as_of: AsOf
) -> dict[Interval, tuple[Movement, MrrMovement]]:
    members, mrr = MembershipTally(cut), MrrTally(cut)
    for step in all_steps(session, as_of):
        members.add(step)
        mrr.add(step)
    return {
        each: (members.movement(each, brief(session, each, as_of)), mrr.movement(each))
        for each in cut
    }


def cycles_counted(
    session: Session, interval: Interval, as_of: AsOf, *, first: bool = False
) -> CycleNumbers:
    tally = CycleTally([interval])
    for cycle in read_cycles(session, interval, as_of):
        if cycle.first is first and cycle.outcome.charged:
            tally.add(cycle.due_at, cycle.outcome, Amount(1, cycle.won))
    return tally.numbers(interval)


@settings(max_examples=of_a_book(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), cut=intervals(), days_later=st.integers(0, 60))
def test_members_and_mrr_of_any_interval_are_what_the_stays_say(
    database: Database, lived: list[Life], cut: list[Interval], days_later: int
) -> None:
    as_of = AsOf(NOW + timedelta(days=days_later))
    with written(database, lived) as session:
        moved, won = movements(session, cut, as_of), mrr_movements(session, cut, as_of)
        assert {each: (moved[each], won[each]) for each in cut} == counted(session, cut, as_of)


@pytest.mark.parametrize("asked", ["2025-02-20 12:00", "2025-02-27 12:00"])
def test_who_asks_before_or_after_the_paid_time_is_over_is_asked_for_until_gone(
    database: Database, asked: str
) -> None:
    with database.writing() as session:
        book = Book(session)
        hana = book.subscribes("hana", seoul("2025-01-25 10:00"))
        book.declined(hana)
        book.asks(hana, seoul(asked))
    days = [Interval(seoul(f"2025-02-{day} 09:00"), seoul("2025-02-28 09:00")) for day in (19, 26)]

    with database.reading() as session:
        for now in ("2025-02-21", "2025-02-28", "2025-04-01"):
            as_of = AsOf(seoul(now))
            found = mrr_movements(session, days, as_of)
            assert found == {day: won for day, (_, won) in counted(session, days, as_of).items()}


@settings(max_examples=of_a_book(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), cut=intervals(), hours_ago=st.integers(-1_000, 3_000))
def test_cycles_of_any_interval_are_what_the_charges_say(
    database: Database, lived: list[Life], cut: list[Interval], hours_ago: int
) -> None:
    as_of = AsOf(NOW - timedelta(hours=hours_ago))
    with written(database, lived) as session:
        for first in (False, True):
            found = cycle_numbers(session, cut, as_of, first=first)
            assert found == {
                each: cycles_counted(session, each, as_of, first=first) for each in cut
            }
        for each in cut:
            reasons = failures_by_reason(session, each, as_of)
            failed = cycles_counted(session, each, as_of).failed
            assert sum((row.numbers.failed for row in reasons), Amount()) == failed


FEBRUARY = Month(2025, 2)


@pytest.mark.parametrize(
    "interval",
    [
        Interval(FEBRUARY.start, FEBRUARY.end),
        Interval.of_day(seoul("2025-02-03 12:00").date()),
        Interval(seoul("2025-02-03 09:00"), seoul("2025-02-03 11:00")),
    ],
)
@pytest.mark.parametrize(
    ("now", "waiting"),
    [(seoul("2025-02-10 09:59:59"), True), (seoul("2025-02-10 10:00"), False)],
)
def test_a_first_charge_is_waited_for_to_the_second(
    database: Database, interval: Interval, now: datetime, waiting: bool
) -> None:
    with database.writing() as session:
        book = Book(session)
        book.declined(book.registers("hana", seoul("2025-02-03 10:00")))

    with database.reading() as session:
        found = cycle_numbers(session, [interval], AsOf(now), first=True)[interval]

    assert (found.waiting.count, found.lost.count) == ((1, 0) if waiting else (0, 1))


def test_a_refusal_that_is_paid_in_the_end_is_waited_for_no_longer(database: Database) -> None:
    now = AsOf(seoul("2025-02-27"))
    with database.writing() as session:
        book = Book(session)
        hana = book.subscribes("hana", seoul("2025-01-25 10:00"))
        book.declined(hana)
        assert cycle_numbers(session, [FEBRUARY], now)[FEBRUARY].waiting == Amount(1, 29_000)
        book.renews(hana, seoul("2025-02-26 10:00"))

    with database.reading() as session:
        found = cycle_numbers(session, [FEBRUARY], now)[FEBRUARY]

    assert found == CycleNumbers(recovered=Amount(1, 29_000))
