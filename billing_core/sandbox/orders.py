"""What is to be charged: the fields that `again`, `onetime` and each reservation share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.wire import BadParameterError, RefusedError

LONGEST_MERCHANT_UID = 40
LONGEST_CUSTOMER_UID = 80
LONGEST_NAME = 40
MADE_UP_NAME = "정기결제"  # the live service makes one up, too; its words are not written down
LONGEST_OF_BUYER = {
    "buyer_name": 16,
    "buyer_email": 64,
    "buyer_tel": 16,
    "buyer_addr": 128,
    "buyer_postcode": 8,
}


@dataclass(frozen=True)
class ShopOrder:
    """What is to be charged; `amount` and `tax_free` are whole won."""

    merchant_uid: str
    amount: int
    name: str
    notice_url: str = ""  # several are parted by a space, which no address holds
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
        name=fields.short_text("name", LONGEST_NAME).strip() or MADE_UP_NAME,
        notice_url=fields.text("notice_url"),
        custom_data=custom_data_in(fields),
        buyer={
            name: fields.short_text(name, longest) or None
            for name, longest in LONGEST_OF_BUYER.items()
        },
        tax_free=tax_free,
    )


def custom_data_in(fields: FormFields) -> str | None:
    """Kept as a JSON string, whatever came."""
    value = fields.values.get("custom_data")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return None if value is None else str(value)


def customer_uid_of(fields: FormFields) -> str:
    return fields.required_text("customer_uid", LONGEST_CUSTOMER_UID)


def owner_of_buyer(buyer: Mapping[str, str | None]) -> dict[str, str | None]:
    """The buyer as a billing key remembers its owner: `buyer_name` is `customer_name` there."""
    return {name.replace("buyer_", "customer_"): value for name, value in buyer.items()}


def buyer_of_owner(
    buyer: Mapping[str, str | None], owner: Mapping[str, str | None]
) -> dict[str, str | None]:
    """The buyer, the gaps filled with what the billing key remembers of its owner."""
    return {
        name: value or owner.get(name.replace("buyer_", "customer_"))
        for name, value in buyer.items()
    }


def refuse_if_paid(shop: Shop, merchant_uid: str) -> None:
    """Refuses an idempotency key (merchant_uid) that is spent: paid, or paid and refunded."""
    if is_spent(shop, merchant_uid):
        raise RefusedError(
            "이미 주문이 이루어진 건입니다. 결제가 이미 완료된 merchant_uid로는 다시 결제할 수 없습니다."
        )


def is_spent(shop: Shop, merchant_uid: str) -> bool:
    spent = "merchant_uid = ? AND status IN ('paid', 'cancelled')"
    return shop.book.payments.one(spent, merchant_uid) is not None
