"""The gateway's list may lag: what appears in it late is found by the next sweep all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from billing_core.models import PaymentRecord
from billing_core.reconcile.sweep import sweep
from tests.parts.world import World
from tests.parts.worlds import in_process

MIDNIGHT = datetime(2025, 1, 10, 15, tzinfo=UTC)  # in Seoul: a reading covers whole days


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, MIDNIGHT - timedelta(hours=2), webhook_loss=1.0) as world:
        yield world


def test_a_payment_of_the_day_before_that_the_list_did_not_have_at_midnight(world: World) -> None:
    card = world.join("kim")
    world.move(MIDNIGHT + timedelta(seconds=5))
    sweep(world.system)
    row = next(one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue")
    late = {"imp_uid": "imp_late", "merchant_uid": "hand-1", "customer_uid": card}
    world.sandbox.put_payment(
        row | late | {"paid_at": int((MIDNIGHT - timedelta(minutes=1)).timestamp())}
    )

    world.move(MIDNIGHT + timedelta(minutes=10))
    sweep(world.system)

    assert len(world.rows(PaymentRecord, PaymentRecord.imp_uid == "imp_late")) == 1
