"""그때 화면: what a month looked like at an earlier instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from billing_core.closing.as_known_at import MonthAsKnown, as_known_at
from billing_core.database import Database
from billing_core.roll_ups.ledger_numbers import totals_of
from billing_core.rules.calendar import Month
from tests.numbers.book import Book, seoul
from tests.numbers.till import Till
from tests.parts.examples import of_a_book

JANUARY = Month(2025, 1)


def money(known: MonthAsKnown) -> tuple[int, int, int, int]:
    return known.paid_members, known.paid_members_net, known.paid_won, known.refunded_won


def test_what_january_looked_like_on_3_february(database: Database) -> None:
    till = Till()
    with database.writing() as session:
        refunded = till.pays(session, "hana", seoul("2025-01-05"))
        till.pays(session, "late", seoul("2025-01-31"), known_at=seoul("2025-03-02"))
        hidden = till.pays(session, "duri", seoul("2025-01-06"))
        till.refunds(session, hidden, seoul("2025-01-20"), 9_000, known_at=seoul("2025-02-20"))
        till.refunds(session, refunded, seoul("2025-03-04"), 29_000)

    with database.reading() as session:
        then = as_known_at(session, JANUARY, seoul("2025-02-03"))
        now = as_known_at(session, JANUARY, seoul("2025-04-01"))
    assert money(then) == (2, 2, 58_000, 0)
    assert then.net_won == 58_000
    assert money(now) == (3, 2, 87_000, 9_000)


def test_a_request_stood_until_it_was_withdrawn(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        leaving = book.subscribes("leaving", seoul("2025-01-02 10:00"))
        book.withdraws(book.asks(leaving, seoul("2025-01-08")), seoul("2025-01-10"))
        later = book.subscribes("later", seoul("2025-01-02 10:00"))
        book.withdraws(book.asks(later, seoul("2025-01-09")), seoul("2025-02-05"))

    with database.reading() as session:
        asked = [
            as_known_at(session, JANUARY, seoul(day)).cancel_requested
            for day in ("2025-01-07", "2025-01-09", "2025-01-10", "2025-02-10")
        ]
    assert asked == [0, 2, 1, 1]


@pytest.mark.parametrize(("at", "members"), [("2025-01-05 09:59:59", 0), ("2025-01-05 10:00", 1)])
def test_what_is_written_down_at_that_very_second_is_known(
    database: Database, at: str, members: int
) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05 10:00"))

    with database.reading() as session:
        assert as_known_at(session, JANUARY, seoul(at)).paid_members == members


class Undone(Exception):
    """Ends a transaction without keeping it."""


def assert_every_earlier_screen_can_be_seen_again(
    session: Session, heard: list[tuple[datetime, str, int, int]]
) -> None:
    till, screens = Till(), []
    for known_at, member_id, day, given_back in sorted(heard):
        paid_at = JANUARY.start + timedelta(days=day)
        paid = till.pays(session, member_id, paid_at, 100, known_at=known_at)
        if given_back:
            till.refunds(session, paid, paid_at, given_back, known_at=known_at)
        [(shown, back)] = totals_of(session, [JANUARY]).values()
        screens.append((known_at, (shown.members, shown.kept, shown.won, back.won)))
    last_of_each_instant = dict(screens)
    for at, screen in last_of_each_instant.items():
        assert money(as_known_at(session, JANUARY, at)) == screen


@settings(
    max_examples=of_a_book(20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    heard=st.lists(
        st.tuples(
            st.integers(0, 90).map(lambda days: JANUARY.start + timedelta(days=days)),
            st.sampled_from("가나다"),
            st.integers(0, 35),
            st.sampled_from([0, 40, 100]),
        ),
        max_size=6,
    )
)
def test_every_earlier_screen_can_be_seen_again(
    database: Database, heard: list[tuple[datetime, str, int, int]]
) -> None:
    try:
        with database.writing() as session:
            assert_every_earlier_screen_can_be_seen_again(session, heard)
            raise Undone
    except Undone:
        pass
