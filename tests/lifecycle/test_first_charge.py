"""The first charge: from the PG's window to the first booking."""

from __future__ import annotations

from datetime import UTC, date, datetime

from billing_core.models import LedgerEntry, PaymentRecord
from billing_core.rules.charge import ChargeState
from billing_core.rules.classification import PaymentClass
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from tests.parts.world import World


def test_an_issuance_that_looks_paid_is_listed_but_never_counted(world: World) -> None:
    world.join("u1")
    issuances = world.rows(PaymentRecord, PaymentRecord.payment_class == PaymentClass.ISSUANCE)
    assert [(row.amount, bool(row.reason)) for row in issuances] == [(29_000, True)]
    assert world.ledger("u1") == [29_000]


def test_the_first_charge_gives_access_and_exactly_one_booking(world: World) -> None:
    customer_uid = world.join("u1")
    subscription = world.subscription("u1")
    assert subscription.status is SubscriptionStatus.ACTIVE
    assert subscription.anchor == date(2025, 1, 10)
    assert subscription.paid_through == datetime(2025, 2, 9, 15, tzinfo=UTC)  # 10 Feb, 00:00 KST
    assert world.member("u1").permission is Permission.PAID
    [booked] = world.live("u1")
    assert (booked.state, booked.due_at) == (
        ChargeState.BOOKED,
        datetime(2025, 2, 10, 1, tzinfo=UTC),
    )
    assert [one["merchant_uid"] for one in world.gateway_bookings(customer_uid)] == [
        booked.merchant_uid
    ]


def test_a_card_refused_in_the_window_begins_nothing(world: World) -> None:
    world.join("u1", card="9366-0000-0000-0005")
    assert world.rows(LedgerEntry) == []
    assert world.live("u1") == []
    assert world.member("u1").permission is Permission.FREE


def test_a_declined_first_charge_waits_for_the_member_and_another_card_heals_it(
    world: World,
) -> None:
    world.join("u1", card="9366-0000-0000-0051")
    subscription = world.subscription("u1")
    assert subscription.status is SubscriptionStatus.PENDING
    assert world.member("u1").permission is Permission.FREE
    world.work()
    assert len(world.sandbox.payments()) == 2, "one issuance, one decline: it is not tried again"

    world.join("u1")
    assert world.subscription("u1").id == subscription.id
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    assert world.ledger("u1") == [29_000]


def test_an_issuance_with_an_approval_number_waits_for_a_person(world: World) -> None:
    customer_uid = world.join("u1")
    world.onetime("u1-order-7", customer_uid, 29_000)
    world.work()
    assert [one.amount for one in world.findings(FindingKind.QUARANTINED_PAYMENT)] == [29_000]
    assert world.ledger("u1") == [29_000], "only the first charge, until somebody decides"
