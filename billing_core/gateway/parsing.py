"""The gateway's JSON -> the frozen values of `rules`. Raises Unreadable, and nothing else."""

from billing_core.gateway.doubting import Doubting
from billing_core.gateway.fields import Fields
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.card import IssuedKey
from billing_core.rules.payment import Payment, PaymentStatus


def payment_from(value: object) -> Payment:
    """Parses a payment: what cannot be true is a flaw of it; without a number it is Unreadable."""
    fields = Fields(value)
    currency = fields.text("currency").upper() or "KRW"
    row = Doubting(fields, in_won=currency == "KRW")
    amount, cancel_amount = row.won("amount"), row.won("cancel_amount", 0)
    status, paid_at, cancelled_at = (
        row.status(),
        row.instant("paid_at"),
        row.instant("cancelled_at"),
    )
    row.money(status, amount, cancel_amount, paid_at)
    return Payment(
        imp_uid=fields.needed_text("imp_uid"),
        merchant_uid=fields.text("merchant_uid"),
        status=status,
        amount=amount,
        cancel_amount=cancel_amount,
        currency=currency,
        customer_uid=fields.text("customer_uid"),
        customer_uid_usage=row.usage(),
        started_at=row.instant("started_at"),
        paid_at=paid_at,
        failed_at=row.instant("failed_at"),
        cancelled_at=cancelled_at,
        fail_reason=fields.text("fail_reason"),
        refunds=row.refunds(cancel_amount, cancelled_at, paid_at),
        card_name=fields.text("card_name"),
        card_number=fields.text("card_number"),
        apply_num=fields.text("apply_num"),
        receipt_url=fields.text("receipt_url"),
        name=fields.text("name"),
        pg_provider=fields.text("pg_provider"),
        test_channel=fields.flag("sandbox"),
        flaws=row.flaws,  # last: everything above has been read by now
        raw=fields.raw,
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
