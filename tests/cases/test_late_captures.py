"""Late captures, money for a time already over, and retries of a card (L17, L18, L19, L20)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.desk.light import Invariant
from billing_core.models import Charge
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.wording.refusals import refusal_said
from tests.cases.hands import unix
from tests.cases.rest import QUIET, at_rest, seoul
from tests.cases.test_bookings import sleeps_through, wakes_up
from tests.parts.world import DAY, World

LATE = FindingKind.LATE_CAPTURE
ON = [Invariant.RECOVERY_OFF]  # the light is red while the switch is declared to be on
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def refused_in_february(world: World, outcome: CardOutcome = CardOutcome.EXPIRED) -> str:
    """Joined in January, refused on 10 February; returns the name of the refused booking."""
    world.join("u1")
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.set_card("u1", outcome)
    world.wait_until(seoul(2, 10, 11))
    [refused] = world.rows(Charge, Charge.state == ChargeState.FAILED)
    return str(refused.merchant_uid)


def retried_on_1_june(world: World) -> None:
    """Refused, ended on 17 February, and the console's retry succeeds on 1 June."""
    name = refused_in_february(world)
    world.wait_until(seoul(2, 18), pace=QUIET)
    assert world.subscription("u1").end_kind is EndKind.INVOLUNTARY
    world.move(seoul(6, 1))
    world.set_card("u1", CardOutcome.APPROVED)
    world.sandbox.retry_at_console(name)
    world.work()
    world.wait(DAY)


@pytest.mark.parametrize("cure", [Cure.ACCEPT_PAYMENT, Cure.REFUND])
def test_a_retry_long_after_the_end_is_one_charge_and_a_question(world: World, cure: Cure) -> None:
    """L17: a person decides: it buys time from now, or it is given back. Nothing else is taken."""
    retried_on_1_june(world)
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.live("u1") == []
    at_rest(world, LATE)
    assert world.approve("u1") == "not_green"
    world.cure(LATE, cure)
    world.wait(DAY)
    if cure is Cure.ACCEPT_PAYMENT:
        assert world.subscription("u1").paid_through == seoul(7, 2, 0)
        assert world.ledger("u1") == [29_000, 29_000]
    else:
        assert world.ledger("u1") == [29_000, 29_000, -29_000]
        assert world.approve("u1") == "approved"
    at_rest(world)


@pytest.mark.parametrize("cure", [Cure.ACCEPT_PAYMENT, Cure.REFUND])
def test_a_retry_after_the_downgrade_was_approved(world: World, cure: Cure) -> None:
    """L17: the permission is gone already; accepting brings it back with a person's name."""
    name = refused_in_february(world)
    world.wait_until(seoul(2, 18), pace=QUIET)
    assert world.approve("u1") == "approved"
    world.move(seoul(2, 20))
    world.set_card("u1", CardOutcome.APPROVED)
    world.sandbox.retry_at_console(name)
    world.work()
    assert world.member("u1").permission is Permission.FREE
    at_rest(world, LATE)
    world.cure(LATE, cure)
    accepted = cure is Cure.ACCEPT_PAYMENT
    assert world.member("u1").permission is (Permission.PAID if accepted else Permission.FREE)
    at_rest(world)


def test_a_retry_within_the_grace_is_automatic_and_keeps_the_anchor(world: World) -> None:
    """L17: on 15 February it is the renewal, late."""
    name = refused_in_february(world)
    world.wait_until(seoul(2, 15), pace=QUIET)
    world.set_card("u1", CardOutcome.APPROVED)
    world.sandbox.retry_at_console(name)
    world.work()
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    at_rest(world)


def test_a_late_capture_of_a_member_who_came_back_is_given_back(world: World) -> None:
    """L17: by then there is another subscription; the old money buys none of its time."""
    name = refused_in_february(world)
    old = world.subscription("u1").customer_uid
    world.wait_until(seoul(2, 18), pace=QUIET)
    world.move(seoul(3, 1))
    window = world.open_window("u1", world.system.settings.plan("basic"))
    world.sandbox.set_card(old, CardOutcome.APPROVED)
    world.sandbox.retry_at_console(name)
    world.finish_window(window)
    world.work()
    kinds = {one.kind for one in world.findings()}
    assert len(kinds) == 1, kinds
    [kind] = kinds
    world.cure(kind, Cure.REFUND)
    assert sum(world.ledger("u1")) == 58_000
    assert world.subscription("u1").paid_through == seoul(4, 1, 0)
    at_rest(world)


@pytest.mark.parametrize("days", [40, 100])
@pytest.mark.parametrize("cure", [Cure.RESUME_FROM_TODAY, Cure.END_THEM])
def test_everything_off_for_long_charges_nothing_past(world: World, days: int, cure: Cure) -> None:
    """L18: off for 40 or 100 days, then on: 시스템, one question about both members."""
    world.join("u1")
    world.join("u2", plan="plus")
    world.wait_until(seoul(2, 9), pace=QUIET)
    for charge in [*world.live("u1"), *world.live("u2")]:  # the last renewal was never booked
        world.sandbox.revoke_at_console(charge.merchant_uid)
        forget_booking(world, charge.merchant_uid)
    world.move(world.clock.now() + days * DAY)
    world.work()
    world.wait(HOUR)
    assert (world.ledger("u1"), world.ledger("u2")) == ([29_000], [49_000])
    assert {one.end_kind for one in map(world.subscription, ("u1", "u2"))} == {EndKind.SYSTEM}
    assert world.downgrades() == []
    at_rest(world, FindingKind.ENDED_BY_US)
    [question] = world.findings()
    assert (question.amount, question.detail["count"]) == (78_000, 2)
    world.cure(FindingKind.ENDED_BY_US, cure)
    if cure is Cure.RESUME_FROM_TODAY:
        assert (world.ledger("u1"), world.ledger("u2")) == ([29_000] * 2, [49_000] * 2)
    else:
        assert [world.approve(one) for one in ("u1", "u2")] == ["approved"] * 2
        assert (world.ledger("u1"), world.ledger("u2")) == ([29_000], [49_000])
    at_rest(world)


def forget_booking(world: World, merchant_uid: str) -> None:
    """As if the connection had not opened when it was to be booked."""
    with world.system.database.writing() as session:
        session.get_one(Charge, merchant_uid).state = ChargeState.NOT_SENT


def test_off_for_a_hundred_days_while_the_gateway_runs_its_booking(world: World) -> None:
    """L18: the renewal ran in time although we slept; the months after it were never asked for."""
    world.join("u1")
    world.move(world.clock.now() + 100 * DAY)
    world.work()
    world.wait(HOUR)
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    assert world.subscription("u1").end_kind is EndKind.SYSTEM
    at_rest(world, FindingKind.ENDED_BY_US)
    world.cure(FindingKind.ENDED_BY_US, Cure.RESUME_FROM_TODAY)
    assert world.ledger("u1") == [29_000] * 3
    at_rest(world)


@pytest.mark.parametrize("money", [Cure.ACCEPT_PAYMENT, Cure.REFUND])
def test_nobody_is_resumed_while_their_late_money_is_undecided(world: World, money: Cure) -> None:
    """L14: the sleeping reservation runs ten days late. Who ended by our fault and has paid after
    all is asked about once: what the money means comes first."""
    world.join("u1")
    world.move(seoul(2, 9))
    world.work()
    sleeps_through(world)
    world.wait_until(seoul(2, 20), pace=DAY / 2)
    [late] = world.live("u1")
    wakes_up(world, late.merchant_uid)
    world.work()
    world.wait(HOUR)
    assert [one.kind for one in world.findings()] == [LATE]
    world.cure(LATE, money)
    world.wait(HOUR)
    if money is Cure.REFUND:
        assert world.ledger("u1") == [29_000, 29_000, -29_000]
        world.cure(FindingKind.ENDED_BY_US, Cure.END_THEM)
        assert world.approve("u1") == "approved"
    else:
        assert world.ledger("u1") == [29_000, 29_000]
        assert world.subscription("u1").paid_through == seoul(3, 20, 0)
    at_rest(world)


def test_a_yearly_member_sleeps_through_a_hundred_days_unharmed(world: World) -> None:
    """L18: nothing was due meanwhile."""
    world.join("u1", plan="yearly")
    world.move(world.clock.now() + 100 * DAY)
    world.work()
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    at_rest(world)


@pytest.mark.parametrize(
    "outcome", [CardOutcome.EXPIRED, CardOutcome.SUSPENDED, CardOutcome.LOST_OR_STOLEN]
)
def test_a_hard_decline_cannot_be_retried_and_says_what_to_tell(
    world: World, outcome: CardOutcome
) -> None:
    """L20: refused with the words for the member; another card makes it possible again."""
    refused_in_february(world, outcome)
    with pytest.raises(Refusal) as refused:
        world.retry("u1")
    assert refused.value.code == "card_cannot_pay"
    assert "안내해 주세요" in refusal_said(refused.value)
    world.join("u1")
    world.wait(HOUR)
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    at_rest(world)


@pytest.mark.parametrize("outcome", [CardOutcome.INSUFFICIENT_FUNDS, CardOutcome.OVER_LIMIT])
def test_a_soft_decline_is_retried_at_once_and_the_rung_is_moved(
    world: World, outcome: CardOutcome
) -> None:
    """L20: the queued attempt is moved, never doubled; two presses are one charge."""
    refused_in_february(world, outcome)
    [rung] = world.live("u1")
    assert rung.due_at == seoul(2, 11)
    world.set_card("u1", CardOutcome.APPROVED)
    world.retry("u1")
    world.work()
    world.retry("u1")
    world.work()
    world.wait_until(world.clock.now() + 15 * MINUTE, pace=5 * MINUTE)
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    world.wait_until(seoul(2, 17), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world)


def test_a_refused_first_charge_is_retried_once(world: World) -> None:
    """L20: PENDING: 다시 결제 charges the same card once more, at once."""
    world.join("u1", "9366-0000-0000-0051")
    world.set_card("u1", CardOutcome.APPROVED)
    world.wait(HOUR)
    world.retry("u1")
    world.work()
    assert world.ledger("u1") == [29_000]
    at_rest(world)


def refused_and_asked_to_stop_on_the_13th(world: World) -> str:
    """Refused on 10 February, ended soon; returns the name of the refused booking."""
    name = refused_in_february(world)
    world.wait_until(seoul(2, 13), pace=QUIET)
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(2, 16), pace=QUIET)
    assert world.subscription("u1").status is SubscriptionStatus.ENDED
    return name


def had_paid_on_the_12th(world: World, name: str) -> None:
    """After all, which the gateway lists only now."""
    [refused] = [one for one in world.sandbox.payments() if one["merchant_uid"] == name]
    paid = {"imp_uid": "imp_late", "status": "paid", "paid_at": unix(seoul(2, 12))}
    world.sandbox.put_payment(
        dict(refused) | paid | {"failed_at": 0, "fail_reason": None},
        listed_at=unix(world.clock.now()),
    )
    world.wait(HOUR)


def test_paid_before_they_asked_to_stop_is_time_until_the_stop(world: World) -> None:
    """The wish to stop stands: nothing is booked, and the paid month is the last one."""
    name = refused_and_asked_to_stop_on_the_13th(world)
    had_paid_on_the_12th(world, name)
    _has_their_last_month(world)


def test_an_approval_taken_back_for_such_a_payment_does_not_last_for_ever(world: World) -> None:
    name = refused_and_asked_to_stop_on_the_13th(world)
    assert world.approve("u1") == "approved"
    had_paid_on_the_12th(world, name)
    world.cure(FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE, Cure.UNDO_DOWNGRADE)
    _has_their_last_month(world)


def _has_their_last_month(world: World) -> None:
    world.wait(DAY)
    assert world.subscription("u1").status is SubscriptionStatus.CANCELLING
    assert (world.subscription("u1").paid_through, world.live("u1")) == (seoul(3, 10, 0), [])
    assert world.member("u1").permission is Permission.PAID
    at_rest(world)

    world.wait_until(seoul(3, 11), pace=QUIET)
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").end_kind is EndKind.VOLUNTARY
    assert world.approve("u1") == "approved"
    assert world.member("u1").permission is Permission.FREE
    at_rest(world)
