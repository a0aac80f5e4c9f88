"""현황: the monthly chart an administrator opens in the morning."""

from __future__ import annotations

from billing_core.database import Database
from billing_core.numbers.month_to_date import month_to_date
from billing_core.numbers.overview import MonthRow, first_and_last_month, monthly_overview
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from tests.numbers.book import Book, seoul

LATER = AsOf(seoul("2026-01-01"))


def one_month(database: Database, month: str, as_of: AsOf = LATER) -> MonthRow:
    with database.reading() as session:
        [row] = monthly_overview(session, Month.parse(month), Month.parse(month), as_of)
    return row


def test_a_member_who_pays_twice_in_a_month_is_one_paid_member(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.pays("hana", seoul("2025-02-10"))
        book.pays("hana", seoul("2025-02-10"))
        book.pays("duri", seoul("2025-02-28 23:59:59"))

    row = one_month(database, "2025-02")

    assert (row.paid_members, row.paid_won) == (2, 87_000)


def test_the_month_turns_at_midnight_in_seoul(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.pays("hana", seoul("2025-01-31 23:59:59"), 1)  # 14:59:59Z
        book.pays("hana", seoul("2025-02-01 00:00:00"), 2)  # 15:00:00Z

    assert one_month(database, "2025-01").paid_won == 1
    assert one_month(database, "2025-02").paid_won == 2


def test_a_full_refund_stays_in_its_own_month_and_shows_beside_the_january_number(
    database: Database,
) -> None:
    with database.writing() as session:
        book = Book(session)
        book.refunded(book.pays("hana", seoul("2025-01-05")), seoul("2025-03-04"), 29_000)
        book.refunded(book.pays("duri", seoul("2025-01-06")), seoul("2025-03-05"), 10_000)

    january, march = one_month(database, "2025-01"), one_month(database, "2025-03")

    assert (january.paid_members, january.paid_members_net) == (2, 1)
    assert (january.paid_won, january.refunded_won) == (58_000, 0)
    assert (march.paid_members, march.refunded_won, march.net_won) == (0, 39_000, -39_000)


def test_two_clicks_are_one_request_and_a_withdrawn_one_is_none(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        leaving = book.subscribes("leaving", seoul("2025-05-15 10:00"))
        book.withdraws(book.asks(leaving, seoul("2025-06-08")), seoul("2025-06-08 12:00"))
        book.asks(leaving, seoul("2025-06-09"))
        staying = book.subscribes("staying", seoul("2025-05-15 10:00"))
        book.withdraws(book.asks(staying, seoul("2025-06-08")), seoul("2025-06-10"))
        undecided = book.subscribes("undecided", seoul("2025-05-20 10:00"))
        book.withdraws(book.asks(undecided, seoul("2025-06-30")), seoul("2025-07-01"))

    assert one_month(database, "2025-06").cancel_requested == 2


def test_a_month_may_still_change_until_its_grace_has_passed(database: Database) -> None:
    before, after = AsOf(seoul("2025-07-07 23:59")), AsOf(seoul("2025-07-08"))

    assert one_month(database, "2025-06", before).provisional
    assert not one_month(database, "2025-06", after).provisional


def test_months_in_which_nothing_happened_are_shown_as_zero(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.pays("hana", seoul("1997-11-02"))
        book.pays("hana", seoul("1998-02-02"))

    with database.reading() as session:
        span = first_and_last_month(session)
        assert span == (Month(1997, 11), Month(1998, 2))
        rows = monthly_overview(session, *span, LATER)

    assert [row.paid_members for row in rows] == [1, 0, 0, 1]
    assert [row.churned for row in rows] == [0, 0, 0, 0], "a history without periods cannot churn"


def test_an_empty_book_has_no_months(database: Database) -> None:
    with database.reading() as session:
        assert first_and_last_month(session) is None


def test_so_far_this_month_is_compared_with_the_same_days_of_last_month(
    database: Database,
) -> None:
    now = seoul("2025-03-10 09:00")
    with database.writing() as session:
        book = Book(session)
        book.pays("hana", seoul("2025-02-10 08:59"))
        book.pays("hana", seoul("2025-02-10 09:01"))
        book.pays("hana", seoul("2025-02-27"))
        book.pays("hana", now)

    with database.reading() as session:
        compared = month_to_date(session, AsOf(now))

    assert (compared.this_month.paid_won, compared.last_month.paid_won) == (29_000, 29_000)


def test_on_the_31st_a_shorter_month_is_compared_whole(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.pays("hana", seoul("2025-02-28 23:00"))
        book.pays("hana", seoul("2025-03-01"), 1)

    with database.reading() as session:
        compared = month_to_date(session, AsOf(seoul("2025-03-31 12:00")))

    assert (compared.this_month.paid_won, compared.last_month.paid_won) == (1, 29_000)
