"""The gateway's JSON -> the frozen values of `rules`. Raises Unreadable, and nothing else."""

from __future__ import annotations

from datetime import datetime

from billing_core.gateway.fields import Fields, Unreadable
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.card import IssuedKey
from billing_core.rules.payment import Payment, PaymentStatus, Refund


def payment_from(value: object) -> Payment:
    fields = Fields(value)
    cancelled_at = fields.instant("cancelled_at")
    return Payment(
        imp_uid=fields.needed_text("imp_uid"),
        merchant_uid=fields.text("merchant_uid"),
        status=PaymentStatus(fields.text("status")),
        amount=fields.won("amount"),
        cancel_amount=fields.won("cancel_amount", 0),
        currency=fields.text("currency") or "KRW",
        customer_uid=fields.text("customer_uid"),
        customer_uid_usage=fields.text("customer_uid_usage"),
        started_at=fields.instant("started_at"),
        paid_at=fields.instant("paid_at"),
        failed_at=fields.instant("failed_at"),
        cancelled_at=cancelled_at,
        fail_reason=fields.text("fail_reason"),
        refunds=tuple(_refund(row, cancelled_at) for row in fields.rows("cancel_history")),
        card_name=fields.text("card_name"),
        card_number=fields.text("card_number"),
        apply_num=fields.text("apply_num"),
        receipt_url=fields.text("receipt_url"),
        buyer_name=fields.text("buyer_name"),
        name=fields.text("name"),
        pg_provider=fields.text("pg_provider"),
        test_channel=fields.flag("sandbox"),
        raw=fields.raw,
    )


def _refund(value: object, cancelled_at: datetime | None) -> Refund:
    """`cancelled_at` is the payment's own, for a history entry that carries no time."""
    fields = Fields(value)
    refunded_at = fields.instant("cancelled_at") or cancelled_at
    if refunded_at is None:
        raise Unreadable("a refund carries no time")
    return Refund(
        amount=fields.won("amount"),
        refunded_at=refunded_at,
        reason=fields.text("reason"),
        refund_id=fields.text("cancellation_id"),
        receipt_url=fields.text("receipt_url"),
    )


def booking_from(value: object) -> Booking:
    fields = Fields(value)
    payment_status = fields.text("payment_status")
    return Booking(
        merchant_uid=fields.needed_text("merchant_uid"),
        customer_uid=fields.text("customer_uid"),
        status=BookingStatus(fields.text("schedule_status")),
        due_at=fields.needed_instant("schedule_at"),
        amount=fields.won("amount"),
        payment_status=PaymentStatus(payment_status) if payment_status else None,
        imp_uid=fields.text("imp_uid"),
        executed_at=fields.instant("executed_at"),
        revoked_at=fields.instant("revoked_at"),
        fail_reason=fields.text("fail_reason"),
        raw=fields.raw,
    )


def issued_key_from(value: object) -> IssuedKey:
    fields = Fields(value)
    return IssuedKey(
        customer_uid=fields.needed_text("customer_uid"),
        card_name=fields.text("card_name"),
        card_number=fields.text("card_number"),
        issued_at=fields.instant("inserted"),
        pg_provider=fields.text("pg_provider"),
        test_channel=fields.flag("sandbox"),
    )
