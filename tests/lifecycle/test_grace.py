"""The grace is half-open: what is paid a second before its end goes on, what is paid at it is a
question to a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing_core.models import Charge
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.sandbox.cards import CardOutcome
from tests.parts.world import World

GRACE_ENDS = datetime(2025, 2, 16, 15, tzinfo=UTC)  # seven days after 10 February in Seoul
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("paid_at", "in_time"),
    [
        (GRACE_ENDS - SECOND, True),
        (GRACE_ENDS, False),
        (GRACE_ENDS + timedelta(hours=12), False),
    ],
    ids=["a second before", "at its end", "half a day after"],
)
def test_a_late_payment_buys_its_period_until_the_grace_ends_and_not_then(
    world: World, paid_at: datetime, in_time: bool
) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.EXPIRED)
    world.wait_until(datetime(2025, 2, 10, 2, tzinfo=UTC))
    [refused] = world.rows(Charge, Charge.state == ChargeState.FAILED)
    world.move(paid_at)
    world.set_card("u1", CardOutcome.APPROVED)
    world.sandbox.retry_at_console(refused.merchant_uid)

    world.work()

    assert world.ledger("u1") == [29_000, 29_000]
    assert world.subscription("u1").periods_paid == (2 if in_time else 1)
    assert len(world.findings(FindingKind.LATE_CAPTURE)) == (0 if in_time else 1)
