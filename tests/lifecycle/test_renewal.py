"""Renewal: every payment books the next, on the anchor, whatever the month's length."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.models import Charge, Subscription
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World


def kst(month: int, day: int, hour: int = 10, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=9)


def paid_until(subscription: Subscription) -> date:
    assert subscription.paid_through is not None
    return kst_date(subscription.paid_through)


def test_the_31st_clamps_to_short_months_and_does_not_drift(world: World) -> None:
    world.wait_until(kst(1, 31))
    world.join("u1")
    world.wait_until(kst(4, 1))
    paid = world.rows(Charge, Charge.state == ChargeState.PAID)
    assert sorted(kst_date(charge.due_at) for charge in paid) == [
        date(2025, 1, 31),
        date(2025, 2, 28),
        date(2025, 3, 31),
    ]


def test_a_yearly_plan_is_charged_once_a_year(world: World) -> None:
    world.join("u1", plan="yearly")
    [booked] = world.live("u1")
    assert kst_date(booked.due_at) == date(2026, 1, 10)
    assert booked.amount == 290_000


def test_a_late_recovery_keeps_the_original_due_date(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(kst(2, 10, 12))
    assert world.subscription("u1").status is SubscriptionStatus.PAST_DUE
    world.set_card("u1", CardOutcome.APPROVED)
    world.wait_until(kst(2, 12))
    subscription = world.subscription("u1")
    assert subscription.status is SubscriptionStatus.ACTIVE
    assert paid_until(subscription) == date(2025, 3, 10)
    assert [kst_date(one.due_at) for one in world.live("u1")] == [date(2025, 3, 10)]


def test_the_ladder_tries_after_1_3_and_5_days_and_then_stops(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.OVER_LIMIT)
    world.wait_until(kst(2, 25))
    tried = world.rows(Charge, Charge.state == ChargeState.FAILED)
    assert sorted(kst_date(charge.due_at).day for charge in tried) == [10, 11, 13, 15]
    subscription = world.subscription("u1")
    assert (subscription.status, subscription.end_kind) == (
        SubscriptionStatus.ENDED,
        EndKind.INVOLUNTARY,
    )
    assert [one.kind for one in world.downgrades()] == [EndKind.INVOLUNTARY]
    assert len(world.live("u1")) == 0


def test_a_hard_decline_is_not_tried_again_with_the_same_card(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.LOST_OR_STOLEN)
    world.wait_until(kst(2, 14))
    assert len(world.rows(Charge, Charge.state == ChargeState.FAILED)) == 1
    assert world.live("u1") == []

    world.register_card("u1", "9381-0000-0000-0001")
    world.wait(DAY)
    subscription = world.subscription("u1")
    assert subscription.status is SubscriptionStatus.ACTIVE
    assert paid_until(subscription) == date(2025, 3, 10)


def test_a_changed_card_moves_the_booking_and_leaves_no_second_one(world: World) -> None:
    old = world.join("u1")
    new = world.register_card("u1", "9381-0000-0000-0001")
    world.work()
    assert world.gateway_bookings(old) == []
    assert [one["amount"] for one in world.gateway_bookings(new)] == [29_000]
    world.wait_until(kst(2, 10, 12))
    assert world.ledger("u1") == [29_000, 29_000]


def test_a_charge_approved_late_after_all_wins_over_its_failure(world: World) -> None:
    """Refused, retried by the console's recovery switch the next day, and paid."""
    world.sandbox.configure(recovery=True)
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(kst(2, 10, 11))
    world.set_card("u1", CardOutcome.APPROVED)
    world.wait_until(kst(2, 14))
    subscription = world.subscription("u1")
    assert subscription.periods_paid == 2
    captured = [one for one in world.sandbox.payments() if one["status"] == "paid"]
    counted = [one for one in captured if one["customer_uid_usage"] != "issue"]
    assert sum(world.ledger("u1")) == 29_000 * len(counted)
    assert len(world.findings(FindingKind.DOUBLE_CHARGE)) == len(counted) - 2
    assert [kst_date(one.due_at) for one in world.live("u1")] == [date(2025, 3, 10)]


def test_a_booking_revoked_behind_our_back_is_asked_about_and_booked_by_a_person(
    world: World,
) -> None:
    world.join("u1")
    [booked] = world.live("u1")
    world.sandbox.revoke_at_console(booked.merchant_uid)
    world.wait(DAY)
    [lost] = world.findings(FindingKind.BOOKING_LOST)
    assert lost.subject == booked.merchant_uid, "told weeks before its day"
    world.wait(DAY)
    assert world.live("u1") == [], "what somebody else revoked is not done again by itself"
    cure_finding(world.system, lost.id, Cure.BOOK_AGAIN, reason="실수로 지움", actor=APPROVER)
    world.wait_until(kst(2, 11))
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.findings() == []


def test_with_every_webhook_lost_the_sweep_keeps_the_chain(world: World) -> None:
    world.sandbox.configure(webhook_loss=1.0)
    world.join("u1")
    world.wait_until(kst(4, 11))
    assert world.ledger("u1") == [29_000] * 4
    assert len(world.live("u1")) == 1


def test_a_webhook_five_times_reversed_and_forged_changes_nothing_more(world: World) -> None:
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_DOUBLED, times=50))
    world.join("u1")
    world.ring("imp_forged", "bdcx", "paid")
    world.wait_until(kst(2, 11))
    assert world.ledger("u1") == [29_000, 29_000]
    assert len(world.live("u1")) == 1
