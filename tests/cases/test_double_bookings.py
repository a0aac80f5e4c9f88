"""A hand's booking beside ours: two answers that are each right and together take money twice."""

from __future__ import annotations

import pytest

from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from tests.cases.hands import HOUR, read_reservations, unix
from tests.cases.rest import QUIET, at_rest, seoul
from tests.parts.world import World

ADDED, LOST = FindingKind.BOOKING_ADDED, FindingKind.BOOKING_LOST


def booked_anew_by_hand(world: World) -> None:
    """Somebody revokes the member's booking in the console and books the same money again."""
    card = world.join("u1")
    [booked] = world.live("u1")
    world.sandbox.revoke_at_console(booked.merchant_uid)
    world.sandbox.book_at_console(card, "hand-1", unix(booked.due_at), booked.amount)
    read_reservations(world)
    assert {one.kind for one in world.findings()} == {LOST, ADDED}


@pytest.mark.parametrize("answers", [(ADDED, LOST), (LOST, ADDED)])
def test_a_booking_that_was_meant_alone_is_asked_about_beside_ours(
    world: World, answers: tuple[FindingKind, FindingKind]
) -> None:
    """Two answers that are each right and together take the money twice, in either order."""
    booked_anew_by_hand(world)
    buttons = {LOST: Cure.BOOK_AGAIN, ADDED: Cure.RECOGNISE}
    for kind in answers:
        world.cure(kind, buttons[kind])
    read_reservations(world)
    assert [one.kind for one in world.findings()] == [FindingKind.DOUBLE_BOOKING]
    world.cure(FindingKind.DOUBLE_BOOKING, Cure.REVOKE_NOW)
    world.wait_until(seoul(2, 12), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world)


@pytest.mark.parametrize("ours_first", [True, False])
def test_a_double_that_ran_before_it_was_seen_is_money_taken_twice(
    world: World, ours_first: bool
) -> None:
    """Both answers on the very day: no reading lies between them and the two charges."""
    card = world.join("u1")
    [booked] = world.live("u1")
    world.move(seoul(2, 9, 12))
    world.sandbox.revoke_at_console(booked.merchant_uid)
    by_hand = seoul(2, 10, 14) if ours_first else seoul(2, 9, 23)
    world.sandbox.book_at_console(card, "hand-1", unix(by_hand), booked.amount)
    read_reservations(world)
    world.cure(ADDED, Cure.RECOGNISE)
    if not ours_first:
        world.wait_until(seoul(2, 10, 1), pace=HOUR)
    world.cure(LOST, Cure.BOOK_AGAIN)
    world.move(seoul(2, 10, 15))
    world.work()
    world.wait(HOUR)
    assert world.ledger("u1") == [29_000, 29_000, 29_000]
    [found] = world.findings()
    assert (found.kind, found.amount) == (FindingKind.DOUBLE_CHARGE, 29_000)
    world.cure(FindingKind.DOUBLE_CHARGE, Cure.REFUND)
    world.wait_until(seoul(2, 12), pace=QUIET)
    at_rest(world)


def test_what_is_meant_as_a_double_stays_meant_when_it_runs(world: World) -> None:
    card = world.join("u1")
    [booked] = world.live("u1")
    world.sandbox.book_at_console(card, "hand-1", unix(booked.due_at), booked.amount)
    read_reservations(world)
    world.cure(FindingKind.DOUBLE_BOOKING, Cure.RECOGNISE)
    world.wait_until(seoul(2, 12), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000, 29_000]
    at_rest(world)
