"""What the lives in a storm have found, each of its kind as a plain story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.claims import last_payment
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.stories.facts.moves import HOUR

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as one:
        one.work()
        yield one


def test_a_charge_that_is_only_said_to_be_paid_buys_nothing(world: World) -> None:
    """The gateway answers "paid", and its own book has no such payment."""
    world.sandbox.arm(Fault(FaultKind.NOT_DONE, operation="again"))
    world.join("u1")
    assert world.ledger("u1") == []
    assert world.member("u1").permission is Permission.FREE
    [charge] = world.live("u1")
    assert charge.state is ChargeState.UNKNOWN

    world.wait_until(START + HOUR, pace=HOUR / 12)

    assert world.ledger("u1") == [29_000]
    assert world.member("u1").permission is Permission.PAID
    assert world.sandbox.stats().captured == 29_000
    assert world.findings() == []


def test_a_charge_that_cannot_be_read_back_is_read_later(world: World) -> None:
    world.sandbox.outage(FaultKind.ERROR_BEFORE, ["get_payment"])
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="again"))
    world.join("u1")
    assert world.ledger("u1") == []
    world.wait_until(START + HOUR, pace=HOUR / 12)
    assert world.ledger("u1") == [29_000]
    assert world.sandbox.stats().captured == 29_000


def test_a_refund_that_is_only_said_to_be_done_is_unclear(world: World) -> None:
    world.join("u1")
    payment = last_payment(world, "u1")
    world.sandbox.arm(Fault(FaultKind.NOT_DONE, operation="cancel"))
    with pytest.raises(Refusal) as refused:
        refund_payment(world.system, payment, amount=9_000, reason="요청", actor=APPROVER)
    assert refused.value.code is RefusalCode.REFUND_UNCLEAR
    assert world.ledger("u1") == [29_000]

    world.wait(2 * DAY)
    [unclear] = world.findings()
    assert unclear.kind is FindingKind.REFUND_UNCLEAR
    world.cure_one(unclear, Cure.READ_AGAIN)
    world.wait(HOUR)
    assert world.findings() == []
    assert world.ledger("u1") == [29_000]

    refund_payment(world.system, payment, amount=9_000, reason="요청", actor=APPROVER)
    assert world.ledger("u1") == [29_000, -9_000]
    assert world.sandbox.stats().refunded == 9_000
