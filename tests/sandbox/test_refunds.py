from __future__ import annotations

import pytest

from billing_core.sandbox import Notice, Sandbox
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Merchant, refused

CANCEL = "/payments/cancel"


def test_a_partial_refund_says_cancelled_too_so_only_amounts_tell(
    merchant: Merchant, sandbox: Sandbox, hong: str
) -> None:
    imp_uid = merchant.again(hong, "nov")["imp_uid"]
    sandbox.advance(DAY)
    refunded = merchant.post(CANCEL, imp_uid=imp_uid, amount=10_000, checksum=PRICE, reason="불편")

    assert (refunded["status"], refunded["cancel_amount"]) == ("cancelled", 10_000)
    assert (refunded["paid_at"], refunded["cancelled_at"]) == (NINE_O_CLOCK, NINE_O_CLOCK + DAY)
    (entry,) = refunded["cancel_history"]
    assert (entry["amount"], entry["reason"]) == (10_000, "불편")
    assert entry["cancelled_at"] == NINE_O_CLOCK + DAY
    assert (sandbox.stats().captured, sandbox.stats().refunded) == (PRICE, 10_000)


@pytest.mark.parametrize("amount", [{}, {"amount": 0}])
def test_no_amount_gives_back_all_that_is_left(
    merchant: Merchant, hong: str, amount: dict[str, int]
) -> None:
    merchant.again(hong, "nov")
    merchant.post(CANCEL, merchant_uid="nov", amount=9_000)
    refunded = merchant.post(CANCEL, merchant_uid="nov", checksum=PRICE - 9_000, **amount)

    assert refunded["cancel_amount"] == PRICE
    assert [one["amount"] for one in refunded["cancel_history"]] == [9_000, PRICE - 9_000]
    assert len({one["cancellation_id"] for one in refunded["cancel_history"]}) == 2
    refused(merchant.call("POST", CANCEL, {"merchant_uid": "nov"}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"checksum": PRICE - 1},
        {"amount": PRICE + 1},
        {"amount": -1},
        {"imp_uid": "imp_unknown"},
    ],
)
def test_a_refund_that_does_not_add_up_changes_nothing(
    merchant: Merchant, sandbox: Sandbox, hong: str, wrong: dict[str, object]
) -> None:
    merchant.again(hong, "nov")

    refused(merchant.call("POST", CANCEL, {"merchant_uid": "nov"} | wrong))
    assert sandbox.stats().refunded == 0


def test_by_api_the_bell_is_silent_unless_asked_for_and_at_the_console_it_rings(
    merchant: Merchant, sandbox: Sandbox, hong: str, bell: list[Notice]
) -> None:
    imp_uid = merchant.again(hong, "nov")["imp_uid"]
    bell.clear()
    merchant.post(CANCEL, imp_uid=imp_uid, amount=1_000)
    assert bell == []
    merchant.post(CANCEL, imp_uid=imp_uid, amount=1_000, enable_webhook=True)
    sandbox.refund_at_console(imp_uid, 1_000, "전화 요청")

    assert [one.body["status"] for one in bell] == ["cancelled", "cancelled"]
    history = merchant.get(f"/payments/{imp_uid}")["cancel_history"]
    assert [one.body["cancellation_id"] for one in bell] == [
        one["cancellation_id"] for one in history[1:]
    ]


def test_a_refunded_booking_says_so(merchant: Merchant, sandbox: Sandbox, hong: str) -> None:
    merchant.reserve(hong, {"dec": NINE_O_CLOCK + 60})
    sandbox.advance(60)
    merchant.post(CANCEL, merchant_uid="dec")

    assert merchant.reservation("dec")["payment_status"] == "cancelled"
