"""Rows that no honest gateway writes: put into its book, they are shown as they are, everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from billing_core.sandbox import SandboxControl, SandboxError
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Json, Merchant, refused

WINDOW = {"from": NINE_O_CLOCK - 60, "to": NINE_O_CLOCK + 60}
DOLLARS: Json = {
    "imp_uid": "imp_usd",
    "merchant_uid": "other-product-1",
    "customer_uid": "buyer-7",
    "status": "paid",
    "amount": 19.99,
    "currency": "USD",
    "paid_at": NINE_O_CLOCK,
}


def listed(merchant: Merchant, status: str) -> list[Any]:
    return list(merchant.get(f"/payments/status/{status}", **WINDOW)["list"])


def test_a_row_is_shown_as_it_was_put_by_every_look_up(
    control: SandboxControl, merchant: Merchant
) -> None:
    control.put_payment(DOLLARS)

    assert listed(merchant, "paid") == listed(merchant, "all") == [DOLLARS]
    assert listed(merchant, "failed") == []
    assert merchant.get("/payments/imp_usd") == DOLLARS
    assert merchant.get("/payments", **{"imp_uid[]": "imp_usd"}) == [DOLLARS]
    assert merchant.get("/payments/find/other-product-1") == DOLLARS
    assert merchant.get("/payments/findAll/other-product-1")["list"] == [DOLLARS]
    assert merchant.get("/subscribe/customers/buyer-7/payments")["list"] == [DOLLARS]
    assert control.payments() == [DOLLARS]


@pytest.mark.parametrize(
    "row",
    [
        {"imp_uid": "imp_1", "status": "paid", "amount": PRICE, "paid_at": 0},
        {"imp_uid": "imp_1", "status": "partially_captured", "amount": PRICE},
        {"imp_uid": "imp_1", "status": None, "amount": "many"},
        {"imp_uid": "imp_1", "status": "paid", "name": "\x00 nothing a database likes"},
        {"merchant_uid": "no-number", "status": "paid", "amount": PRICE},
        {},
    ],
)
def test_a_row_without_a_place_of_its_own_is_among_todays_paid_ones(
    control: SandboxControl, merchant: Merchant, row: Json
) -> None:
    control.put_payment(row)

    assert listed(merchant, "paid") == [row]


def test_a_place_can_be_given(control: SandboxControl, merchant: Merchant) -> None:
    row = {"imp_uid": "imp_1", "amount": PRICE, "status": "odd"}
    control.put_payment(row, listed_as="cancelled", listed_at=NINE_O_CLOCK - 30)

    assert (listed(merchant, "cancelled"), listed(merchant, "paid")) == ([row], [])
    with pytest.raises(SandboxError, match="listed_as"):
        control.put_payment(row, listed_as="odd")


def test_a_row_hides_the_payment_of_its_number_whose_money_stays(
    control: SandboxControl, merchant: Merchant, hong: str
) -> None:
    paid = merchant.again(hong, "nov")
    odd = paid | {"cancel_amount": PRICE + 1}
    control.put_payment(odd)

    assert merchant.get(f"/payments/{paid['imp_uid']}") == odd
    assert (control.stats().captured, control.stats().payments) == (PRICE, {"paid": 1})
    body = {"imp_uid": paid["imp_uid"], "reason": "고객 요청"}
    refused(merchant.call("POST", "/payments/cancel", body))
    control.put_payment(paid)
    assert merchant.get(f"/payments/{paid['imp_uid']}") == paid
