"""Clock skew in the sweep: the gateway dates its books by its own clock, and is read by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from billing_core.models import PaymentRecord
from billing_core.reconcile.sweep import sweep
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START, webhook_loss=1.0) as world:
        yield world


@pytest.mark.parametrize("hours", [0.5, 3, -0.5, -3])
def test_a_payment_dated_by_another_clock_is_found_at_once(world: World, hours: float) -> None:
    world.sandbox.configure(clock_offset=int(hours * 3600))
    for minute, member in enumerate(("kim", "lee")):
        world.move(START + timedelta(minutes=10 * minute))
        world.register_card(member)
        sweep(world.system)

    assert {world.called(one.member_id) for one in world.rows(PaymentRecord)} == {"kim", "lee"}
