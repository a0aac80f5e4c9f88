"""Records as the vendor's document shows them: every key present, the unreached ones 0 or null."""

import json
from typing import Any

from billing_core.sandbox.records import BillingKey, Schedule, ShopPayment
from billing_core.sandbox.settings import SandboxSettings

Shown = dict[str, object]

PG_PROVIDER = "html5_inicis"
PG_ID = "INIBillSandbox"
_BUYER = ("buyer_name", "buyer_email", "buyer_tel", "buyer_addr", "buyer_postcode")
# This gateway sells by card only; what belongs to other methods is always empty.
_OTHER_METHODS: Shown = {
    "bank_code": None,
    "bank_name": None,
    "vbank_code": None,
    "vbank_name": None,
    "vbank_num": None,
    "vbank_holder": None,
    "vbank_date": 0,
    "vbank_issued_at": 0,
    "cash_receipt_issued": False,
    "escrow": False,
    "emb_pg_provider": None,
    "promotion": None,
}


def shown_payment(payment: ShopPayment, settings: SandboxSettings) -> Shown:
    """A payment as `PaymentAnnotation`; what was put into the book by hand is shown as put."""
    if payment.put:
        return dict(json.loads(payment.put))
    refunds = _shown_refunds(payment, settings)
    return {
        "imp_uid": payment.imp_uid,
        "merchant_uid": payment.merchant_uid,
        "pay_method": "card",
        "channel": payment.channel,
        "pg_provider": PG_PROVIDER,
        "pg_tid": payment.pg_tid,
        "pg_id": PG_ID,
        "sandbox": payment.test_channel,
        "apply_num": payment.apply_num,
        "card_code": payment.card_code,
        "card_name": payment.card_name,
        "card_number": payment.card_number,
        "card_quota": 0,
        "card_type": None,  # KG Inicis does not tell for billing keys
        "name": payment.name,
        "amount": payment.amount,
        "cancel_amount": payment.cancel_amount,
        "currency": "KRW",
        **{name: payment.buyer.get(name) for name in _BUYER},
        "custom_data": payment.custom_data,
        "user_agent": "sorry_not_supported_anymore",
        "status": payment.status,
        "started_at": payment.started_at,
        "paid_at": payment.paid_at,
        "failed_at": payment.failed_at,
        "cancelled_at": payment.cancelled_at,
        "fail_reason": payment.fail_reason,
        "cancel_reason": payment.cancel_reason,
        "receipt_url": payment.receipt_url,
        "cancel_history": refunds,
        "cancel_receipt_urls": [entry["receipt_url"] for entry in refunds],
        "customer_uid": payment.customer_uid,
        "customer_uid_usage": payment.customer_uid_usage,
        **_OTHER_METHODS,
    }


def _shown_refunds(payment: ShopPayment, settings: SandboxSettings) -> list[dict[str, Any]]:
    refunds = payment.cancel_history[:: -1 if settings.refunds_newest_first else 1]
    if settings.refund_ids:
        return refunds
    return [
        {name: value for name, value in entry.items() if name != "cancellation_id"}
        for entry in refunds
    ]


def shown_schedule(schedule: Schedule) -> Shown:
    """A reservation as `ScheduleResultAnnotation`."""
    return {
        "customer_uid": schedule.customer_uid,
        "merchant_uid": schedule.merchant_uid,
        "imp_uid": schedule.imp_uid,
        "pg_provider": PG_PROVIDER,
        "pg_id": PG_ID,
        "customer_id": schedule.customer_id,
        "schedule_at": schedule.schedule_at,
        "executed_at": schedule.executed_at,
        "revoked_at": schedule.revoked_at,
        "amount": schedule.amount,
        "currency": "KRW",
        "name": schedule.name,
        **{name: schedule.buyer.get(name) for name in _BUYER},
        "custom_data": schedule.custom_data,
        "schedule_status": schedule.schedule_status,
        "payment_status": schedule.payment_status,
        "fail_reason": schedule.fail_reason,
    }


def shown_key(key: BillingKey) -> Shown:
    """A billing key as `CustomerAnnotation`."""
    return {
        "customer_uid": key.customer_uid,
        "pg_provider": PG_PROVIDER,
        "pg_id": PG_ID,
        "sandbox": key.test_channel,
        "customer_id": key.owner.get("customer_id"),
        "card_name": key.card_name,
        "card_code": key.card_code,
        "card_number": key.card_number,
        "card_type": None,
        "customer_name": key.owner.get("customer_name"),
        "customer_tel": key.owner.get("customer_tel"),
        "customer_email": key.owner.get("customer_email"),
        "customer_addr": key.owner.get("customer_addr"),
        "customer_postcode": key.owner.get("customer_postcode"),
        "inserted": key.inserted,
        "updated": key.updated,
    }
