"""The gateway's own recovery, a declared setting: its ladder and not ours (L19)."""

from __future__ import annotations

import pytest

from billing_core.desk.light import Invariant
from billing_core.rules.cure import Cure
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.cases.rest import at_rest, seoul
from tests.cases.test_late_captures import HOUR, LATE, refused_in_february
from tests.parts.world import DAY, World

ON = [Invariant.RECOVERY_OFF]  # the light is red while the switch is declared to be on


def test_with_the_gateways_recovery_declared_our_ladder_rests(world: World) -> None:
    """L19: a declared setting: one renewal is captured once, and the grace still ends."""
    world.declare_recovery()
    world.sandbox.configure(recovery=True)
    refused_in_february(world, CardOutcome.INSUFFICIENT_FUNDS)
    assert world.live("u1") == [], "their ladder, not ours"
    world.wait_until(seoul(2, 12))
    world.set_card("u1", CardOutcome.APPROVED)
    world.wait_until(seoul(2, 14))
    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    at_rest(world, red=ON)


def test_a_rung_that_was_booked_before_recovery_was_declared_is_taken_back(world: World) -> None:
    """L19: their ladder, not ours, also for what stood already."""
    refused_in_february(world, CardOutcome.INSUFFICIENT_FUNDS)
    assert len(world.live("u1")) == 1
    world.declare_recovery()
    world.sandbox.configure(recovery=True)
    world.set_card("u1", CardOutcome.APPROVED)
    world.wait_until(seoul(2, 11, 14), pace=HOUR)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world, red=ON)


def test_beside_the_gateways_recovery_nobody_tries_the_same_card_again(world: World) -> None:
    """L19: 다시 결제 says why not; another card is charged at once, and once."""
    world.declare_recovery()
    world.sandbox.configure(recovery=True)
    refused_in_february(world, CardOutcome.INSUFFICIENT_FUNDS)
    with pytest.raises(Refusal, match="left_to_gateway"):
        world.retry("u1")
    world.register_card("u1", "9381-0000-0000-0001")
    world.wait_until(seoul(2, 11, 14), pace=HOUR)
    assert world.ledger("u1") == [29_000, 29_000]
    at_rest(world, red=ON)


def test_the_grace_ends_while_the_gateways_recovery_goes_on(world: World) -> None:
    """L19: it succeeds after the grace: a late capture, for a person."""
    world.declare_recovery()
    world.sandbox.configure(recovery=True)
    refused_in_february(world, CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(2, 18), pace=DAY)
    assert world.subscription("u1").status is SubscriptionStatus.ENDED
    world.set_card("u1", CardOutcome.APPROVED)
    world.wait_until(seoul(2, 20))
    at_rest(world, LATE, red=ON)
    world.cure(LATE, Cure.REFUND)
    assert world.approve("u1") == "approved"
    at_rest(world, red=ON)
