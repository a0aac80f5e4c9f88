"""The merchant's console: what people do there, or with its keys, beside the program itself."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from billing_core.sandbox.asking import WindowShutError
from billing_core.sandbox.cards import UnknownCardError
from billing_core.sandbox.charges import again
from billing_core.sandbox.control import SandboxError
from billing_core.sandbox.customers import delete_customer
from billing_core.sandbox.engine import Engine
from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.records import ShopPayment
from billing_core.sandbox.refunds import refund
from billing_core.sandbox.reservations import revoke
from billing_core.sandbox.schedules import known_schedule, move, run_again, schedule
from billing_core.sandbox.settings import UnknownSettingError
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.shown import Shown, shown_payment, shown_schedule
from billing_core.sandbox.webhooks import tell
from billing_core.sandbox.wire import BadParameterError, NotServedError


class Console(Engine):
    """The console's half of the control counter; its calls raise `SandboxError`."""

    def refund_at_console(
        self, imp_uid: str, amount: int = 0, reason: str = "", *, rings: bool = True
    ) -> Shown:
        with self._at_the_counter() as shop:
            at = self.gateway_now()
            payment = shop.book.payments.one("imp_uid = ?", imp_uid)
            if payment is None:
                raise SandboxError(f"no such payment: {imp_uid}")
            cancellation_id = refund(shop, payment, amount, reason, at)
            if rings:
                tell(shop, payment, "console_refund", at, cancellation_id)
            shown = shown_payment(payment, shop.settings)
        self.deliver_notices()
        return shown

    def revoke_at_console(self, merchant_uid: str) -> Shown:
        with self._at_the_counter() as shop:
            found = known_schedule(shop, merchant_uid)
            if not found.live:
                raise SandboxError(f"not a live reservation: {merchant_uid}")
            return shown_schedule(revoke(shop, found, self.gateway_now()))

    def move_at_console(self, merchant_uid: str, schedule_at: int) -> Shown:
        path, wanted = {"merchant_uid": merchant_uid}, {"schedule_at": schedule_at}
        with self._at_the_counter() as shop:
            return move(shop, self._call("move", wanted, path))

    def book_at_console(
        self, customer_uid: str, merchant_uid: str, schedule_at: int, amount: int
    ) -> Shown:
        one = {"merchant_uid": merchant_uid, "schedule_at": schedule_at, "amount": amount}
        wanted = {"customer_uid": customer_uid, "schedules": [one | {"name": "콘솔 예약"}]}
        with self._at_the_counter() as shop:
            return schedule(shop, self._call("schedule", wanted))[0]

    def retry_at_console(self, merchant_uid: str) -> Shown:
        with self._at_the_counter() as shop:
            at = self.gateway_now()
            payment = run_again(shop, merchant_uid, at)
            tell(shop, payment, "console_retry", at)
            shown = shown_payment(payment, shop.settings)
        self.deliver_notices()
        return shown

    def charge_at_console(self, customer_uid: str, merchant_uid: str, amount: int) -> Shown:
        wanted = {"customer_uid": customer_uid, "merchant_uid": merchant_uid, "amount": amount}
        with self._at_the_counter() as shop:
            charged = again(shop, self._call("again", wanted | {"name": "콘솔 결제"}))
        self.deliver_notices()
        return charged

    def delete_key_at_console(self, customer_uid: str) -> Shown:
        with self._at_the_counter() as shop:
            path = {"customer_uid": customer_uid}
            return delete_customer(shop, self._call("delete_customer", {}, path))

    def put_payment(
        self, row: Mapping[str, Any], *, listed_as: str = "", listed_at: int | None = None
    ) -> Shown:
        with self._at_the_counter() as shop:
            at = self.gateway_now()
            put = put_payment(shop, row, listed_as=listed_as, listed_at=listed_at, at=at)
            return shown_payment(put, shop.settings)

    def _call(
        self, operation: str, wanted: dict[str, Any], path: Mapping[str, str] | None = None
    ) -> ShopCall:
        """An operation of the API, asked for by hand: no token, no fault, and no count."""
        return ShopCall(operation, path or {}, FormFields(wanted), self.gateway_now())

    @contextmanager
    def _at_the_counter(self) -> Iterator[Shop]:
        """Alone with the book, in one transaction; refusals come out as `SandboxError`."""
        try:
            with self._lock, self._shop.book.transaction():
                yield self._shop
        except (NotServedError, UnknownCardError, UnknownSettingError, WindowShutError) as refused:
            raise SandboxError(str(refused)) from refused


# Rows put into the book by hand, as no honest gateway writes them and yet one day they are read:
# other currencies, states nobody has heard of, refunds that do not add up, rows without a number.
# Each is shown exactly as it was put, by every look-up and in every list.
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
