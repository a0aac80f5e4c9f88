"""Keep what the gateway's books say of a payment, and its money facts in the ledger.

What was read is joined with what is known: `paid` outranks `failed`, refunds only grow.
So the same reads in any order, any number of times, leave the same rows.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.analytics.roll_ups.money import MoneyFact, roll_up
from billing_core.lifecycle.record_act import record_act
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.actor import SYSTEM
from billing_core.rules.classification import Classified, PaymentClass
from billing_core.rules.decline import read_decline
from billing_core.rules.payment import Payment, PaymentStatus

# A later row may follow from an earlier one, never the other way round.
_RANK = {
    PaymentStatus.UNRECOGNISED: 0,
    PaymentStatus.READY: 1,
    PaymentStatus.FAILED: 2,
    PaymentStatus.PAID: 3,
    PaymentStatus.CANCELLED: 4,
}


def remember_payment(
    session: Session,
    payment: Payment,
    classified: Classified,
    *,
    member_id: str | None,
    subscription_id: str | None,
    source: str,
    now: datetime,
) -> PaymentRecord:
    """Returns the row as it now stands; a person's decision about its class is kept."""
    record = session.get(PaymentRecord, payment.imp_uid, with_for_update=True)
    if record is None:
        record = PaymentRecord(
            imp_uid=payment.imp_uid,
            merchant_uid=payment.merchant_uid,
            payment_class=classified.payment_class,
            reason=classified.reason,
            status=payment.status,
            amount=payment.amount,
            cancel_amount=0,
            source=source,
            first_seen_at=now,
            read_at=now,
            raw=payment.raw,
        )
        session.add(record)
    elif not _decided_by_person(record):
        record.payment_class, record.reason = classified.payment_class, classified.reason
    record.member_id = record.member_id or member_id
    record.subscription_id = record.subscription_id or subscription_id
    _join(record, payment, now)
    session.flush()
    return record


def _decided_by_person(record: PaymentRecord) -> bool:
    return record.reason.startswith(DECIDED)


DECIDED = "담당자 판단: "


def _join(record: PaymentRecord, payment: Payment, now: datetime) -> None:
    if _RANK[payment.status] >= _RANK[record.status]:
        record.status = payment.status
        record.raw = payment.raw
    record.cancel_amount = max(record.cancel_amount, payment.cancel_amount)
    record.customer_uid = record.customer_uid or payment.customer_uid
    record.started_at = record.started_at or payment.started_at
    record.paid_at = record.paid_at or payment.paid_at
    record.failed_at = record.failed_at or payment.failed_at
    record.cancelled_at = payment.cancelled_at or record.cancelled_at
    record.card_name = payment.card_name or record.card_name
    record.card_number = payment.card_number or record.card_number
    record.apply_num = payment.apply_num or record.apply_num
    record.receipt_url = payment.receipt_url or record.receipt_url
    if payment.fail_reason and record.status is PaymentStatus.FAILED:
        record.fail_reason = payment.fail_reason
        record.decline = read_decline(payment.fail_reason)
    record.read_at = max(record.read_at, now)


def enter_in_ledger(
    session: Session, payment: Payment, record: PaymentRecord, *, source: str, now: datetime
) -> bool:
    """The money facts of a counted charge, each once. True if anything was new."""
    if record.payment_class is not PaymentClass.CHARGE or record.member_id is None:
        return False
    if not payment.captured or payment.paid_at is None:
        return False
    known = set(
        session.execute(
            select(LedgerEntry.kind, LedgerEntry.refund_key).where(
                LedgerEntry.imp_uid == payment.imp_uid
            )
        )
    )
    facts: list[tuple[EntryKind, str, int, datetime]] = [
        (EntryKind.PAYMENT, "", payment.amount, payment.paid_at)
    ]
    for position, refund in enumerate(payment.refunds):
        key = refund.refund_id or f"#{position}"
        facts.append((EntryKind.REFUND, key, -refund.amount, refund.refunded_at))
    new = [fact for fact in facts if fact[:2] not in known]
    for kind, key, amount, occurred_at in new:
        session.add(
            LedgerEntry(
                kind=kind,
                imp_uid=payment.imp_uid,
                refund_key=key,
                merchant_uid=payment.merchant_uid,
                member_id=record.member_id,
                subscription_id=record.subscription_id,
                amount=amount,
                occurred_at=occurred_at,
                recorded_at=now,
                source=source,
            )
        )
        record_act(
            session,
            f"ledger.{kind}",
            at=now,
            actor=SYSTEM,
            member_id=record.member_id,
            subject=payment.imp_uid,
            amount=amount,
            occurred_at=occurred_at,
            source=source,
        )
    session.flush()
    roll_up(
        session,
        [
            MoneyFact(kind, payment.imp_uid, record.member_id, amount, occurred_at)
            for kind, _, amount, occurred_at in new
        ],
        now=now,
    )
    return bool(new)
