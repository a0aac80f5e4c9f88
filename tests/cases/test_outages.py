"""Outages of any length at each step of a life: budgets refill (L8, L9), and work that was left
over belongs to the subscription it was made for (L15)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from billing_core.inbox.receive import receive
from billing_core.models import Cancellation, InboxEvent, InboxState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import FaultKind
from tests.cases.rest import QUIET, at_rest, gateway_bookings, live_keys, seoul
from tests.parts.world import DAY, World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MEMBERS = ("u1", "u2", "u3")
STUCK = FindingKind.FIRST_CHARGE_STUCK
AWAY = FaultKind.NO_CONNECTION
OUTAGES = [
    (AWAY, timedelta(minutes=12)),
    (AWAY, 3 * DAY),
    (FaultKind.UNAUTHORIZED, timedelta(minutes=12)),
    (FaultKind.UNAUTHORIZED, 3 * DAY),
    (FaultKind.TOO_MANY_REQUESTS, 3 * HOUR),
    (FaultKind.TOO_MANY_REQUESTS, 3 * DAY),
    (FaultKind.ERROR_BEFORE, 3 * HOUR),
    (FaultKind.ERROR_BEFORE, 3 * DAY),
    (FaultKind.TIMEOUT_BEFORE, 12 * MINUTE),
    (FaultKind.TIMEOUT_BEFORE, 3 * DAY),
]


def live_through(world: World, outage: timedelta) -> None:
    """A worker round a minute for a while, then patiently to the end."""
    end = world.clock.now() + outage
    world.wait_until(min(end, world.clock.now() + 12 * MINUTE), pace=MINUTE)
    world.wait_until(end, pace=max(outage / 8, MINUTE))


def one_round_later(world: World) -> None:
    world.sandbox.lift_outage()
    world.move(world.clock.now() + MINUTE)
    world.work()


def settle(world: World) -> None:
    """What was unclear is read at several times; nobody presses anything."""
    world.wait_until(world.clock.now() + HOUR, pace=6 * MINUTE)


def clear(kind: FaultKind) -> bool:
    """Certain that nothing was asked, or not executed."""
    return kind in (AWAY, FaultKind.UNAUTHORIZED, FaultKind.TOO_MANY_REQUESTS)


@pytest.mark.parametrize(("kind", "long"), OUTAGES)
def test_every_booking_stands_when_the_gateway_is_back(
    world: World, kind: FaultKind, long: timedelta
) -> None:
    """L8: renewals are paid, then the gateway is away; all are booked again without a person."""
    for member in MEMBERS:
        world.join(member)
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.move(seoul(2, 10, 10, 0))
    for booked in [one for member in MEMBERS for one in world.live(member)]:
        assert booked.due_at == seoul(2, 10)
    world.sandbox.outage(kind, ["schedule"])
    world.work()
    world.sandbox.outage(kind)
    live_through(world, long)
    one_round_later(world)
    if not clear(kind):
        settle(world)
    assert len(gateway_bookings(world)) == len(MEMBERS)
    assert all(world.ledger(member) == [29_000, 29_000] for member in MEMBERS)
    at_rest(world)


@pytest.mark.parametrize("long", [8 * DAY, 40 * DAY])
def test_after_an_outage_longer_than_the_grace_nothing_past_is_charged(
    world: World, long: timedelta
) -> None:
    """L8: away from the renewal on until the next period is over, grace and all."""
    for member in MEMBERS:
        world.join(member)
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.move(seoul(2, 10, 10, 0))
    world.sandbox.outage(AWAY, ["schedule"])
    world.work()
    world.sandbox.outage(AWAY)
    world.wait_until(seoul(3, 10), pace=QUIET)
    world.wait_until(seoul(3, 10) + long, pace=QUIET)
    one_round_later(world)
    assert all(world.ledger(member) == [29_000, 29_000] for member in MEMBERS)
    assert {world.subscription(member).end_kind for member in MEMBERS} == {EndKind.SYSTEM}
    assert world.downgrades() == []
    at_rest(world, FindingKind.ENDED_BY_US)
    world.cure(FindingKind.ENDED_BY_US, Cure.RESUME_FROM_TODAY)
    assert all(world.ledger(member) == [29_000] * 3 for member in MEMBERS)
    at_rest(world)


@pytest.mark.parametrize(("kind", "long"), [one for one in OUTAGES if one[1] < DAY])
def test_a_first_charge_is_made_when_the_gateway_is_back(
    world: World, kind: FaultKind, long: timedelta
) -> None:
    """L9: registered while nothing could be sent; charged by itself within the day."""
    world.register_card("u1")
    world.sandbox.outage(kind, ["again"])
    world.work()
    world.sandbox.outage(kind)
    live_through(world, long)
    one_round_later(world)
    settle(world)
    assert world.ledger("u1") == [29_000]
    at_rest(world)


@pytest.mark.parametrize("long", [2 * DAY, 8 * DAY, 40 * DAY])
@pytest.mark.parametrize("cure", [Cure.TRY_AGAIN, Cure.END_SUBSCRIPTION])
def test_a_first_charge_older_than_a_day_is_on_a_persons_list(
    world: World, long: timedelta, cure: Cure
) -> None:
    """L9: after a day the member is asked first; the button works, and nothing ends silently."""
    world.register_card("u1")
    world.sandbox.outage(AWAY, ["again"])
    world.work()
    world.sandbox.outage(AWAY)
    world.wait_until(world.clock.now() + long, pace=min(long / 4, QUIET))
    one_round_later(world)
    assert world.ledger("u1") == []
    assert world.subscription("u1").status is SubscriptionStatus.PENDING
    at_rest(world, STUCK)
    world.cure(STUCK, cure)
    settle(world)
    tried = cure is Cure.TRY_AGAIN
    assert world.ledger("u1") == ([29_000] if tried else [])
    ended = world.subscription("u1").status is SubscriptionStatus.ENDED
    assert ended is not tried
    at_rest(world)


def test_the_button_pressed_too_early_asks_again_later(world: World) -> None:
    """L9: pressed while the gateway is still away: it is charged at its return."""
    world.register_card("u1")
    world.sandbox.outage(AWAY, ["again"])
    world.wait_until(world.clock.now() + 2 * DAY)
    assert [one.kind for one in world.findings()] == [STUCK]
    world.cure(STUCK, Cure.TRY_AGAIN)
    world.wait_until(world.clock.now() + HOUR, pace=10 * MINUTE)
    one_round_later(world)
    settle(world)
    assert world.ledger("u1") == [29_000]
    at_rest(world)


def test_a_first_charge_whose_answer_stays_unknown_is_never_sent_twice(world: World) -> None:
    """L9: it was captured, and nothing can be read for three days."""
    world.register_card("u1")
    world.sandbox.configure(webhook_loss=1.0)
    world.sandbox.outage(FaultKind.TIMEOUT_AFTER, ["again"])
    for operation in ("find_all", "payments_by_status", "get_payment"):
        world.sandbox.outage(FaultKind.ERROR_BEFORE, [operation])
    world.wait_until(world.clock.now() + 3 * DAY)
    assert FindingKind.UNKNOWN_OUTCOME in {one.kind for one in world.findings()}
    one_round_later(world)
    settle(world)
    assert world.ledger("u1") == [29_000]
    at_rest(world)


@pytest.mark.parametrize("kind", [AWAY, FaultKind.UNAUTHORIZED, FaultKind.ERROR_BEFORE])
@pytest.mark.parametrize("long", [3 * HOUR, 3 * DAY, 20 * DAY])
def test_cancelling_is_proved_when_the_gateway_is_back(
    world: World, kind: FaultKind, long: timedelta
) -> None:
    """L8: the member asked to stop while nothing could be asked; a person is told within hours."""
    world.join("u1")
    world.sandbox.outage(kind)
    world.cancel("u1")
    live_through(world, long)
    assert world.rows(Cancellation)[0].confirmed_at is None
    assert FindingKind.REVOKE_NOT_CONFIRMED in {one.kind for one in world.findings()}
    one_round_later(world)
    assert world.rows(Cancellation)[0].confirmed_at is not None
    assert gateway_bookings(world) == set()
    at_rest(world)


@pytest.mark.parametrize("long", [12 * MINUTE, 3 * DAY])
def test_a_withdrawal_during_an_outage_is_booked_afterwards(world: World, long: timedelta) -> None:
    """L8: cancelled and proved, withdrawn while the gateway is away."""
    world.join("u1")
    world.cancel("u1")
    world.work()
    world.sandbox.outage(AWAY)
    world.withdraw("u1")
    live_through(world, long)
    one_round_later(world)
    assert [one.due_at for one in world.live("u1")] == [seoul(2, 10)]
    at_rest(world)


@pytest.mark.parametrize("long", [3 * HOUR, 3 * DAY])
def test_a_retry_ladder_goes_on_after_an_outage(world: World, long: timedelta) -> None:
    """L8: refused, then away: the renewal is still paid within the grace, on its old anchor."""
    world.join("u1")
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.move(seoul(2, 10, 10))
    world.sandbox.outage(AWAY, ["schedule"])
    world.work()
    world.sandbox.outage(AWAY)
    live_through(world, long)
    world.set_card("u1", CardOutcome.APPROVED)
    one_round_later(world)
    assert len(gateway_bookings(world)) == 1
    world.wait_until(seoul(2, 15), pace=12 * HOUR)
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    at_rest(world)


def test_a_registration_during_an_outage_counts_by_its_own_instant(world: World) -> None:
    """L9: the bell is heard but cannot be read for twelve minutes."""
    world.sandbox.outage(AWAY)
    world.register_card("u1")
    world.work()
    live_through(world, 12 * MINUTE)
    assert world.ledger("u1") == []
    one_round_later(world)
    settle(world)
    assert world.ledger("u1") == [29_000]
    at_rest(world)


def test_a_bell_that_rang_through_an_outage_keeps_its_tries_for_afterwards(world: World) -> None:
    """L8: once the gateway is back it does not know the payment yet, and is asked again."""
    world.sandbox.outage(AWAY)
    with world.system.database.writing() as session:
        receive(
            session,
            body=json.dumps({"imp_uid": "imp_000000000001", "status": "paid"}).encode(),
            content_type="application/json",
            remote="52.78.100.19",
            vouched=True,
            now=world.clock.now(),
        )
    world.wait_until(world.clock.now() + 12 * HOUR, pace=HOUR)
    one_round_later(world)
    (event,) = world.rows(InboxEvent)
    assert (event.state, event.attempts) == (InboxState.NEW, 1)


def test_a_key_is_deleted_after_the_outage(world: World) -> None:
    """L8: the old key was due for deletion while the gateway was away for three days."""
    world.join("u1")
    new = world.register_card("u1")
    world.work()
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.move(seoul(2, 10, 10))
    world.sandbox.outage(AWAY, ["delete_customer"])
    world.work()
    world.wait_until(seoul(2, 13, 10))
    one_round_later(world)
    assert live_keys(world) == {new}
    at_rest(world)


def test_ten_refusals_of_a_booking_are_a_persons_and_the_button_counts_anew(world: World) -> None:
    """L8: the gateway clearly says no to this one booking; a press starts the count anew."""
    world.join("u1")
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.move(seoul(2, 10, 10))
    world.sandbox.outage(FaultKind.REFUSED_BEFORE, ["schedule"])
    world.work()
    world.wait_until(seoul(2, 11, 12), pace=HOUR)
    assert [one.kind for one in world.findings()] == [FindingKind.NO_NEXT_BOOKING]
    world.sandbox.lift_outage()
    world.cure(FindingKind.NO_NEXT_BOOKING, Cure.BOOK_AGAIN)
    assert len(gateway_bookings(world)) == 1
    at_rest(world)


@pytest.mark.parametrize("first", ["declined", "paid"])
def test_a_left_over_revoking_never_touches_the_next_subscription(world: World, first: str) -> None:
    """L15: cancelling cannot be read back; the member joins again; reads work again."""
    card = "9366-0000-0000-0051" if first == "declined" else "9366-0000-0000-0001"
    world.join("u1", card)
    world.sandbox.outage(FaultKind.ERROR_BEFORE, ["customer_schedules"])
    world.cancel("u1")
    world.work()
    if first == "paid":
        world.wait_until(seoul(2, 11), pace=QUIET)
    else:
        world.wait_until(world.clock.now() + 10 * MINUTE, pace=5 * MINUTE)
    world.sandbox.outage(AWAY, ["get_schedules"])
    world.join("u1", "9381-0000-0000-0001")
    world.wait_until(world.clock.now() + 2 * HOUR, pace=30 * MINUTE)
    one_round_later(world)
    settle(world)
    [live] = world.live("u1")
    assert {one[0] for one in gateway_bookings(world)} == {live.merchant_uid}
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    at_rest(world)
