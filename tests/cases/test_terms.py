"""A charge buys by the terms it was asked under, and a card change is no sale (L4, L5, L21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from billing_core.desk.light import Invariant
from billing_core.models import Charge, Checkout
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.plan import Plan
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from tests.cases.rest import QUIET, at_rest, charged, seoul
from tests.parts.world import DAY, World

DECLINED_CARD = "9366-0000-0000-0051"
MINUTE = timedelta(minutes=1)
UNCLEAR = [FaultKind.TIMEOUT_AFTER, FaultKind.ERROR_AFTER, FaultKind.REFUSED_AFTER]


def first_charge_unclear(world: World, member_id: str, kind: FaultKind, plan: str = "basic") -> str:
    """The money is taken, but neither the answer nor the bell says so. Returns the billing key."""
    world.sandbox.arm(Fault(kind, operation="again"))
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="again"))
    return world.join(member_id, plan=plan)


def plan_of(world: World, member_id: str) -> tuple[str, int, int]:
    one = world.subscription(member_id)
    return one.plan_id, one.months, one.price


@pytest.mark.parametrize("kind", UNCLEAR)
def test_no_other_plan_while_a_first_charge_is_unclear(world: World, kind: FaultKind) -> None:
    """L4: month plan unclear, its bell lost; the member wants the yearly plan; it was paid."""
    first_charge_unclear(world, "u1", kind)
    with pytest.raises(Refusal) as refused:
        world.open_window("u1", world.system.settings.plan("yearly"))
    assert refused.value.code == "charge_unclear"
    world.wait(DAY)
    assert plan_of(world, "u1") == ("basic", 1, 29_000)
    assert world.subscription("u1").paid_through == seoul(2, 10, 0)
    at_rest(world)


@pytest.mark.parametrize(
    ("first", "then", "until"),
    [("basic", "yearly", seoul(2, 10, 0)), ("yearly", "basic", seoul(1, 10, 0, year=2026))],
)
def test_a_yearly_window_opened_before_buys_nothing_with_the_other_plans_money(
    world: World, first: str, then: str, until: object
) -> None:
    """L4: both windows were open; the first charge is unclear while the second is finished."""
    window = world.open_window("u1", world.system.settings.plan(then))
    first_charge_unclear(world, "u1", FaultKind.TIMEOUT_AFTER, first)
    newer = world.finish_window(window)
    world.work()
    world.wait(DAY)
    assert plan_of(world, "u1")[0] == first
    assert world.subscription("u1").paid_through == until
    assert charged(world, newer) == []
    assert [one.customer_uid for one in world.live("u1")] == [newer]
    at_rest(world)


def test_what_the_latest_window_showed_is_charged_once_the_unclear_charge_never_was(
    world: World,
) -> None:
    """L4: the unclear charge turns out never to have arrived; the later window was the yearly."""
    window = world.open_window("u1", world.system.settings.plan("yearly"))
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_BEFORE, operation="again"))
    world.join("u1")
    world.finish_window(window)
    world.work()
    world.wait_until(seoul(1, 10, 13), pace=6 * MINUTE)
    assert plan_of(world, "u1") == ("yearly", 12, 290_000)
    assert world.ledger("u1") == [290_000]
    assert world.subscription("u1").paid_through == seoul(1, 10, 0, year=2026)
    at_rest(world)


def test_a_refused_first_charge_approved_late_buys_its_own_plan(world: World) -> None:
    """L21: refused, the member chose the yearly plan with another card and paid it; later the
    first is approved after all. It is a surplus, never time of the yearly plan."""
    world.sandbox.outage(FaultKind.TOO_MANY_REQUESTS, ["delete_customer"])  # the old key lives on
    old = world.join("u1", DECLINED_CARD)
    refused = world.rows(Charge)[0]
    world.join("u1", plan="yearly")
    until = world.subscription("u1").paid_through
    assert world.ledger("u1") == [290_000]
    approved_late(world, refused, old)
    world.work()
    assert world.ledger("u1") == [290_000, 29_000]
    assert (world.subscription("u1").paid_through, plan_of(world, "u1")[0]) == (until, "yearly")
    world.sandbox.lift_outage()
    world.cure(FindingKind.KEY_NOT_DELETED, Cure.DELETE_AGAIN)
    at_rest(world, FindingKind.DOUBLE_CHARGE, red=[Invariant.PERIOD_ONCE])
    world.cure(FindingKind.DOUBLE_CHARGE, Cure.REFUND)
    assert sum(world.ledger("u1")) == 290_000
    at_rest(world)


def test_a_late_approval_before_the_other_plan_is_charged_keeps_the_first_plan(
    world: World,
) -> None:
    """L21: the yearly card is refused as well, then the monthly charge is approved."""
    old = world.join("u1", DECLINED_CARD)
    refused = world.rows(Charge)[0]
    world.join("u1", DECLINED_CARD, plan="yearly")
    approved_late(world, refused, old)
    world.work()
    assert plan_of(world, "u1") == ("basic", 1, 29_000)
    assert world.subscription("u1").paid_through == seoul(2, 10, 0)
    at_rest(world)


def approved_late(world: World, charge: Charge, customer_uid: str) -> None:
    """The card company says yes after all, under the number that was refused."""
    [row] = [one for one in world.sandbox.payments() if one["merchant_uid"] == charge.merchant_uid]
    world.sandbox.set_card(customer_uid, CardOutcome.APPROVED)
    paid = world.sandbox.charge_at_console(customer_uid, charge.merchant_uid, charge.amount)
    assert (row["status"], paid["status"]) == ("failed", "paid")


def test_a_card_changes_on_the_subscriptions_own_terms_where_the_plan_was_withdrawn(
    world: World,
) -> None:
    """L5: the plan is no longer sold; the window shows what will be charged."""
    world.join("u1")
    window = world.open_window("u1", None)
    assert (window.amount, window.plan_id, window.months) == (29_000, "basic", 1)
    new = world.finish_window(window)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert charged(world, new) == [29_000]
    at_rest(world)


@pytest.mark.parametrize("past_due", [False, True])
def test_a_raised_price_is_not_charged_to_who_only_changes_the_card(
    world: World, past_due: bool
) -> None:
    """L5: the plan costs 39,000 by now; also for a member whose renewal was refused."""
    world.join("u1")
    if past_due:
        world.set_card("u1", CardOutcome.EXPIRED)
        world.wait_until(seoul(2, 10, 12), pace=QUIET)
        assert world.subscription("u1").status is SubscriptionStatus.PAST_DUE
    basic = world.system.settings.plan("basic")
    assert basic is not None
    window = world.open_window("u1", replace(basic, price=39_000))
    assert window.amount == 29_000
    new = world.finish_window(window)
    world.work()
    world.wait_until(seoul(2, 11, 12), pace=DAY if past_due else QUIET)
    assert charged(world, new) == [29_000]
    assert plan_of(world, "u1") == ("basic", 1, 29_000)
    at_rest(world)


def test_another_plan_is_no_card_change(world: World) -> None:
    """L5: the yearly plan is refused while the monthly one goes on, with what to do."""
    world.join("u1")
    with pytest.raises(Refusal) as refused:
        world.open_window("u1", world.system.settings.plan("yearly"))
    assert refused.value.code == "other_plan"
    at_rest(world)


def test_a_newcomer_cannot_buy_what_is_not_sold(world: World) -> None:
    """L5: the own terms are those of a subscription; without one there is nothing to show."""
    with pytest.raises(Refusal) as refused:
        world.open_window("u1", None)
    assert refused.value.code == "unknown_plan"
    assert world.rows(Checkout) == []


def test_a_renewal_paid_late_buys_the_month_at_the_price_it_was_asked_for(world: World) -> None:
    """L4: a renewal of 29,000 is unclear for hours; what it buys is a month from the anchor."""
    world.join("u1")
    world.move(seoul(2, 9))
    world.work()
    world.sandbox.configure(webhook_loss=1.0)
    world.sandbox.outage(FaultKind.TIMEOUT_BEFORE)
    world.wait_until(seoul(2, 12), pace=timedelta(hours=6))
    world.sandbox.lift_outage()
    world.wait_until(seoul(2, 12, 2), pace=10 * MINUTE)
    world.wait_until(seoul(2, 12, 12), pace=timedelta(hours=1))
    [_, renewal] = world.rows(Charge, Charge.state == ChargeState.PAID)
    assert renewal.covers_until == seoul(3, 10, 0)
    at_rest(world)


def test_a_plan_of_the_same_name_at_another_price_is_for_newcomers(world: World) -> None:
    """L5: who left comes back at today's price, which the window shows."""
    world.join("u1")
    world.cancel("u1")
    world.wait_until(seoul(2, 11), pace=QUIET)
    window = world.open_window("u1", Plan("basic", "월 정기 멤버십", 39_000))
    assert window.amount == 39_000
    world.finish_window(window)
    world.work()
    assert world.ledger("u1") == [29_000, 39_000]
    at_rest(world)
