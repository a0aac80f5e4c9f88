"""The kinds of findings that no case tells of yet: made from outside, found by the next reading or
round, healed by a button. `test_kinds_table.py` says where every other kind has its story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from billing_core.desk.light import Invariant
from billing_core.inbox.receive import receive
from billing_core.lifecycle.app_ids import the_member
from billing_core.models import InboxEvent, InboxState, PaymentRecord
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.worker import Worker
from tests.cases.rest import QUIET, at_rest, seoul
from tests.history.two_books import takes
from tests.parts.world import DAY, World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REFUSED_CARD = "9366-0000-0000-0051"


def unix(instant: datetime) -> int:
    return int(instant.timestamp())


def next_reading(world: World) -> None:
    """Reservations are read every half hour, payments every ten minutes, the round is a minute."""
    world.move(world.clock.now() + 31 * MINUTE)
    world.work()


# how each is made ---------------------------------------------------------------------------


def second_booking_on_an_older_card(world: World) -> None:
    """A card was changed; on the old one somebody books the same month by hand."""
    old = world.join("u1")
    world.register_card("u1", "9381-0000-0000-0001")
    world.work()
    world.sandbox.book_at_console(old, "hand-1", unix(seoul(2, 12)), 29_000)
    next_reading(world)


def moved_before_we_had_the_answer(world: World) -> None:
    """The answer to our booking is lost, and a hand moves it before we have read it: both books
    say the 14th, and the member's day is the 10th."""
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="schedule"))
    world.register_card("u1")
    world.work()
    [booked] = world.live("u1")
    world.sandbox.move_at_console(booked.merchant_uid, unix(seoul(2, 14)))
    next_reading(world)
    assert world.live("u1")[0].due_at == seoul(2, 14)


def another_sum_under_our_name(world: World) -> None:
    world.join("u1")
    reprice(world, 39_000)
    next_reading(world)


def reprice(world: World, won: int) -> None:
    """Something at the gateway changes what our booking will take."""
    [booked] = world.live("u1")
    with world.sandbox._at_the_counter() as shop:
        found = shop.book.schedules.one("merchant_uid = ?", booked.merchant_uid)
        assert found is not None
        found.amount = won
        shop.book.schedules.put(found)


def another_sum_was_taken(world: World) -> None:
    world.join("u1")
    world.move(seoul(2, 10, 9, 59))
    reprice(world, 39_000)
    world.move(seoul(2, 10, 10, 1))
    world.work()


def hand_edited_to_free(world: World) -> None:
    """An engineer's hand in our own database, or a backup of the wrong day."""
    world.join("u1")
    with world.system.database.writing() as session:
        the_member(session, "u1").permission = Permission.FREE
    next_reading(world)


def resumed_and_refused(world: World) -> None:
    """Ended by our own fault, resumed by a person, and the card says no: the new try ends, and
    nobody is left to take the permission of the old one away."""
    world.join("u1")
    [booked] = world.live("u1")
    world.sandbox.revoke_at_console(booked.merchant_uid)
    world.wait_until(seoul(2, 18), pace=QUIET)
    world.set_card("u1", CardOutcome.EXPIRED)
    world.cure(FindingKind.ENDED_BY_US, Cure.RESUME_FROM_TODAY)
    world.wait_until(seoul(2, 26), pace=2 * QUIET)
    assert world.subscription("u1").status is SubscriptionStatus.ENDED


def a_bell_for_a_payment_that_is_not_there(world: World) -> None:
    """Somebody rings with the name of her booking: six tries, and the machine gives up."""
    world.join("u1")
    [booked] = world.live("u1")
    world.ring("imp_000000000000", booked.merchant_uid, "paid")
    world.wait_until(world.clock.now() + 32 * MINUTE, pace=4 * MINUTE)


def a_card_typed_in_by_hand(world: World) -> None:
    world.onetime("console-1", world.join("u1"), 29_000)
    world.work()


def charged_at_the_console(world: World) -> None:
    """The first charge was refused; somebody charges the card in the console instead."""
    card = world.join("u1", REFUSED_CARD)
    world.sandbox.set_card(card, CardOutcome.APPROVED)
    world.sandbox.charge_at_console(card, "hand-1", 29_000)
    world.work()


def heard_of_after_the_approval(world: World) -> None:
    """Refused on 10 February, ended, approved; then the gateway shows that the card had paid on
    the 12th after all."""
    world.join("u1")
    world.set_card("u1", CardOutcome.EXPIRED)
    world.wait_until(seoul(2, 18), pace=QUIET)
    assert world.approve("u1") == "approved"
    [refused] = [one for one in world.sandbox.payments() if one["status"] == "failed"]
    paid = {"imp_uid": "imp_late", "status": "paid", "paid_at": unix(seoul(2, 12))}
    world.sandbox.put_payment(
        dict(refused) | paid | {"failed_at": 0, "fail_reason": None},
        listed_at=unix(world.clock.now()),
    )
    next_reading(world)


def an_answer_that_stays_unknown(world: World) -> None:
    """The first charge gets no answer, no bell, and its lists cannot be read for a day."""
    world.register_card("u1")
    world.sandbox.configure(webhook_loss=1.0)
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="again"))
    world.sandbox.outage(FaultKind.ERROR_BEFORE, ["find_all", "payments_by_status"])
    world.work()
    world.wait(DAY + HOUR)
    world.sandbox.lift_outage()


def the_app_is_away(world: World) -> None:
    refusing = httpx.MockTransport(lambda _: httpx.Response(503))
    system = world.system
    world.system = replace(system, app_http=httpx.Client(transport=refusing))
    world.worker = Worker(world.system)
    world.join("u1")
    world.wait(DAY + HOUR)
    world.system = system
    world.worker = Worker(system)


def dollars_on_a_members_card(world: World) -> None:
    card = world.join("u1")
    world.sandbox.put_payment(
        {"imp_uid": "imp_usd", "merchant_uid": "console-usd", "customer_uid": card}
        | {"customer_uid_usage": "payment", "status": "paid", "paid_at": unix(world.clock.now())}
        | {"amount": 19.99, "currency": "USD"}
    )
    next_reading(world)


def a_row_of_a_file_and_the_gateways(world: World) -> None:
    """The company's file has the payment under the shop's number and its own clock; then the
    gateway tells of it."""
    takes(world, "S-1,S-1,u1,2025-01-10T09:58:00+09:00,29000")
    world.join("u1")


def clocks_apart(world: World) -> None:
    world.sandbox.configure(clock_offset=600)
    world.move(world.clock.now() + 11 * MINUTE)
    world.work()


@dataclass(frozen=True)
class Story:
    """Of one member: how it is made, the button, and the won that the finding names."""

    made: Callable[[World], None]
    cure: Cure
    won: int = 29_000


K = FindingKind
STORIES: Mapping[FindingKind, Story] = {
    K.DOUBLE_BOOKING: Story(second_booking_on_an_older_card, Cure.REVOKE_NOW),
    K.BOOKING_DAY_DIFFERS: Story(moved_before_we_had_the_answer, Cure.MOVE_BACK),
    K.BOOKING_AMOUNT_DIFFERS: Story(another_sum_under_our_name, Cure.BOOK_AGAIN, won=39_000),
    K.AMOUNT_MISMATCH: Story(another_sum_was_taken, Cure.LEAVE_IT, won=39_000),
    K.PAID_WITHOUT_ACCESS: Story(hand_edited_to_free, Cure.GIVE_ACCESS),
    K.ACCESS_WITHOUT_PAYMENT: Story(resumed_and_refused, Cure.ASK_APPROVAL),
    K.EVENT_FAILED: Story(a_bell_for_a_payment_that_is_not_there, Cure.LEAVE_IT),
    K.QUARANTINED_PAYMENT: Story(a_card_typed_in_by_hand, Cure.LEAVE_OUT),
    K.UNEXPECTED_CHARGE: Story(charged_at_the_console, Cure.REFUND),
    K.LATE_PAYMENT_AFTER_DOWNGRADE: Story(heard_of_after_the_approval, Cure.UNDO_DOWNGRADE),
    K.UNKNOWN_OUTCOME: Story(an_answer_that_stays_unknown, Cure.READ_AGAIN),
    K.PERMISSION_NOT_DELIVERED: Story(the_app_is_away, Cure.DELIVER_AGAIN, won=0),
    K.UNREADABLE_PAYMENT: Story(dollars_on_a_members_card, Cure.LEAVE_OUT, won=0),
    K.SAME_PAYMENT: Story(a_row_of_a_file_and_the_gateways, Cure.SAME_PAYMENT),
}


@pytest.mark.parametrize("kind", STORIES)
def test_each_kind_is_found_and_its_button_heals(world: World, kind: FindingKind) -> None:
    story = STORIES[kind]
    story.made(world)
    [finding] = world.findings(kind)
    assert (world.called(finding.member_id), finding.amount) == ("u1", story.won)
    world.cure(kind, story.cure)
    next_reading(world)
    if kind is K.ACCESS_WITHOUT_PAYMENT:
        assert world.approve("u1") == "approved"
    at_rest(world)


def test_two_clocks_apart_are_told_and_measured_again(world: World) -> None:
    """Nobody can wish them together: the button says how far apart they still are."""
    world.join("u1")
    clocks_apart(world)
    at_rest(world, K.CLOCKS_DIFFER, red=[Invariant.CLOCKS_AGREE])
    with pytest.raises(Refusal) as refused:
        world.cure(K.CLOCKS_DIFFER, Cure.READ_AGAIN)
    assert refused.value.code == "still_apart"
    world.sandbox.configure(clock_offset=0)
    world.cure(K.CLOCKS_DIFFER, Cure.READ_AGAIN)
    at_rest(world)


def test_bells_of_nobody_ask_nobody(world: World) -> None:
    """Two notices of another shop, one of them about a payment that is there a little later."""
    for number in (1, 2):
        world.ring(f"imp_{number}", f"shop-{number}", "paid")
    world.wait_until(world.clock.now() + 32 * MINUTE, pace=4 * MINUTE)
    at_rest(world)
    assert {one.state for one in world.rows(InboxEvent)} == {InboxState.ABSENT}
    world.sandbox.put_payment(of_another_shop(world))
    next_reading(world)
    assert [one.imp_uid for one in world.rows(PaymentRecord)] == ["imp_1"]
    at_rest(world)


def of_another_shop(world: World) -> dict[str, Any]:
    at = unix(world.clock.now())
    known = {"imp_uid": "imp_1", "merchant_uid": "shop-1", "status": "paid", "paid_at": at}
    stranger = {"customer_uid": "shop-card", "customer_uid_usage": "payment", "currency": "KRW"}
    return known | stranger | {"amount": 9_000}


def test_bells_of_nobody_that_the_vendor_rang_are_one_question(world: World) -> None:
    """Two notices of another shop, from the vendor's own addresses. One of its payments is read by
    the sweep after all; that the other is not ours, a person says."""
    with world.system.database.writing() as session:
        for number in (1, 2):
            receive(
                session,
                body=f'{{"imp_uid": "imp_{number}", "merchant_uid": "shop-{number}"}}'.encode(),
                content_type="application/json",
                remote="52.78.100.19",
                vouched=True,
                now=world.clock.now(),
            )
    world.wait_until(world.clock.now() + 32 * MINUTE, pace=4 * MINUTE)
    at_rest(world, K.EVENT_FAILED)
    assert world.findings()[0].detail["notices"] == "2"
    world.sandbox.put_payment(of_another_shop(world))
    next_reading(world)
    world.wait(MINUTE)  # and the next round
    world.cure(K.EVENT_FAILED, Cure.LEAVE_IT)
    next_reading(world)
    states = {one.imp_uid: one.state for one in world.rows(InboxEvent)}
    assert states == {"imp_1": InboxState.PROCESSED, "imp_2": InboxState.LEFT}
    at_rest(world)


def test_a_decision_about_a_booking_is_not_asked_again(world: World) -> None:
    """Another sum, and a second booking, are meant; a second decision is asked for where the sum
    changes once more, and a double that is alone by now is only one that was added."""
    another_sum_under_our_name(world)
    world.cure(K.BOOKING_AMOUNT_DIFFERS, Cure.RECOGNISE)
    next_reading(world)
    assert world.findings() == []
    reprice(world, 49_000)
    next_reading(world)
    assert [one.kind for one in world.findings()] == [K.BOOKING_AMOUNT_DIFFERS]
    world.cure(K.BOOKING_AMOUNT_DIFFERS, Cure.BOOK_AGAIN)
    card, [booked] = world.subscription("u1").customer_uid, world.live("u1")
    world.sandbox.book_at_console(card, "hand-1", unix(booked.due_at), 29_000)
    next_reading(world)
    assert [one.kind for one in world.findings()] == [K.DOUBLE_BOOKING]
    world.sandbox.revoke_at_console(booked.merchant_uid)
    next_reading(world)
    next_reading(world)
    assert {one.kind for one in world.findings()} == {K.BOOKING_ADDED, K.BOOKING_LOST}
    world.cure(K.BOOKING_LOST, Cure.BOOK_AGAIN)
    next_reading(world)
    world.cure(K.DOUBLE_BOOKING, Cure.RECOGNISE)
    next_reading(world)
    at_rest(world)
