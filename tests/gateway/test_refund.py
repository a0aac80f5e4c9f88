from __future__ import annotations

import pytest

from billing_core.gateway import Iamport, InvalidRequest, OutcomeUnknown
from billing_core.rules.payment import PaymentStatus
from tests.gateway.script import NOON, Script, payment_row, said, said_no


def test_a_partial_refund_says_what_may_still_be_refunded(iamport: Iamport, script: Script) -> None:
    entry = {"amount": 10_000, "cancelled_at": NOON + 60, "reason": "부분 환불", "pg_tid": "T1"}
    refunded = payment_row(
        status="cancelled", cancel_amount=10_000, cancelled_at=NOON + 60, cancel_history=[entry]
    )
    script.will_answer(said(refunded))
    payment = iamport.refund("imp_100", amount=10_000, remaining=29_000, reason="부분 환불")

    assert script.asked == ["POST /payments/cancel"]
    assert script.body() == {
        "imp_uid": "imp_100",
        "amount": 10_000,
        "checksum": 29_000,
        "reason": "부분 환불",
    }
    assert payment.status is PaymentStatus.CANCELLED  # the gateway's word for a partial one too
    assert payment.amount - payment.cancel_amount == 19_000
    assert [(refund.amount, refund.reason) for refund in payment.refunds] == [(10_000, "부분 환불")]


def test_a_refused_refund_is_unknown_until_the_payment_is_read(
    iamport: Iamport, script: Script
) -> None:
    script.will_answer(said_no("이미 전액취소된 주문입니다."))
    with pytest.raises(OutcomeUnknown) as unknown:
        iamport.refund("imp_100", amount=29_000, remaining=29_000, reason="중복 결제")
    assert unknown.value.answered_no
    assert unknown.value.ids == {"imp_uid": "imp_100"}
    assert len(script.requests) == 1


@pytest.mark.parametrize(("amount", "remaining"), [(0, 29_000), (-1, 29_000), (29_001, 29_000)])
def test_zero_would_refund_everything_so_odd_amounts_never_leave(
    amount: int, remaining: int, iamport: Iamport, script: Script
) -> None:
    with pytest.raises(InvalidRequest):
        iamport.refund("imp_100", amount=amount, remaining=remaining, reason="")
    assert script.requests == []


def test_a_refund_of_something_that_is_no_payment_never_leaves(
    iamport: Iamport, script: Script
) -> None:
    with pytest.raises(InvalidRequest):
        iamport.refund("", amount=1, remaining=1, reason="")
    assert script.requests == []
