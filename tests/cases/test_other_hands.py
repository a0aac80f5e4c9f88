"""Other hands at our bookings: revoked, moved, added, for other money (L13)."""

from __future__ import annotations

from datetime import datetime

import pytest

from billing_core.desk.light import Invariant
from billing_core.models import Charge, Finding
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.cases.hands import HOUR, move_booking, read_reservations, unix
from tests.cases.rest import QUIET, at_rest, charged, seoul
from tests.parts.world import DAY, World

OTHER_CARD = "9381-0000-0000-0001"

ADDED, LOST, MOVED = (
    FindingKind.BOOKING_ADDED,
    FindingKind.BOOKING_LOST,
    FindingKind.BOOKING_MOVED,
)


def test_three_hands_at_three_bookings_are_found_before_their_day(world: World) -> None:
    """L13: one booking revoked, one moved sixty days, one added; found by one reading."""
    cards = {member: world.join(member) for member in ("u1", "u2", "u3")}
    world.move(seoul(1, 20))
    [first] = world.live("u1")
    world.sandbox.revoke_at_console(first.merchant_uid)
    move_booking(world, "u2", seoul(4, 10))
    world.sandbox.book_at_console(cards["u3"], "hand-1", unix(seoul(3, 5)), 9_900)
    read_reservations(world)
    assert {(one.kind, world.called(one.member_id)) for one in world.findings()} == {
        (LOST, "u1"),
        (MOVED, "u2"),
        (ADDED, "u3"),
    }
    assert {one.amount for one in world.findings()} == {29_000, 9_900}
    assert all(one.detail["due_at"] for one in world.findings())
    world.cure(LOST, Cure.BOOK_AGAIN)
    world.cure(MOVED, Cure.MOVE_BACK)
    world.cure(ADDED, Cure.REVOKE_NOW)
    at_rest(world)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert [world.ledger(one) for one in cards] == [[29_000, 29_000]] * 3
    at_rest(world)


def test_a_revoked_booking_is_not_made_again_by_itself(world: World) -> None:
    """L13: revoked → 해지로 처리. Nothing is charged, access lasts until paid-through."""
    world.join("u1")
    [booked] = world.live("u1")
    world.sandbox.revoke_at_console(booked.merchant_uid)
    world.wait_until(seoul(2, 12), pace=QUIET)
    assert world.ledger("u1") == [29_000]
    at_rest(world, LOST, red=[Invariant.BOOKINGS_AGREE])
    world.cure(LOST, Cure.TREAT_AS_CANCELLED)
    world.wait(DAY)
    assert world.subscription("u1").end_kind is EndKind.VOLUNTARY
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_a_revoked_booking_nobody_decided_about_is_no_fault_of_the_member(world: World) -> None:
    """L13: the grace passes without an answer: 시스템, one question, and it can be resumed."""
    world.join("u1")
    [booked] = world.live("u1")
    world.sandbox.revoke_at_console(booked.merchant_uid)
    world.wait_until(seoul(2, 20), pace=QUIET)
    assert world.subscription("u1").end_kind is EndKind.SYSTEM
    at_rest(world, FindingKind.ENDED_BY_US)
    world.cure(FindingKind.ENDED_BY_US, Cure.RESUME_FROM_TODAY)
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 20, 0)
    at_rest(world)


@pytest.mark.parametrize("to", [seoul(3, 10), seoul(3, 1, year=2026), seoul(12, 24), seoul(2, 14)])
def test_a_moved_booking_extends_for_free_if_a_person_says_so(world: World, to: datetime) -> None:
    """L13: moved → 그날까지 무료 연장; the grace waits meanwhile."""
    world.join("u1")
    world.move(seoul(1, 20))
    move_booking(world, "u1", to)
    read_reservations(world)
    at_rest_but_moved(world)
    world.cure(MOVED, Cure.EXTEND_FREE)
    assert world.subscription("u1").paid_through == to.replace(hour=15) - DAY
    at_rest(world)
    world.wait_until(to + 2 * HOUR, pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world)


def at_rest_but_moved(world: World) -> None:
    assert [one.kind for one in world.findings()] == [MOVED]


def test_the_grace_waits_while_a_move_is_not_decided(world: World) -> None:
    """L13: moved forty days, and nobody looks: the member keeps access until it runs."""
    world.join("u1")
    world.move(seoul(1, 20))
    name = move_booking(world, "u1", seoul(3, 20))
    world.wait_until(seoul(3, 19), pace=QUIET)
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    assert [one.kind for one in world.findings()] == [MOVED]
    world.cure(MOVED, Cure.EXTEND_FREE)
    world.wait_until(seoul(3, 21), pace=DAY)
    assert world.rows(Charge, Charge.merchant_uid == name)[0].state is ChargeState.PAID
    assert world.subscription("u1").paid_through == seoul(4, 20, 0)
    at_rest(world)


def test_a_moved_booking_that_ran_undecided_is_a_persons_question(world: World) -> None:
    """L13: nobody decided in two months; the money came long after the grace."""
    world.join("u1")
    world.move(seoul(1, 20))
    move_booking(world, "u1", seoul(3, 20))
    world.wait_until(seoul(3, 21), pace=QUIET)
    kinds = [one.kind for one in world.findings()]
    assert FindingKind.LATE_CAPTURE in kinds, kinds
    assert world.ledger("u1") == [29_000, 29_000]
    if FindingKind.ENDED_BY_US in kinds:
        world.cure(FindingKind.ENDED_BY_US, Cure.END_THEM)
    world.cure(FindingKind.LATE_CAPTURE, Cure.ACCEPT_PAYMENT)
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    assert world.subscription("u1").paid_through == seoul(4, 21, 0)
    at_rest(world)


def test_a_card_changed_while_the_question_is_open_is_charged_once_it_is_answered(
    world: World,
) -> None:
    """L13: the booking waits for the office as it was moved, and so does the new card."""
    world.join("u1")
    world.move(seoul(1, 15))
    move_booking(world, "u1", seoul(2, 12))
    read_reservations(world)
    card = world.register_card("u1", OTHER_CARD)
    world.work()
    assert [one.customer_uid == card for one in world.live("u1")] == [False]
    world.cure(MOVED, Cure.MOVE_BACK)
    assert [(one.customer_uid, one.due_at) for one in world.live("u1")] == [(card, seoul(2, 10))]
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert charged(world, card) == [29_000]
    at_rest(world)


def test_a_booking_moved_earlier_cannot_extend_but_can_be_moved_back(world: World) -> None:
    """L13: the day before paid-through is no extension."""
    world.join("u1")
    world.move(seoul(1, 15))
    move_booking(world, "u1", seoul(1, 25))
    read_reservations(world)
    with pytest.raises(Refusal) as refused:
        world.cure(MOVED, Cure.EXTEND_FREE)
    assert refused.value.code == "not_later"
    world.cure(MOVED, Cure.MOVE_BACK)
    at_rest(world)
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world)


def test_a_booking_moved_earlier_and_run_keeps_the_anchor(world: World) -> None:
    """L13: charged early, before anybody looked: it buys its own period, not an earlier one."""
    world.join("u1")
    world.move(seoul(1, 15))
    move_booking(world, "u1", seoul(1, 16))
    world.wait_until(seoul(1, 17))
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    at_rest(world)


def test_a_moved_booking_is_taken_along_when_the_member_cancels(world: World) -> None:
    """L13 with L10: the question about the move is answered by the cancellation."""
    world.join("u1")
    world.move(seoul(1, 20))
    move_booking(world, "u1", seoul(3, 20))
    read_reservations(world)
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert world.approve("u1") == "approved"
    at_rest(world)


@pytest.mark.parametrize("cure", [Cure.REVOKE_NOW, Cure.RECOGNISE])
def test_two_bookings_added_are_two_questions(world: World, cure: Cure) -> None:
    """L13: added → 예약 해제 or 인정, each on its own; while our own booking stands."""
    card = world.join("u1")
    for name in ("hand-1", "hand-2"):
        world.sandbox.book_at_console(card, name, unix(seoul(3, 5)), 9_900)
    read_reservations(world)
    assert sorted(one.subject for one in world.findings(ADDED)) == ["hand-1", "hand-2"]
    for name in ("hand-1", "hand-2"):
        press(world, name, cure)
    at_rest(world)
    world.wait_until(seoul(3, 6), pace=QUIET)
    meant = [9_900, 9_900] if cure is Cure.RECOGNISE else []
    assert world.ledger("u1") == [29_000, 29_000, *meant], "meant: no surprise when it runs"
    at_rest(world)


def press(world: World, subject: str, cure: Cure) -> None:
    [finding] = world.rows(Finding, Finding.subject == subject, Finding.resolved_at.is_(None))
    world.cure_one(finding, cure)


@pytest.mark.parametrize("won", [39_000, 1_000])
def test_a_booking_that_takes_other_money_is_a_question(world: World, won: int) -> None:
    """L13: the amount was changed by another hand under our own name."""
    card = world.join("u1")
    [booked] = world.live("u1")
    world.sandbox.revoke_at_console(booked.merchant_uid)
    world.sandbox.book_at_console(card, "hand-1", unix(booked.due_at), won)
    read_reservations(world)
    assert sorted(str(one.kind) for one in world.findings()) == sorted(map(str, (LOST, ADDED)))
    world.cure(ADDED, Cure.REVOKE_NOW)
    world.cure(LOST, Cure.BOOK_AGAIN)
    at_rest(world)


def test_a_booking_lost_while_past_due_is_not_made_again_by_itself(world: World) -> None:
    """L13: the rung of the ladder was revoked in the console."""
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    [rung] = world.live("u1")
    world.sandbox.revoke_at_console(rung.merchant_uid)
    read_reservations(world)
    assert world.live("u1") == []
    assert [one.kind for one in world.findings()] == [LOST]
    world.set_card("u1", CardOutcome.APPROVED)
    world.cure(LOST, Cure.BOOK_AGAIN)
    world.wait_until(seoul(2, 12), pace=HOUR * 6)
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    at_rest(world)
