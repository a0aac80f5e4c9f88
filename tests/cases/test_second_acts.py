"""Acts upon acts: a record reversed, a hand that comes again, a question that outlived its time."""

from __future__ import annotations

import pytest

from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.reverse_transfer import reverse_transfer
from billing_core.models import Charge, EntryKind, PaymentRecord
from billing_core.reconcile.import_gateway import import_gateway
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.rules.source import Source
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.cases.hands import (
    HOUR,
    SOON,
    move_booking,
    pays_by_transfer,
    read_reservations,
    unix,
)
from tests.cases.rest import QUIET, at_rest, charged, seoul
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World


def reverses(world: World) -> None:
    record = world.rows(PaymentRecord, PaymentRecord.source == Source.BY_HAND)[-1]
    with world.system.database.writing() as session:
        reverse_transfer(
            session, record.imp_uid, reason="다른 회원", actor=APPROVER, now=world.clock.now()
        )
    world.move(world.clock.now() + SOON)
    world.work()


def refused_then_paid_by_transfer(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    pays_by_transfer(world, seoul(2, 10, 11))


def test_a_period_that_a_card_has_paid_meanwhile_is_not_charged_by_a_reversal(
    world: World,
) -> None:
    refused_then_paid_by_transfer(world)
    [refused] = world.rows(Charge, Charge.state == ChargeState.FAILED)
    world.set_card("u1", CardOutcome.APPROVED)
    world.sandbox.retry_at_console(refused.merchant_uid)
    world.work()
    with pytest.raises(Refusal) as first:
        reverses(world)
    assert first.value.code == "answer_first"
    world.cure(FindingKind.DOUBLE_CHARGE, Cure.LEAVE_IT)
    with pytest.raises(Refusal) as second:
        reverses(world)
    assert second.value.code == "period_paid"
    assert charged(world, refused.customer_uid) == [29_000, 29_000]


def test_who_was_refused_is_past_due_again_after_a_reversal(world: World) -> None:
    """Not the company's own failure: nobody is asked whether to go on."""
    refused_then_paid_by_transfer(world)
    reverses(world)
    assert world.subscription("u1").status is SubscriptionStatus.PAST_DUE
    world.wait_until(seoul(2, 20), pace=QUIET)
    assert world.subscription("u1").end_kind is EndKind.INVOLUNTARY
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_an_old_transfer_revives_nothing_unless_a_person_says_rejoin(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(4, 20), pace=7 * DAY)
    with pytest.raises(Refusal) as refused:
        pays_by_transfer(world, seoul(2, 11))
    assert refused.value.code == "say_rejoin"
    at_rest(world)


def test_the_same_transfer_is_recorded_once(world: World) -> None:
    world.join("u1")
    world.move(seoul(2, 5))
    pays_by_transfer(world, seoul(2, 5, 0))
    with pytest.raises(Refusal) as refused:
        pays_by_transfer(world, seoul(2, 5, 0))
    assert refused.value.code == "recorded_before"
    at_rest(world)


def test_a_question_about_a_former_subscription_never_cancels_the_next(world: World) -> None:
    world.join("u1")
    world.move(seoul(1, 20))
    world.work()
    [paid] = [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"]
    world.sandbox.refund_at_console(str(paid["imp_uid"]), 5_000)
    world.work()
    world.cancel("u1")
    world.wait_until(seoul(2, 11), pace=QUIET)
    world.approve("u1")
    world.move(seoul(3, 1))
    world.join("u1")
    world.cure(FindingKind.UNASKED_REFUND, Cure.TREAT_AS_CANCELLED)
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    at_rest(world)


def test_what_was_recognised_is_taken_back_when_the_member_stops(world: World) -> None:
    world.join("u1")
    card = world.subscription("u1").customer_uid
    world.sandbox.book_at_console(card, "hand1", unix(seoul(3, 5)), 9_900)
    read_reservations(world)
    world.cure(FindingKind.BOOKING_ADDED, Cure.RECOGNISE)
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(3, 6), pace=QUIET)
    assert charged(world, card) == [29_000]


def test_what_was_recognised_is_asked_about_again_when_it_is_moved(world: World) -> None:
    world.join("u1")
    card = world.subscription("u1").customer_uid
    world.sandbox.book_at_console(card, "hand1", unix(seoul(6, 1)), 5_000)
    read_reservations(world)
    world.cure(FindingKind.BOOKING_ADDED, Cure.RECOGNISE)
    world.sandbox.move_at_console("hand1", unix(seoul(1, 25)))
    read_reservations(world)
    [asked] = world.findings(FindingKind.BOOKING_ADDED)
    assert asked.detail["due_at"] == seoul(1, 25).isoformat()


def test_a_booking_moved_twice_is_asked_about_where_it_stands_now(world: World) -> None:
    world.join("u1")
    world.move(seoul(1, 15))
    move_booking(world, "u1", seoul(2, 20))
    read_reservations(world)
    move_booking(world, "u1", seoul(3, 1))
    read_reservations(world)
    [asked] = world.findings(FindingKind.BOOKING_MOVED)
    assert asked.detail["due_at"] == seoul(3, 1).isoformat()
    world.cure(FindingKind.BOOKING_MOVED, Cure.EXTEND_FREE)
    world.move(world.clock.now() + HOUR)
    world.work()
    assert world.subscription("u1").paid_through == seoul(3, 1, 0)
    at_rest(world)


def test_whichever_of_two_was_given_back_the_other_has_paid(world: World) -> None:
    """L24: the console refunds the first of them, and she is charged next month as always."""
    card = world.join("u1")
    [first] = [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"]
    world.move(seoul(1, 20))
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.work()
    world.sandbox.refund_at_console(str(first["imp_uid"]), 0)
    world.move(world.clock.now() + HOUR)
    world.work()
    at_rest(world)
    world.wait_until(seoul(2, 12), pace=DAY)
    assert world.ledger("u1") == [29_000, 29_000, -29_000, 29_000]
    at_rest(world)


def test_an_undecided_refund_of_who_was_ended_by_us_is_one_question(world: World) -> None:
    """Booked nothing for it, so the grace passes: what is left to ask is whether she goes on."""
    world.looks_around = min(world.looks_around, 2 * DAY)  # no grace passes in a week away
    world.join("u1")
    [paid] = [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"]
    world.move(seoul(1, 20))
    world.sandbox.refund_at_console(str(paid["imp_uid"]), 0)
    world.wait_until(seoul(2, 20))
    at_rest(world, FindingKind.ENDED_BY_US)


def test_two_refunds_recorded_within_a_second_are_two(world: World) -> None:
    world.join("u1")
    [paid] = [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"]
    now = world.clock.now()
    for _ in range(2):
        with world.system.database.writing() as session:
            record_refund_by_hand(
                session,
                str(paid["imp_uid"]),
                EntryKind.TRANSFER_REFUND,
                amount=1_000,
                at=now,
                reason="불편 보상",
                evidence="이체 내역",
                actor=APPROVER,
                now=now,
            )
    assert world.ledger("u1") == [29_000, -1_000, -1_000]
    at_rest(world)


def test_a_charge_that_nobody_asked_for_is_told_whoever_reads_it_first(world: World) -> None:
    """L30: somebody reads the gateway's history a minute after a charge in the console; whose time
    it falls in decides what it is, and not who brings it."""
    card = world.join("u1")
    world.sandbox.configure(webhook_loss=1.0)
    world.move(world.clock.now() + SOON)
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.move(world.clock.now() + SOON)
    import_gateway(world.system, world.clock.now() - DAY)
    assert [one.kind for one in world.findings()] == [FindingKind.DOUBLE_CHARGE]
    world.cure(FindingKind.DOUBLE_CHARGE, Cure.REFUND)
    world.wait(DAY)
    at_rest(world)
