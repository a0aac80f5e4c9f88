"""Bookings after a cancellation: absence proved, what was read known (L10, L11, L12, L14)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from billing_core.models import Cancellation
from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import CheckCode
from billing_core.rules.finding import FindingKind
from billing_core.sandbox.faults import FaultKind
from billing_core.sandbox.reservations import run
from billing_core.sandbox.webhooks import tell
from tests.cases.hands import HOUR, move_booking, read_reservations, unix
from tests.cases.rest import QUIET, at_rest, charged, gateway_bookings, seoul
from tests.parts.world import DAY, World

LOST = FindingKind.BOOKING_LOST
LIVE_AFTER = FindingKind.LIVE_BOOKING_AFTER_CANCELLATION


def confirmed(world: World) -> bool:
    return world.rows(Cancellation)[0].confirmed_at is not None


def lapse(world: World, *, card: str | None = None) -> None:
    """Cancelled and past paid-through: waiting for a person."""
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(2, 11), pace=QUIET)


# L10, L11: the proof of absence --------------------------------------------------------------


@pytest.mark.parametrize(
    "to",
    [seoul(3, 20), seoul(1, 11), seoul(12, 20), seoul(6, 1, year=2026), seoul(6, 1, year=2028)],
)
def test_a_booking_moved_anywhere_is_revoked_by_its_name(world: World, to: datetime) -> None:
    """L10: moved in the console, also earlier, beyond a year and beyond what can be listed."""
    card = world.join("u1")
    move_booking(world, "u1", to)
    world.cancel("u1")
    world.work()
    assert gateway_bookings(world) == set()
    assert confirmed(world)
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert charged(world, card) == [29_000]
    assert world.approve("u1") == "approved"
    at_rest(world)


@pytest.mark.parametrize("days", [60, 80, 400, 700])
def test_a_booking_added_on_our_key_is_found_however_far_away(world: World, days: int) -> None:
    """L11: a hand with our keys books; the member cancels. Two of them."""
    card = world.join("u1")
    for number in range(2):
        at = world.clock.now() + (days + number) * DAY
        world.sandbox.book_at_console(card, f"hand-{number}", unix(at), 29_000)
    world.cancel("u1")
    world.work()
    assert gateway_bookings(world) == set()
    assert confirmed(world)
    at_rest(world)


def test_a_booking_added_after_the_confirmation_is_never_green(world: World) -> None:
    """L11: the cancellation was proved; days later a hand books on that card."""
    card = world.join("u1")
    world.cancel("u1")
    world.work()
    world.sandbox.book_at_console(card, "hand-1", unix(seoul(4, 1)), 29_000)
    read_reservations(world)
    [found] = world.findings(LIVE_AFTER)
    assert (found.subject, found.amount) == ("hand-1", 29_000)
    assert found.detail["due_at"] == seoul(4, 1).isoformat()
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert world.approve("u1") == "not_green"
    world.cure(LIVE_AFTER, Cure.REVOKE_NOW)
    assert world.approve("u1") == "approved"
    at_rest(world)


# L12: what a page has read is a fact ---------------------------------------------------------


def test_opening_the_approval_page_writes_down_what_it_has_read(world: World) -> None:
    """L12: a live booking of a cancelled member, seen first by the page."""
    card = world.join("u1")
    lapse(world)
    world.sandbox.book_at_console(card, "hand-1", unix(seoul(3, 1)), 29_000)
    checklist = world.checklist("u1")
    [red] = checklist.red
    assert red.code is CheckCode.NO_LIVE_BOOKING
    assert [(one.name, one.at, one.won) for one in red.evidence] == [
        ("hand-1", seoul(3, 1), 29_000)
    ]
    assert Cure.REVOKE_NOW in red.cures
    [found] = world.findings(LIVE_AFTER)
    assert (world.called(found.member_id), found.amount) == ("u1", 29_000)
    world.cure(LIVE_AFTER, Cure.REVOKE_NOW)
    assert world.checklist("u1").green
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_a_booking_that_runs_all_the_same_goes_on_the_refund_list(world: World) -> None:
    """L12: nobody pressed the button; she was charged after her cancellation."""
    card = world.join("u1")
    lapse(world)
    world.sandbox.book_at_console(card, "hand-1", unix(seoul(2, 12)), 29_000)
    world.checklist("u1")
    world.wait_until(seoul(2, 13))
    assert charged(world, card) == [29_000, 29_000]
    surplus = [one.kind for one in world.findings()]
    assert surplus == [FindingKind.CHARGE_AFTER_CANCELLATION]
    assert world.approve("u1") == "not_green"
    world.cure(FindingKind.CHARGE_AFTER_CANCELLATION, Cure.REFUND)
    assert world.approve("u1") == "approved"
    at_rest(world)


def test_our_own_booking_put_back_after_the_cancellation_is_told_by_the_page(world: World) -> None:
    """L12: a hand in the console brings the revoked booking back to life under its own name."""
    world.join("u1")
    [booked] = world.live("u1")
    lapse(world)
    world.call_gateway(
        f"/subscribe/payments/schedule/{booked.merchant_uid}/reschedule",
        {"schedule_at": unix(seoul(3, 1))},
    )
    assert not world.checklist("u1").green
    [found] = world.findings(LIVE_AFTER)
    assert found.subject == booked.merchant_uid
    world.cure(LIVE_AFTER, Cure.REVOKE_NOW)
    assert world.approve("u1") == "approved"
    at_rest(world)


# L14: a reservation never runs ---------------------------------------------------------------


def test_a_booking_that_never_ran_is_told_after_a_day(world: World) -> None:
    """L14: executed it is not, and no payment either: a finding a day past due."""
    world.join("u1")
    world.move(seoul(2, 9))
    world.work()
    sleeps_through(world)
    world.wait_until(seoul(2, 11, 11))
    at_rest(world, FindingKind.BOOKING_NOT_RUN)
    world.cure(FindingKind.BOOKING_NOT_RUN, Cure.REVOKE_NOW)
    world.wait_until(world.clock.now() + HOUR, pace=timedelta(minutes=10))
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    at_rest(world)


def sleeps_through(world: World) -> None:
    """The gateway keeps the reservation as scheduled, but does not run it on its day."""
    with world.sandbox._at_the_counter() as shop:
        for errand in shop.book.errands.many("kind = 'reservation'"):
            shop.book.errands.remove(errand)


def wakes_up(world: World, merchant_uid: str) -> None:
    """The gateway runs the reservation that it slept through."""
    with world.sandbox._at_the_counter() as shop:
        slept = shop.book.schedules.one("merchant_uid = ?", merchant_uid)
        assert slept is not None
        tell(shop, run(shop, slept, world.sandbox.now()), "reservation", world.sandbox.now())
    world.sandbox.deliver_notices()


def test_a_payment_page_that_is_unreadable_when_a_booking_ran_is_no_lost_booking(
    world: World,
) -> None:
    """L14: it ran, but its payment cannot be read for two days."""
    world.join("u1")
    world.move(seoul(2, 9))
    world.work()
    world.sandbox.configure(webhook_loss=1.0)
    for kind in ("find_all", "payments_by_status", "get_payment"):
        world.sandbox.outage(FaultKind.ERROR_BEFORE, [kind])
    world.wait_until(seoul(2, 12))
    assert FindingKind.BOOKING_LOST not in [one.kind for one in world.findings()]
    world.sandbox.lift_outage()
    world.wait(DAY)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world)
