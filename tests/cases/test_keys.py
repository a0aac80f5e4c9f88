"""Billing keys: what nobody needs any more is deleted, if we issued it (L6); and every card of a
member is looked through when they stop (L7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.models import Cancellation, Card, Subscription
from billing_core.rules.actor import Actor, Role
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.sandbox.cards import APPROVED_CARD
from billing_core.sandbox.faults import FaultKind
from tests.cases.rest import QUIET, at_rest, gateway_bookings, live_keys, seoul
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World

OTHER_CARD = "9381-0000-0000-0001"
KEY_STUCK = FindingKind.KEY_NOT_DELETED


def card_by_file(world: World, member_id: str, customer_uid: str) -> str:
    """A billing key of the company's past, which may serve another product too."""
    world.sandbox.issue(customer_uid, merchant_uid=f"old-{customer_uid}", amount=29_000)
    with world.system.database.writing() as session:
        session.add(
            Card(
                customer_uid=customer_uid,
                member_id=world.number(member_id),
                registered_at=world.clock.now() - 300 * DAY,
            )
        )
    return customer_uid


def deleted_at(world: World, customer_uid: str) -> object:
    return world.rows(Card, Card.customer_uid == customer_uid)[0].deleted_at


def leave_and_be_approved(world: World, member_id: str) -> None:
    world.cancel(member_id)
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert world.approve(member_id) == "approved"


def test_the_old_key_is_deleted_once_the_new_one_has_paid(world: World) -> None:
    """L6: not when the card is changed, but when the new card has really paid."""
    old = world.join("u1")
    new = world.register_card("u1", OTHER_CARD)
    world.work()
    assert live_keys(world) == {old, new}
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert live_keys(world) == {new}
    assert deleted_at(world, old) is not None
    assert deleted_at(world, new) is None
    at_rest(world)


def test_all_keys_of_who_left_are_deleted_seven_days_after_the_approval(world: World) -> None:
    """L6: the approval can be undone for seven days; until then the keys stay."""
    keys = {world.join("u1"), world.register_card("u1", OTHER_CARD)}
    world.work()
    leave_and_be_approved(world, "u1")
    world.wait_until(seoul(2, 17, 12), pace=QUIET)
    assert live_keys(world) == keys
    world.wait_until(seoul(2, 18, 12), pace=DAY)
    assert live_keys(world) == set()
    assert all(deleted_at(world, one) for one in keys)
    at_rest(world)


def test_who_comes_back_within_the_seven_days_keeps_the_card(world: World) -> None:
    """L6: the key that is charged stays; the old one goes, because the new one has paid."""
    old = world.join("u1")
    leave_and_be_approved(world, "u1")
    world.move(seoul(2, 14))
    new = world.join("u1")
    world.wait_until(seoul(3, 1), pace=QUIET)
    assert live_keys(world) == {new}
    assert deleted_at(world, old) is not None
    at_rest(world)


@pytest.mark.parametrize(
    "kind", [FaultKind.REFUSED_BEFORE, FaultKind.ERROR_BEFORE, FaultKind.TIMEOUT_BEFORE]
)
def test_a_key_that_cannot_be_deleted_is_a_finding_with_a_button(
    world: World, kind: FaultKind
) -> None:
    """L6: the gateway says no, fails or is silent; the button works once it answers again."""
    old = world.join("u1")
    world.register_card("u1", OTHER_CARD)
    world.sandbox.outage(kind, ["delete_customer"])
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    at_rest(world, KEY_STUCK)
    assert old in live_keys(world)
    world.sandbox.lift_outage()
    world.cure(KEY_STUCK, Cure.DELETE_AGAIN)
    assert old not in live_keys(world)
    assert deleted_at(world, old) is not None
    at_rest(world)


def test_a_key_that_a_person_has_left_is_not_asked_about_again(world: World) -> None:
    """L6: a booking of the console keeps it, and the team knows. The button stays with the card."""
    old = world.join("u1")
    world.register_card("u1", OTHER_CARD)
    world.sandbox.outage(FaultKind.REFUSED_BEFORE, ["delete_customer"])
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    world.cure(KEY_STUCK, Cure.LEAVE_IT)
    world.wait_until(seoul(2, 12), pace=QUIET)
    assert world.findings(KEY_STUCK) == []
    world.sandbox.lift_outage()
    world.wait_until(seoul(2, 14), pace=QUIET)
    assert old in live_keys(world)
    delete_key_by_hand(world.system, old, APPROVER)
    assert old not in live_keys(world)
    at_rest(world)


@pytest.mark.parametrize("as_404", [True, False])
def test_a_key_that_was_left_and_is_deleted_in_the_console_is_gone(
    world: World, as_404: bool
) -> None:
    """L6: `deleted_at` tells the truth, whoever deleted it and however the gateway says so."""
    old = world.join("u1")
    world.register_card("u1", OTHER_CARD)
    world.sandbox.outage(FaultKind.REFUSED_BEFORE, ["delete_customer"])
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    world.cure(KEY_STUCK, Cure.LEAVE_IT)
    world.sandbox.lift_outage()
    world.sandbox.configure(unknown_customer_is_404=as_404)
    world.sandbox.delete_key_at_console(old)
    world.wait_until(seoul(2, 12), pace=QUIET)
    assert deleted_at(world, old) is not None
    at_rest(world)


def test_a_deletion_whose_answer_is_lost_is_read_back(world: World) -> None:
    """L6: deleted, although the answer said otherwise; the book believes the reading."""
    old = world.join("u1")
    new = world.register_card("u1", OTHER_CARD)
    world.sandbox.outage(FaultKind.TIMEOUT_AFTER, ["delete_customer"])
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    world.sandbox.lift_outage()
    world.wait(DAY)
    assert live_keys(world) == {new}
    assert deleted_at(world, old) is not None
    at_rest(world)


def test_a_key_deleted_at_the_console_is_known_as_gone(world: World) -> None:
    """L6: somebody was quicker; there is nothing left to do, and nothing red."""
    old = world.join("u1")
    world.register_card("u1", OTHER_CARD)
    world.work()
    world.sandbox.delete_key_at_console(old)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert deleted_at(world, old) is not None
    at_rest(world)


def test_a_key_that_came_by_file_is_deleted_by_a_button_only(world: World) -> None:
    """L6: it may serve another product."""
    world.join("u1")
    by_file = card_by_file(world, "u1", "shop-key-1")
    leave_and_be_approved(world, "u1")
    world.wait_until(seoul(2, 25), pace=QUIET)
    with pytest.raises(Refusal, match="not_signed_in"):
        delete_key_by_hand(world.system, by_file, Actor("김지현", Role.APPROVER, 9_999))
    assert live_keys(world) == {by_file}, "who acts is asked before it cannot be undone"
    delete_key_by_hand(world.system, by_file, APPROVER)
    assert live_keys(world) == set()
    at_rest(world)


def test_a_key_in_use_has_no_button(world: World) -> None:
    """L6: deleting it would end the member's payments."""
    key = world.join("u1")
    with pytest.raises(Refusal) as refused:
        delete_key_by_hand(world.system, key, APPROVER)
    assert refused.value.code == "key_needed"
    at_rest(world)


def test_a_foreign_booking_keeps_an_old_key_and_says_so(world: World) -> None:
    """L6: another hand has booked on the old card; deleting it would make that fail silently."""
    old = world.join("u1")
    world.register_card("u1", OTHER_CARD)
    world.work()
    world.sandbox.book_at_console(old, "hand-1", int(seoul(3, 1).timestamp()), 5_000)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert old in live_keys(world)
    assert {one.kind for one in world.findings()} == {KEY_STUCK, FindingKind.BOOKING_ADDED}
    world.cure(FindingKind.BOOKING_ADDED, Cure.REVOKE_NOW)
    world.cure(KEY_STUCK, Cure.DELETE_AGAIN)
    assert old not in live_keys(world)
    at_rest(world)


def test_cancelling_revokes_the_bookings_of_every_card(world: World) -> None:
    """L7: two cards with a booking each; a proof that forgets one card fails here."""
    old = world.join("u1")
    new = world.register_card("u1", OTHER_CARD)
    world.work()
    world.sandbox.book_at_console(old, "hand-1", int(seoul(2, 10).timestamp()), 29_000)
    assert {one[1] for one in gateway_bookings(world)} == {old, new}
    world.cancel("u1")
    world.work()
    assert gateway_bookings(world) == set()
    assert world.rows(Cancellation)[0].confirmed_at is not None
    world.wait_until(seoul(2, 12), pace=QUIET)
    assert world.ledger("u1") == [29_000]
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_a_cancellation_is_not_confirmed_while_one_card_cannot_be_read(world: World) -> None:
    """L7: of three cards one list does not answer: nothing is proved, and a person is told."""
    world.join("u1")
    for _ in range(2):
        world.register_card("u1", OTHER_CARD)
    world.work()
    world.sandbox.outage(FaultKind.ERROR_BEFORE, ["customer_schedules"])
    world.cancel("u1")
    world.work()
    world.wait(timedelta(hours=3))
    assert world.rows(Cancellation)[0].confirmed_at is None
    assert [one.kind for one in world.findings()] == [FindingKind.REVOKE_NOT_CONFIRMED]
    world.sandbox.lift_outage()
    world.cure(FindingKind.REVOKE_NOT_CONFIRMED, Cure.REVOKE_NOW)
    assert world.rows(Cancellation)[0].confirmed_at is not None
    world.wait(timedelta(minutes=1))  # the next round finds the gateway there again
    at_rest(world)


def test_foreign_bookings_of_a_card_by_file_are_a_persons_question(world: World) -> None:
    """L7: on a key that may serve another product only our own bookings are revoked."""
    world.join("u1")
    by_file = card_by_file(world, "u1", "shop-key-1")
    world.sandbox.book_at_console(by_file, "shop-7", int(seoul(3, 2).timestamp()), 12_000)
    world.cancel("u1")
    world.work()
    assert {one[0] for one in gateway_bookings(world)} == {"shop-7"}
    assert [one.kind for one in world.findings()] == [FindingKind.BOOKING_ADDED]
    world.cure(FindingKind.BOOKING_ADDED, Cure.RECOGNISE)
    world.wait_until(seoul(2, 12), pace=QUIET)
    assert world.rows(Cancellation)[0].confirmed_at is not None
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_a_member_charged_on_a_key_by_file_keeps_it_after_a_card_change(world: World) -> None:
    """L6: the new key has paid; the old one is not ours to delete."""
    issued = world.join("u1")
    by_file = card_by_file(world, "u1", "shop-key-1")
    with world.system.database.writing() as session:
        session.get_one(Subscription, world.subscription("u1").id).customer_uid = by_file
    new = world.register_card("u1", APPROVED_CARD)
    world.work()
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert live_keys(world) == {by_file, new}
    assert deleted_at(world, issued) is not None
    at_rest(world)
