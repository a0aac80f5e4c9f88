"""Cancellation: the charge is stopped at once, provably; access stays until paid-through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing_core.lifecycle.round import make_round
from billing_core.models import Cancellation, Charge, JobKind
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.people import VIEWER
from tests.parts.world import DAY, World

MIDNIGHT_10_FEB = datetime(2025, 2, 9, 15, tzinfo=UTC)  # in Seoul


def test_a_cancellation_revokes_every_booking_and_reads_back(world: World) -> None:
    customer_uid = world.join("u1")
    world.wait(3 * DAY)
    world.cancel("u1", "비싸서요")
    world.work()
    assert world.gateway_bookings(customer_uid) == []
    assert world.live("u1") == []
    [asked] = world.rows(Cancellation)
    assert asked.confirmed_at == world.clock.now()
    assert world.subscription("u1").status is SubscriptionStatus.CANCELLING
    assert world.member("u1").permission is Permission.PAID


def test_the_downgrade_becomes_due_at_the_midnight_of_paid_through_and_not_before(
    world: World,
) -> None:
    world.join("u1")
    world.cancel("u1")
    world.wait_until(MIDNIGHT_10_FEB - timedelta(minutes=1))
    assert world.downgrades() == []
    world.wait_until(MIDNIGHT_10_FEB)
    [due] = world.downgrades(DowngradeState.DUE)
    assert (due.paid_through, due.kind) == (MIDNIGHT_10_FEB, EndKind.VOLUNTARY)
    world.wait(10 * DAY)
    assert world.member("u1").permission is Permission.PAID, "only a person takes it away"


def test_several_clicks_are_one_request(world: World) -> None:
    world.join("u1")
    first = world.cancel("u1")
    world.wait(DAY)
    assert world.cancel("u1").id == first.id
    assert len(world.rows(Cancellation)) == 1


def test_a_withdrawal_books_again_on_the_old_anchor(world: World) -> None:
    customer_uid = world.join("u1")
    world.cancel("u1")
    world.wait(2 * DAY)
    world.withdraw("u1")
    world.work()
    [booked] = world.gateway_bookings(customer_uid)
    assert kst_date(datetime.fromtimestamp(booked["schedule_at"], UTC)).day == 10
    world.wait_until(MIDNIGHT_10_FEB + DAY)
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.downgrades() == []


def test_a_cancellation_and_its_withdrawal_before_the_worker_woke_leave_one_booking(
    world: World,
) -> None:
    customer_uid = world.join("u1")
    world.cancel("u1")
    world.withdraw("u1")
    world.work()
    assert len(world.gateway_bookings(customer_uid)) == 1
    assert len(world.live("u1")) == 1


def test_a_withdrawal_that_is_being_booked_is_no_alert(world: World) -> None:
    world.join("u1")
    world.cancel("u1")
    world.wait(2 * DAY)
    world.withdraw("u1")
    make_round(world.system)
    assert world.findings() == []
    world.forget_jobs(JobKind.BOOK_NEXT)
    make_round(world.system)
    assert [one.kind for one in world.findings()] == [FindingKind.NO_NEXT_BOOKING]
    world.work()
    assert world.findings() == [], "booked, so the alert closes by itself"


def test_after_paid_through_there_is_nothing_left_to_withdraw(world: World) -> None:
    world.join("u1")
    world.cancel("u1")
    world.wait_until(MIDNIGHT_10_FEB + DAY)
    with pytest.raises(Refusal) as refused:
        world.withdraw("u1")
    assert refused.value.code == "nothing_to_withdraw"


def test_a_member_who_left_may_join_again_and_nobody_needs_to_decide_any_more(
    world: World,
) -> None:
    world.join("u1")
    world.cancel("u1")
    world.wait_until(MIDNIGHT_10_FEB + DAY)
    world.join("u1")
    assert [one.state for one in world.downgrades()] == [DowngradeState.VOID]
    anchor = world.subscription("u1").anchor
    assert anchor is not None
    assert anchor.day == 11
    assert world.ledger("u1") == [29_000, 29_000]


def test_cancelling_after_a_failure_is_an_involuntary_end(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(MIDNIGHT_10_FEB + DAY / 2)
    world.cancel("u1")
    world.wait(DAY)
    assert world.subscription("u1").end_kind is EndKind.INVOLUNTARY
    assert world.live("u1") == []


def test_a_charge_that_slips_through_buys_no_access_and_is_to_be_refunded(world: World) -> None:
    """The revoke never reaches the gateway, so the booking runs although the member asked."""
    world.join("u1")
    paid_through = world.subscription("u1").paid_through
    world.cancel("u1")
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="unschedule", times=None))
    world.wait_until(MIDNIGHT_10_FEB + DAY)
    world.sandbox.clear_faults()
    world.wait(DAY)
    assert [one.amount for one in world.findings(FindingKind.CHARGE_AFTER_CANCELLATION)] == [29_000]
    assert world.subscription("u1").paid_through == paid_through
    assert world.ledger("u1") == [29_000, 29_000], "the money is booked, never hidden"
    assert world.live("u1") == []


def test_a_revoke_that_cannot_be_confirmed_is_told_after_an_hour(world: World) -> None:
    customer_uid = world.join("u1")
    world.cancel("u1")
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="unschedule", times=None))
    world.wait_until(world.clock.now() + timedelta(hours=4), pace=timedelta(minutes=20))
    assert len(world.findings(FindingKind.REVOKE_NOT_CONFIRMED)) == 1
    world.sandbox.clear_faults()
    world.wait(DAY)
    assert world.gateway_bookings(customer_uid) == []
    assert world.findings(FindingKind.REVOKE_NOT_CONFIRMED) == []


def test_a_cancellation_while_the_booking_is_on_its_way_still_ends_with_none(world: World) -> None:
    """The answer to the booking request is lost; the member cancels before it is known."""
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="schedule"))
    customer_uid = world.join("u1")
    assert [one.state for one in world.live("u1")] == [ChargeState.UNKNOWN]
    world.cancel("u1")
    world.wait_until(world.clock.now() + timedelta(hours=2), pace=timedelta(minutes=5))
    assert world.gateway_bookings(customer_uid) == []
    assert world.live("u1") == []
    [asked] = world.rows(Cancellation)
    assert asked.confirmed_at is not None
    assert [one.state for one in world.rows(Charge, Charge.period == 1)] == [ChargeState.REVOKED]


def test_a_viewer_may_neither_cancel_nor_withdraw_for_a_member(world: World) -> None:
    world.join("u1")
    for act in (lambda: world.cancel("u1", actor=VIEWER), lambda: world.withdraw("u1", VIEWER)):
        with pytest.raises(Refusal, match="not_allowed"):
            act()
    assert world.rows(Cancellation) == []


def test_whoever_withdraws_while_the_revocation_is_unproved_leaves_no_question(
    world: World,
) -> None:
    """Nothing is to be revoked any more: the red line had a button that could do nothing."""
    customer_uid = world.join("u1")
    world.wait(3 * DAY)
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="unschedule", times=None))
    world.cancel("u1")
    world.wait(2 * DAY)
    assert [one.kind for one in world.findings()] == [FindingKind.REVOKE_NOT_CONFIRMED]

    world.withdraw("u1")

    assert world.findings() == []
    world.sandbox.clear_faults()
    world.wait(DAY)
    assert world.findings() == []
    assert len(world.gateway_bookings(customer_uid)) == 1
