"""Sums, troubles and keyset pages of what is to come, by SQL: what the rows say one by one."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.desk.ending_soon import EndPlace, UpcomingRow, count_upcoming, upcoming_ends
from billing_core.desk.preflight import PreflightPlace, preflight
from billing_core.desk.preflight_row import PreflightRow
from billing_core.desk.upcoming import ChargePlace, ComingCharge, charges_of_day, coming_days
from billing_core.models import Card, Charge, Subscription
from billing_core.numbers.coming_charges import Coming, coming_in
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.preflight import BookedCharge, Trouble, troubles
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus
from tests.numbers.book import Book, seoul

NOW = seoul("2025-06-14 09:00")
DAY = date(2025, 6, 15)
MOMENTS = [
    seoul(moment)
    for moment in (
        "2025-05-31 23:59:59",
        "2025-06-14 23:59:59",
        "2025-06-15 00:00",
        "2025-06-15 10:00",
        "2025-06-15 10:00:01",
        "2025-06-15 23:59:59",
        "2025-06-16 00:00",
        "2025-06-30 10:00",
        "2025-07-01 00:00",
    )
]
MEMBERS = 60


@dataclass(frozen=True)
class Fact:
    charge: Charge
    subscription: Subscription
    card: Card
    refusals: int
    last_refusal: DeclineReason | None

    @property
    def troubles(self) -> list[Trouble]:
        status = self.subscription.status
        booked = BookedCharge(
            state=self.charge.state,
            amount=self.charge.amount,
            price=self.subscription.price,
            period=self.charge.period,
            periods_paid=self.subscription.periods_paid,
            wanted=status.wants_charges,
            same_card=self.charge.customer_uid == self.subscription.customer_uid,
            card_deleted=self.card.deleted_at is not None,
            last_refusal=self.last_refusal,
        )
        return list(troubles(booked))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Members in every state, with bookings that are wrong in every way and in several at once."""
    chance = random.Random(1)
    with database.writing() as session:
        book = Book(session)
        for number in range(MEMBERS):
            _member(book, chance, f"m-{number:03}")
        session.flush()
        yield session


def _member(book: Book, chance: random.Random, member_id: str) -> None:
    subscription = book.subscribes(member_id, seoul("2025-05-14 10:00"))
    for _ in range(chance.choice([0, 0, 1, 2])):
        book.declined(subscription, chance.choice(list(DeclineReason)))
    if chance.random() < 0.3:
        book.renews(subscription, seoul("2025-06-14 08:00"))
    if chance.random() < 0.85:
        charge = book.booked(subscription, chance.choice(MOMENTS))
        charge.state = chance.choice([ChargeState.BOOKED, ChargeState.BOOKED, *LIVE_STATES_LISTED])
        if chance.random() < 0.15:
            charge.amount = 19_000
        if chance.random() < 0.1:
            subscription.periods_paid = charge.period + 1
        if chance.random() < 0.15:
            card = Card(
                customer_uid=f"new-{member_id}",
                member_id=subscription.member_id,
                registered_at=NOW,
            )
            book.session.add(card)
            book.session.flush()
            subscription.customer_uid = card.customer_uid
        if chance.random() < 0.15:
            book.session.get_one(Card, charge.customer_uid).deleted_at = NOW
    subscription.status = chance.choice(
        [*SubscriptionStatus, SubscriptionStatus.ACTIVE, SubscriptionStatus.ACTIVE]
    )
    if subscription.status is SubscriptionStatus.CANCELLING and chance.random() < 0.8:
        book.asks(subscription, NOW)
        subscription.paid_through = chance.choice([seoul("2025-06-20"), seoul("2025-06-21"), None])


LIVE_STATES_LISTED = sorted(LIVE_STATES)


def facts(session: Session) -> list[Fact]:
    charges = list(session.scalars(select(Charge)))
    subscriptions = {each.id: each for each in session.scalars(select(Subscription))}
    cards = {each.customer_uid: each for each in session.scalars(select(Card))}
    refused = Counter(
        (each.subscription_id, each.period) for each in charges if each.state is ChargeState.FAILED
    )
    answered: dict[str, list[tuple[datetime, int, DeclineReason | None]]] = defaultdict(list)
    for each in charges:
        if each.state in (ChargeState.PAID, ChargeState.FAILED) and each.settled_at:
            answer = (each.settled_at, each.attempt, each.decline)
            answered[each.customer_uid].append(answer)
    return [
        Fact(
            charge=each,
            subscription=subscriptions[each.subscription_id],
            card=cards[each.customer_uid],
            refusals=refused[each.subscription_id, each.period],
            last_refusal=max(
                answered[each.customer_uid], key=lambda one: one[:2], default=(0, 0, None)
            )[2],
        )
        for each in charges
        if each.state in LIVE_STATES
    ]


def added_up(some: list[Fact]) -> Coming:
    renewals = [each.charge.amount for each in some if not each.refusals]
    retries = [each.charge.amount for each in some if each.refusals]
    return Coming(Amount(len(renewals), sum(renewals)), Amount(len(retries), sum(retries)))


def test_the_sums_by_day_and_by_month_are_those_of_the_rows(session: Session) -> None:
    wanted = [each for each in facts(session) if each.subscription.status.wants_charges]
    by_day: dict[date, list[Fact]] = defaultdict(list)
    for each in wanted:
        by_day[kst_date(each.charge.due_at)].append(each)
    assert any(each.refusals for each in wanted), "retries are told apart"
    assert len(wanted) < len(facts(session)), "who does not want a charge is left out"

    days = coming_days(session, date(2025, 5, 31), date(2025, 7, 1))

    assert [each.coming for each in days] == [added_up(by_day[each.day]) for each in days]
    months = [Month(2025, 7), Month(2025, 6), Month(2025, 4)]  # in no order, and with a gap
    for month, coming in coming_in(session, months).items():
        assert coming == added_up([each for each in wanted if each.charge.due_at in month])
    assert coming_in(session, list[Month]()) == {}


def test_the_troubles_of_a_day_are_those_of_the_rows(session: Session) -> None:
    of_day = [each for each in facts(session) if kst_date(each.charge.due_at) == DAY]
    expected = Counter(
        (trouble, each.charge.merchant_uid) for each in of_day for trouble in each.troubles
    )
    assert {trouble for trouble, _ in expected} == {*Trouble} - {Trouble.NOT_BOOKED}

    found = preflight(session, DAY, BillingPolicy(), NOW, limit=1_000)

    booked = [row for row in found.rows if row.trouble is not Trouble.NOT_BOOKED]
    assert Counter((row.trouble, row.merchant_uid) for row in booked) == expected
    assert found.counts == Counter(row.trouble for row in found.rows)
    assert found.total == len(found.rows)
    assert found.counts[Trouble.NOT_BOOKED] > 0
    wrong_money = [row.trouble.wrong_money for row in found.rows]
    assert wrong_money == sorted(wrong_money, reverse=True), "wrong money first"


def test_the_pages_of_what_is_wrong_follow_one_another(session: Session) -> None:
    whole = preflight(session, DAY, BillingPolicy(), NOW, limit=1_000)
    for limit in (1, 7):
        rows: list[PreflightRow] = []
        place: PreflightPlace | None = None
        while True:
            page = preflight(session, DAY, BillingPolicy(), NOW, limit=limit, after=place)
            assert page.counts == whole.counts, "of the whole day on every page"
            assert len({row.app_id for row in page.rows}) <= limit
            rows += page.rows
            if page.next is None:
                break
            assert page.next != place, "every page goes on"
            place = page.next
        assert tuple(rows) == whole.rows


def test_the_pages_of_a_days_list_follow_one_another(session: Session) -> None:
    expected = {
        each.charge.merchant_uid
        for each in facts(session)
        if each.subscription.status.wants_charges and kst_date(each.charge.due_at) == DAY
    }
    for limit in (1, 7):
        rows: list[ComingCharge] = []
        place: ChargePlace | None = None
        while True:
            page = charges_of_day(session, DAY, limit=limit, after=place)
            rows += page.rows
            if page.next is None:
                break
            assert page.next != place, "every page goes on"
            place = page.next
        assert len(rows) == len(expected)
        assert {row.merchant_uid for row in rows} == expected
        assert rows == list(charges_of_day(session, DAY, limit=1_000).rows)
        assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)


def test_the_pages_of_who_ends_soon_follow_one_another(session: Session) -> None:
    rows: list[UpcomingRow] = []
    place: EndPlace | None = None
    while True:
        page = upcoming_ends(session, 2, place)
        rows += page.rows
        if page.next is None:
            break
        assert page.next != place, "every page goes on"
        place = page.next
    assert len({row.app_id for row in rows}) == len(rows) == count_upcoming(session) > 4
    assert tuple(rows) == upcoming_ends(session, 1_000).rows
    assert [row.paid_through for row in rows] == sorted(row.paid_through for row in rows)
    assert upcoming_ends(session, 1_000, EndPlace(seoul("2026-01-01"), "")).rows == ()


def test_what_was_put_right_between_two_pages_hides_nobody(session: Session) -> None:
    first = preflight(session, DAY, BillingPolicy(), NOW, limit=3)
    before = preflight(session, DAY, BillingPolicy(), NOW, limit=1_000).rows[len(first.rows) :]
    gone = {row.merchant_uid for row in first.rows}
    for merchant_uid in gone:
        session.get_one(Charge, merchant_uid).due_at += timedelta(days=3)
    session.flush()

    rest = preflight(session, DAY, BillingPolicy(), NOW, limit=1_000, after=first.next)

    assert rest.rows == tuple(row for row in before if row.merchant_uid not in gone)
