"""Parameters of the vendor's document that the sandbox takes and does nothing with."""

from __future__ import annotations

import pytest

from billing_core.sandbox import Sandbox
from tests.sandbox.merchant import DAY, NINE_O_CLOCK, PRICE, Json, Merchant, order
from tests.sandbox.test_docs import PAGE

CARD = {"card_number": "9381-0000-0000-0001", "expiry": "2030-12"}
IDLE: Json = {
    "birth": "900101",
    "pwd_2digit": "12",
    "cvc": "123",
    "pg": "nice.MID1",
    "channel_key": "channel-key-1",
    "channelGroupId": "group",
    "channel_group_id": "group",
    "vat": 100,
    "vat_amount": 100,
    "card_quota": 3,
    "interest_free_by_merchant": True,
    "use_card_point": True,
    "browser_ip": "127.0.0.1",
    "product_type": "digital",
    "product_count": 2,
    "cash_receipt_type": "anonymous",
    "secure_3d_charge_id": "3d",
    "secure_3d_token": "3d",
    "promotion_id": "promotion-id-1",
    "bypass": '{"any": "thing"}',
    "extra": {"naverUseCfm": "20261231"},
    "checking_amount": 1000,
}
AT_THE_WINDOW = (
    *("language", "popup", "company", "display", "card", "escrow", "tax_free", "app_scheme"),
    *("digital", "vbank_due", "biz_num"),
)
CHANGES = {"imp_uid", "pg_tid", "apply_num", "receipt_url", "merchant_uid"}


@pytest.mark.parametrize("name", [*IDLE, *AT_THE_WINDOW])
def test_the_document_names_what_does_nothing(name: str) -> None:
    assert f"`{name}`" in PAGE.partition("Taken and without any effect")[2]


def same(one: Json, other: Json) -> bool:
    return {key for key, value in one.items() if value != other[key]} <= CHANGES


def test_they_do_nothing(merchant: Merchant, sandbox: Sandbox, hong: str) -> None:
    again, onetime = "/subscribe/payments/again", "/subscribe/payments/onetime"
    assert same(
        merchant.post(again, **order(hong, "a")), merchant.post(again, **order(hong, "b") | IDLE)
    )
    assert same(
        merchant.post(onetime, **order("", "c", **CARD)),
        merchant.post(onetime, **order("", "d", **CARD) | IDLE),
    )
    due = {"dec": NINE_O_CLOCK + DAY}, {"jan": NINE_O_CLOCK + DAY}
    assert same(merchant.reserve(hong, due[0])[0], merchant.reserve(hong, due[1], **IDLE)[0])
    key = "/subscribe/customers/lee"
    assert same(merchant.post(key, **CARD), merchant.post(key, **CARD | IDLE))
    assert sandbox.stats().captured == 4 * PRICE
