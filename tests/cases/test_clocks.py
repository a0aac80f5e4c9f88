"""The gateway's clock is not ours: "now" is said in its time, and the difference is known (L16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.desk.light import Invariant
from billing_core.lifecycle.watch_gateway import gateway_state
from billing_core.rules.finding import FindingKind
from billing_core.sandbox.cards import CardOutcome
from tests.cases.rest import QUIET, at_rest, seoul
from tests.parts.world import World

MINUTE = timedelta(minutes=1)
OFF_BY = [-30, -6, 6, 10, 30]


@pytest.mark.parametrize("minutes", OFF_BY)
def test_the_retry_button_charges_whatever_the_gateways_clock_says(
    world: World, minutes: int
) -> None:
    """L16: 6, 10, 30 minutes ahead or behind; the difference is measured and kept."""
    world.join("u1")
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.sandbox.configure(clock_offset=minutes * 60)
    world.wait_until(seoul(2, 10, 12))
    world.sandbox.set_card(
        world.subscription("u1").customer_uid,
        CardOutcome.APPROVED,
        from_at=int(seoul(2, 10, 12).timestamp()) - 3_600,
    )
    world.retry("u1")
    world.work()
    world.wait_until(seoul(2, 10, 13, 30), pace=10 * MINUTE)
    assert world.ledger("u1") == [29_000, 29_000]
    with world.system.database.reading() as session:
        state = gateway_state(session)
    assert state is not None
    assert abs(state.offset_seconds - minutes * 60) <= 1
    at_rest(world, FindingKind.CLOCKS_DIFFER, red=[Invariant.CLOCKS_AGREE])


@pytest.mark.parametrize("minutes", OFF_BY)
def test_a_life_goes_its_way_by_a_wrong_clock(world: World, minutes: int) -> None:
    """L16: registration, first charge, renewal and cancellation."""
    world.sandbox.configure(clock_offset=minutes * 60)
    world.join("u1")
    world.wait_until(seoul(2, 11), pace=QUIET)
    assert len(world.ledger("u1")) == 2
    world.cancel("u1")
    world.work()
    world.wait_until(seoul(3, 11), pace=QUIET)
    assert world.approve("u1") == "approved"
    at_rest(world, FindingKind.CLOCKS_DIFFER, red=[Invariant.CLOCKS_AGREE])
