"""Grouping by month in SQL, by the borders it is handed: exactly the months of `Month.of`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.roll_ups.interval import Interval
from billing_core.roll_ups.ledger_numbers import paid_in
from billing_core.rules.calendar import Month, kst_date, months_between
from tests.numbers.book import Book
from tests.numbers.days import days_of
from tests.parts.examples import of_a_book

MONTHS = months_between(Month(2024, 11), Month(2025, 3))
EDGES = [month.start + timedelta(seconds=by) for month in MONTHS for by in (-1, 0, 1)]
INSTANTS = st.one_of(
    st.sampled_from(EDGES),
    st.integers(0, 120 * 86_400).map(lambda s: MONTHS[0].start + timedelta(seconds=s)),
)
PURCHASES = st.lists(
    st.tuples(st.sampled_from("가나다"), INSTANTS, st.integers(1, 99)), max_size=12
)


def members_of(purchases: Sequence[tuple[str, datetime, int]], month: Month) -> set[str]:
    return {who for who, at, _ in purchases if Month.of(at) == month}


class Undone(Exception):
    """Ends a transaction without keeping it."""


def check(session: Session, purchases: Sequence[tuple[str, datetime, int]]) -> None:
    book = Book(session)
    won: dict[Month, int] = defaultdict(int)
    for who, at, amount in purchases:
        book.pays(who, at, amount)
        won[Month.of(at)] += amount

    for month, paid in paid_in(session, MONTHS).items():
        assert paid.won == won[month]
        assert paid.members == len(members_of(purchases, month))
        days = paid_in(session, days_of(month))
        assert sum(day.won for day in days.values()) == paid.won
        assert sum(day.charges for day in days.values()) == paid.charges
        assert all(
            day.members
            == len({who for who, at, _ in purchases if kst_date(at) == kst_date(s.start)})
            for s, day in days.items()
        )
    whole = Interval(MONTHS[0].start, MONTHS[-1].end)
    months = paid_in(session, MONTHS).values()
    assert paid_in(session, [whole])[whole].won == sum(paid.won for paid in months)


@settings(
    max_examples=of_a_book(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(purchases=PURCHASES)
def test_days_months_and_the_whole_agree_with_the_calendar(
    database: Database, purchases: list[tuple[str, datetime, int]]
) -> None:
    try:
        with database.writing() as session:
            check(session, purchases)
            raise Undone
    except Undone:
        pass


def test_instants_of_any_offset_fall_into_their_korean_month(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.pays("hana", datetime(2025, 1, 31, 14, 59, 59, tzinfo=UTC), 1)
        book.pays("hana", datetime(2025, 1, 31, 15, 0, 0, tzinfo=UTC), 2)

    with database.reading() as session:
        paid = paid_in(session, [Month(2025, 1), Month(2025, 2)])

    assert [one.won for one in paid.values()] == [1, 2]
