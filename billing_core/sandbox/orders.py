"""What is to be charged: the fields that `again`, `onetime` and each reservation share."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.wire import BadParameterError, RefusedError

LONGEST_MERCHANT_UID = 40
LONGEST_CUSTOMER_UID = 80
_BUYER = ("buyer_name", "buyer_email", "buyer_tel", "buyer_addr", "buyer_postcode")


@dataclass(frozen=True)
class ShopOrder:
    """What is to be charged; `amount` and `tax_free` are whole won."""

    merchant_uid: str
    amount: int
    name: str
    notice_url: str = ""
    custom_data: str | None = None
    buyer: dict[str, str | None] = field(default_factory=dict)
    tax_free: int = 0


def order_of(fields: FormFields) -> ShopOrder:
    amount = fields.required_whole("amount")
    tax_free = fields.whole("tax_free") or 0
    if amount <= 0 or not 0 <= tax_free <= amount:
        raise BadParameterError("결제금액이 올바르지 않습니다.")
    if fields.text("currency", "KRW") != "KRW":
        raise BadParameterError("이 채널은 KRW 결제만 지원합니다.")
    return ShopOrder(
        merchant_uid=fields.required_text("merchant_uid", LONGEST_MERCHANT_UID),
        amount=amount,
        name=fields.required_text("name"),
        notice_url=fields.text("notice_url"),
        custom_data=_custom_data(fields),
        buyer={name: fields.text(name) or None for name in _BUYER},
        tax_free=tax_free,
    )


def _custom_data(fields: FormFields) -> str | None:
    """Kept as a JSON string, whatever came."""
    value = fields.values.get("custom_data")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return None if value is None else str(value)


def customer_uid_of(fields: FormFields) -> str:
    return fields.required_text("customer_uid", LONGEST_CUSTOMER_UID)


def refuse_if_paid(shop: Shop, merchant_uid: str) -> None:
    """Refuses an idempotency key (merchant_uid) that is spent: paid, or paid and refunded."""
    if shop.book.payments.one("merchant_uid = ? AND status IN ('paid', 'cancelled')", merchant_uid):
        raise RefusedError(
            "이미 주문이 이루어진 건입니다. 결제가 이미 완료된 merchant_uid로는 다시 결제할 수 없습니다."
        )
