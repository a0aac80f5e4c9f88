"""The approval: red while any charge is live or unclear, and it says what to do (L32, L33)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import CheckCode, DowngradeState, EvidenceKind
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.sandbox.faults import Fault, FaultKind
from tests.cases.rest import QUIET, at_rest, seoul
from tests.parts.people import SECOND_APPROVER
from tests.parts.world import World

MINUTE = timedelta(minutes=1)


def lapse(world: World) -> None:
    world.join("u1")
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(2, 11), pace=QUIET)


@pytest.mark.parametrize(
    "kind",
    [FaultKind.TIMEOUT_AFTER, FaultKind.REFUSED_AFTER, FaultKind.LATE, FaultKind.ERROR_AFTER],
)
def test_not_while_a_returners_first_charge_is_inside_the_gateway(
    world: World, kind: FaultKind
) -> None:
    """L32: approving meanwhile would make a payer free for minutes. What the approval reads may
    settle the charge: then nothing waits any more."""
    lapse(world)
    world.sandbox.arm(Fault(kind, operation="again", seconds=300))
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="again"))
    world.move(seoul(2, 11, 11))
    world.join("u1", "9381-0000-0000-0001")
    assert world.approve("u1", SECOND_APPROVER) in ("not_green", "already")
    assert world.member("u1").permission is Permission.PAID
    world.wait_until(seoul(2, 11, 13), pace=6 * MINUTE)
    assert world.downgrades()[0].state is DowngradeState.VOID
    assert world.subscription("u1").paid_through == seoul(3, 11, 0)
    at_rest(world)


def test_not_while_a_returners_card_is_registered_and_could_not_be_charged_yet(
    world: World,
) -> None:
    """L32: the connection does not open; the first charge is still to come."""
    lapse(world)
    world.sandbox.outage(FaultKind.NO_CONNECTION, ["again"])
    world.move(seoul(2, 11, 11))
    world.join("u1", "9381-0000-0000-0001")
    assert world.approve("u1") == "not_green"
    world.sandbox.lift_outage()
    world.wait_until(seoul(2, 11, 12), pace=6 * MINUTE)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world)


def test_a_returner_whose_card_was_refused_can_be_approved_once_that_is_over(world: World) -> None:
    """L32: the card said no; after a week nothing is waited for any more."""
    lapse(world)
    world.join("u1", "9366-0000-0000-0051")
    assert world.approve("u1") == "not_green"
    world.wait_until(seoul(2, 19), pace=QUIET)
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_a_first_charge_without_an_answer_can_be_read_from_the_row_at_once(world: World) -> None:
    """L33: no day has to pass before the row that waits for it has its button."""
    lapse(world)
    reads = ["find_all", "payments_by_status", "customer_payments"]
    world.sandbox.outage(FaultKind.ERROR_BEFORE, reads)
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="again"))
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="again"))
    world.move(seoul(2, 11, 11))
    world.join("u1", "9381-0000-0000-0001")
    [waited] = [
        check for check in world.checklist("u1").red if check.code is CheckCode.NO_RETRY_PENDING
    ]
    assert waited.cures == (Cure.READ_AGAIN,)
    [told] = world.findings(FindingKind.UNKNOWN_OUTCOME)
    assert told.subject in {one.name for one in waited.evidence}
    world.sandbox.lift_outage()
    world.cure(FindingKind.UNKNOWN_OUTCOME, Cure.READ_AGAIN)
    world.wait_until(seoul(2, 11, 13), pace=6 * MINUTE)
    assert world.downgrades()[0].state is DowngradeState.VOID
    assert world.subscription("u1").paid_through == seoul(3, 11, 0)
    at_rest(world)


def test_each_red_line_has_its_date_won_and_cure(world: World) -> None:
    """L33: a surplus after paid-through and a live booking, both with what to do."""
    card = world.join("u1")
    [booked] = world.live("u1")
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(2, 11), pace=QUIET)
    world.sandbox.retry_at_console(booked.merchant_uid)
    world.sandbox.book_at_console(card, "hand-1", int(seoul(3, 1).timestamp()), 9_900)
    world.work()
    red = {check.code: check for check in world.checklist("u1").red}
    assert set(red) == {CheckCode.NO_LIVE_BOOKING, CheckCode.NO_NEWER_PAYMENT}
    [booking] = red[CheckCode.NO_LIVE_BOOKING].evidence
    assert (booking.what, booking.at, booking.won) == (
        EvidenceKind.BOOKING,
        seoul(3, 1),
        9_900,
    )
    [payment] = red[CheckCode.NO_NEWER_PAYMENT].evidence
    assert (payment.what, payment.at, payment.won) == (
        EvidenceKind.PAYMENT,
        seoul(2, 11),
        29_000,
    )
    assert all(check.cures for check in red.values())
    world.cure(FindingKind.LIVE_BOOKING_AFTER_CANCELLATION, Cure.REVOKE_NOW)
    world.cure(FindingKind.CHARGE_AFTER_CANCELLATION, Cure.REFUND)
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_an_unreadable_gateway_is_never_green(world: World) -> None:
    """L33: what was not read is not absent."""
    lapse(world)
    world.sandbox.outage(FaultKind.ERROR_BEFORE, ["customer_schedules"])
    [red] = world.checklist("u1").red
    assert red.unread
    assert world.approve("u1") == "not_green"
    world.sandbox.lift_outage()
    assert world.approve("u1") == "approved"
    at_rest(world)
