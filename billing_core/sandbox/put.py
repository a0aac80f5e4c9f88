"""Rows put into the book by hand: what an honest gateway never writes, and yet is read one day.

Other products' currencies, states nobody has heard of, refunds that do not add up, rows without
a number: the row is shown exactly as it was put, by every look-up and in every list.
"""

import json
from collections.abc import Mapping
from typing import Any

from billing_core.sandbox.records import ShopPayment
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.wire import BadParameterError

_OWN_CLOCK = {"paid": "paid_at", "failed": "failed_at", "cancelled": "cancelled_at"}
_STATUSES = frozenset({*_OWN_CLOCK, "ready"})


def put_payment(
    shop: Shop, row: Mapping[str, Any], *, listed_as: str, listed_at: int | None, at: int
) -> ShopPayment:
    """Puts a row into the book, or over the payment of its imp_uid, whose money stays what it was.

    `listed_as` is the status list that shows it (its own status, when that is one; else `paid`),
    `listed_at` its place there (its own instant, when it has one; else now).
    """
    if listed_as and listed_as not in _STATUSES:
        raise BadParameterError(f"listed_as is one of: {', '.join(sorted(_STATUSES))}")
    status = listed_as or _status_of(row)
    place = listed_at or _seconds(row.get(_OWN_CLOCK.get(status, "started_at"))) or at
    payment = _same(shop, row) or ShopPayment("", "", 0, "", place, paid_at=place)
    payment.imp_uid = _text(row.get("imp_uid"))
    payment.merchant_uid = _text(row.get("merchant_uid"))
    payment.customer_uid = _text(row.get("customer_uid")) or None
    payment.customer_uid_usage = _text(row.get("customer_uid_usage")) or None
    payment.status, payment.listed_at, payment.updated_at = status, place, at
    payment.put = json.dumps(dict(row))
    return shop.book.payments.put(payment)


def _same(shop: Shop, row: Mapping[str, Any]) -> ShopPayment | None:
    imp_uid = _text(row.get("imp_uid"))
    return shop.book.payments.one("imp_uid = ?", imp_uid) if imp_uid else None


def _status_of(row: Mapping[str, Any]) -> str:
    status = _text(row.get("status"))
    return status if status in _STATUSES else "paid"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _seconds(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
