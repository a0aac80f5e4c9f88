"""예정: what will be charged on which day, and who is wrong before it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from billing_core.database import Database
from billing_core.desk.preflight import preflight
from billing_core.desk.preflight_row import PreflightRow
from billing_core.desk.upcoming import charges_of_day, coming_days
from billing_core.models import Card, Subscription
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.preflight import Trouble
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus
from tests.desk.conftest import live, read
from tests.numbers.book import Book, seoul
from tests.parts.world import World

JOINED = seoul("2025-05-15 10:00")
TODAY, TOMORROW = date(2025, 6, 14), date(2025, 6, 15)
NOW = seoul("2025-06-14 09:00")


@pytest.fixture
def book(database: Database) -> Iterator[Book]:
    with database.writing() as session:
        yield Book(session)


def joined(book: Book, member_id: str) -> Subscription:
    """Due tomorrow."""
    return book.subscribes(member_id, JOINED)


def new_card(book: Book, subscription: Subscription) -> None:
    card = Card(customer_uid="bd-new", member_id=subscription.member_id, registered_at=JOINED)
    book.session.add(card)
    book.session.flush()
    subscription.customer_uid = card.customer_uid


def wrong(book: Book) -> tuple[PreflightRow, ...]:
    book.session.flush()
    return preflight(book.session, TOMORROW, BillingPolicy(), NOW, limit=50).rows


def found(book: Book) -> list[tuple[str, Trouble]]:
    return [(row.app_id, row.trouble) for row in wrong(book)]


def test_the_calendar_says_how_many_and_how_much_each_day(book: Book) -> None:
    book.booked(joined(book, "hana"))
    book.booked(book.subscribes("duri", JOINED, price=49_000))
    retried = book.subscribes("retried", seoul("2025-05-13 10:00"))
    book.declined(retried)
    book.booked(retried, seoul("2025-06-16 10:00"))
    leaving = joined(book, "leaving")
    book.booked(leaving)
    leaving.status = SubscriptionStatus.CANCELLING

    days = coming_days(book.session, TODAY, TODAY + timedelta(days=2))

    assert [(day.day.day, day.coming.renewals, day.coming.retries) for day in days] == [
        (14, Amount(), Amount()),
        (15, Amount(2, 78_000), Amount()),
        (16, Amount(), Amount(1, 29_000)),
    ]


def test_the_list_of_a_day_names_the_card_and_which_try_it_is(book: Book) -> None:
    for name in ("c", "a", "b"):
        book.booked(joined(book, name))
    retried = book.subscribes("retried", seoul("2025-05-13 10:00"))
    book.declined(retried)
    book.declined(retried)
    late = book.booked(retried, seoul("2025-06-15 11:00"))
    late.state = ChargeState.UNKNOWN

    everything = charges_of_day(book.session, TOMORROW, limit=10).rows

    assert [row.app_id for row in everything] == ["c", "a", "b", "retried"]
    assert [(row.refusals, row.confirmed) for row in everything[2:]] == [(0, True), (2, False)]
    assert everything[0].card == "신한카드 9410-****-****-1234"
    first_two = charges_of_day(book.session, TOMORROW, limit=2)
    rest = charges_of_day(book.session, TOMORROW, limit=2, after=first_two.next)
    assert first_two.rows + rest.rows == everything
    assert rest.next is None


def test_charges_that_are_in_order_are_not_worth_a_line(book: Book) -> None:
    hana = joined(book, "hana")
    book.booked(hana)
    recovered = book.subscribes("recovered", seoul("2025-04-15 10:00"))
    book.declined(recovered, DeclineReason.EXPIRED_CARD)
    book.renews(recovered, seoul("2025-05-16 10:00"))
    book.booked(recovered)

    assert found(book) == []
    listed = charges_of_day(book.session, TOMORROW, limit=10).rows
    assert [row.refusals for row in listed] == [0, 0], "the refusals were of the period before"


def test_a_new_card_is_not_blamed_for_the_old_one(book: Book) -> None:
    hana = book.subscribes("hana", seoul("2025-05-13 10:00"))
    book.declined(hana, DeclineReason.EXPIRED_CARD)
    new_card(book, hana)
    book.booked(hana, seoul("2025-06-15 10:00"))

    assert found(book) == []


def test_a_card_refused_for_good_will_be_refused_again(book: Book) -> None:
    expired = book.subscribes("expired", seoul("2025-05-13 10:00"))
    book.declined(expired, DeclineReason.EXPIRED_CARD)
    book.booked(expired, seoul("2025-06-15 10:00"))
    poor = book.subscribes("poor", seoul("2025-05-13 10:00"))
    book.declined(poor, DeclineReason.INSUFFICIENT_FUNDS)
    book.booked(poor, seoul("2025-06-15 10:00"))

    [row] = wrong(book)

    assert (row.app_id, row.trouble) == ("expired", Trouble.CARD_REFUSED)
    assert row.last_refusal is DeclineReason.EXPIRED_CARD


def test_who_left_or_would_pay_twice_or_another_sum_comes_first(book: Book) -> None:
    unclear = book.booked(joined(book, "a unclear"))
    unclear.state = ChargeState.UNKNOWN
    leaving = joined(book, "b leaving")
    book.booked(leaving)
    leaving.status = SubscriptionStatus.CANCELLING
    cheaper = joined(book, "c cheaper")
    book.booked(cheaper)
    cheaper.price = 19_000
    twice = joined(book, "d twice")
    book.booked(twice)
    twice.periods_paid = 2

    rows = wrong(book)

    assert [(row.app_id, row.trouble) for row in rows] == [
        ("b leaving", Trouble.CANCELLED),
        ("c cheaper", Trouble.AMOUNT_DIFFERS),
        ("d twice", Trouble.ALREADY_PAID),
        ("a unclear", Trouble.NOT_CONFIRMED),
    ]
    assert (rows[1].amount, rows[1].price) == (29_000, 19_000)


def test_a_booking_on_a_card_that_is_no_longer_used(book: Book) -> None:
    changed = joined(book, "changed")
    book.booked(changed)
    new_card(book, changed)
    deleted = joined(book, "deleted")
    book.booked(deleted)
    book.session.get_one(Card, deleted.customer_uid).deleted_at = NOW

    assert sorted(found(book)) == [
        ("changed", Trouble.CARD_CHANGED),
        ("deleted", Trouble.CARD_DELETED),
    ]


def test_who_is_due_without_a_booking_is_missed_and_who_cannot_be_retried_is_not(
    book: Book,
) -> None:
    joined(book, "lost")
    book.booked(joined(book, "later"), seoul("2025-06-20 10:00"))  # has one, on another day
    retry = book.subscribes("retry", seoul("2025-05-14 10:00"))
    book.declined(retry)
    in_three_days = book.subscribes("in three days", seoul("2025-05-14 10:00"))
    book.declined(in_three_days)
    book.declined(in_three_days)
    hard = book.subscribes("hard", seoul("2025-05-14 10:00"))
    book.declined(hard, DeclineReason.LOST_OR_STOLEN)

    rows = wrong(book)

    assert [(row.app_id, row.trouble) for row in rows] == [
        ("lost", Trouble.NOT_BOOKED),
        ("retry", Trouble.NOT_BOOKED),
    ]
    assert [row.retry for row in rows] == [False, True]
    assert {row.due_at for row in rows} == {seoul("2025-06-15 10:00")}


def test_a_member_who_lives_through_the_real_pipeline_is_in_order(world: World) -> None:
    world.join("hana")
    world.join("duri")
    live(world, 3)
    world.cancel("duri")
    live(world, 1)
    due, now = date(2025, 2, 10), world.clock.now()

    [day] = read(world, lambda session: coming_days(session, due, due))
    listed = read(world, lambda session: charges_of_day(session, due, limit=10)).rows

    assert day.coming.renewals == Amount(1, 29_000)
    assert [(row.app_id, row.refusals, row.confirmed) for row in listed] == [("hana", 0, True)]
    policy = world.system.settings.policy
    found = read(world, lambda session: preflight(session, due, policy, now, limit=10))
    assert (found.rows, found.total) == ((), 0)
