"""A second capture of one period, under the very number of the first, is never hidden."""

from __future__ import annotations

from billing_core.models import Charge
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from tests.parts.world import World


def test_a_second_capture_under_one_number_is_counted_and_told(world: World) -> None:
    card = world.join("u1")
    [paid] = world.rows(Charge, Charge.state == ChargeState.PAID)
    world.sandbox.configure(duplicate_guard=False)

    second = world.call_gateway(
        "/subscribe/payments/again",
        {
            "customer_uid": card,
            "merchant_uid": paid.merchant_uid,
            "amount": 29_000,
            "name": "월간 이용권",
        },
    )
    world.ring(second["imp_uid"], paid.merchant_uid, "paid")
    world.work()

    assert world.ledger("u1") == [29_000, 29_000]
    [double] = world.findings(FindingKind.DOUBLE_CHARGE)
    assert double.subject == second["imp_uid"]
    assert world.subscription("u1").periods_paid == 1
