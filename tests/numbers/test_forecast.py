"""예상 결제액: real bookings times the success rate that is shown beside it."""

from __future__ import annotations

from fractions import Fraction

from billing_core.database import Database
from billing_core.numbers.coming_charges import Coming
from billing_core.numbers.forecast import forecast, success_rates
from billing_core.numbers.metric import Share
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.rules.calendar import Month
from billing_core.rules.subscription import SubscriptionStatus
from tests.numbers.book import Book, seoul

NOW = seoul("2025-06-20 09:00")


def three_of_four_pay(book: Book) -> None:
    """Renewals of May: two at once, one recovered, one lost."""
    for number in range(4):
        hana = book.subscribes(f"may-{number}", seoul("2025-04-10 10:00"))
        if number >= 2:
            book.declined(hana)
        if number < 3:
            book.renews(hana, seoul("2025-05-12 10:00"))
        book.asks(hana, seoul("2025-05-20"))
        hana.status = SubscriptionStatus.ENDED


def test_booked_renewals_and_retries_each_times_their_own_rate(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        three_of_four_pay(book)
        book.booked(book.subscribes("soon", seoul("2025-05-25 10:00")))
        retried = book.subscribes("retried", seoul("2025-05-18 10:00"), price=49_000)
        book.declined(retried)
        book.booked(retried, seoul("2025-06-21 10:00"))
        book.booked(book.subscribes("july", seoul("2025-06-02 10:00")))

    with database.reading() as session:
        told = forecast(session, AsOf(NOW))

    june, july, august, _ = told.months
    assert (told.rates.first, told.rates.last) == (Month(2025, 3), Month(2025, 5))
    assert told.rates.renewals == Share(3, 4)
    assert told.rates.retries == Share(1, 2)
    assert june.booked == Coming(renewals=Amount(1, 29_000), retries=Amount(1, 49_000))
    assert june.expected_count == Fraction(3, 4) + Fraction(1, 2)
    assert june.expected_won == 21_750 + 24_500
    assert (july.month, july.expected_won) == (Month(2025, 7), 21_750)
    assert (august.booked.all, august.expected_won) == (Amount(), 0)


def test_a_member_who_asked_to_stop_is_not_expected_to_pay(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        three_of_four_pay(book)
        leaving = book.subscribes("leaving", seoul("2025-05-25 10:00"))
        book.booked(leaving)
        book.asks(leaving, seoul("2025-06-19"))
        leaving.status = SubscriptionStatus.CANCELLING

    with database.reading() as session:
        june = forecast(session, AsOf(NOW)).months[0]

    assert june.booked.all == Amount()


def test_without_any_renewal_behind_it_nothing_can_be_expected(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.booked(book.subscribes("new", seoul("2025-06-02 10:00")))

    with database.reading() as session:
        june, july, *_ = forecast(session, AsOf(NOW)).months

    assert (june.booked.all, june.expected_won) == (Amount(), 0)
    assert (july.booked.all.won, july.expected_won) == (29_000, None)


def test_the_rate_is_of_months_whose_grace_has_passed(database: Database) -> None:
    def months(now: str) -> tuple[Month, Month]:
        with database.reading() as session:
            rates = success_rates(session, AsOf(seoul(now)))
        return rates.first, rates.last

    assert months("2025-06-07 23:59") == (Month(2025, 2), Month(2025, 4))
    assert months("2025-06-08 00:00") == (Month(2025, 3), Month(2025, 5))
