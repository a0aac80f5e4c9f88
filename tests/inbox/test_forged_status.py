"""A notice is a doorbell: what its body says of the status is not believed, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from billing_core.models import Charge, PaymentRecord
from billing_core.rules.charge import ChargeState
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.permission import Permission
from billing_core.sandbox.cards import CardOutcome
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        yield world


@pytest.mark.parametrize("status", ["failed", "cancelled", "ready"])
def test_a_payment_stays_paid_whatever_a_notice_says(world: World, status: str) -> None:
    world.join("u1")
    [paid] = world.rows(Charge, Charge.state == ChargeState.PAID)

    world.ring(str(paid.imp_uid), paid.merchant_uid, status)
    world.work()

    [read] = world.rows(PaymentRecord, PaymentRecord.merchant_uid == paid.merchant_uid)
    assert read.status is PaymentStatus.PAID
    assert world.ledger("u1") == [29_000]
    assert world.member("u1").permission is Permission.PAID
    assert world.findings() == []


def test_a_declined_charge_stays_declined_although_a_notice_says_paid(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.EXPIRED)
    world.wait(32 * DAY)
    [declined] = world.rows(Charge, Charge.state == ChargeState.FAILED)

    world.ring(str(declined.imp_uid), declined.merchant_uid, "paid")
    world.work()

    assert world.ledger("u1") == [29_000]
    assert world.subscription("u1").periods_paid == 1
