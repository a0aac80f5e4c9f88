"""Upsert what the gateway's books say of a payment, and its money facts in the ledger.

What was read is merged with what is known: `paid` outranks `failed`, refunds only grow, and a
reading that knows less leaves what is known. So the same reads in any order, any number of
times, leave the same rows.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.gateway.fields import Unreadable
from billing_core.gateway.parsing import payment_from
from billing_core.lifecycle.payment_names import name_payment
from billing_core.lifecycle.queue_notice import notice_of_refunds
from billing_core.lifecycle.reverse_payment import standing_refunds
from billing_core.lifecycle.write_entries import Fact, entries_of, write_entries
from billing_core.models import EntryKind, LedgerEntry, NameKind, PaymentRecord
from billing_core.rules.classification import Classified, PaymentClass
from billing_core.rules.decline import read_decline
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.rules.refund import KnownRefund, new_refunds
from billing_core.rules.source import Source

# A later row may follow from an earlier one, never the other way round.
_RANK = {
    PaymentStatus.UNRECOGNISED: 0,
    PaymentStatus.READY: 1,
    PaymentStatus.FAILED: 2,
    PaymentStatus.PAID: 3,
    PaymentStatus.CANCELLED: 4,
}
# How much has to be known to say that a payment is this. What says least gives way to all else:
# whose it is was not known, or what it says of itself could not be believed.
_CERTAINTY = {
    PaymentClass.CHARGE: 1,
    PaymentClass.FOREIGN_CURRENCY: 2,
    PaymentClass.TEST_CHANNEL: 2,
    PaymentClass.ISSUANCE: 2,
}
_FOR_A_PERSON = (PaymentClass.QUARANTINED, PaymentClass.SAME_PAYMENT)


def remember_payment(
    session: Session,
    payment: Payment,
    classified: Classified,
    known: PaymentRecord | None,
    *,
    member_id: int | None,
    subscription_id: str | None,
    source: Source,
    now: datetime,
) -> PaymentRecord:
    """Upsert the payment's row, and return it; a person's decision about its class is kept. `known`
    is the payment's row if it has one; otherwise it begins here, under the gateway's number."""
    record = known or _new(payment, classified, source, now)
    if known is not None and is_counted(session, record):
        _put_right(record)
    elif known is not None:
        reclassify(record, classified)
        record.amount, record.paid_at = payment.amount, payment.paid_at or record.paid_at
    record.member_id = record.member_id or member_id
    record.subscription_id = record.subscription_id or subscription_id
    _join(record, payment, now)
    record.gateway_uid = payment.imp_uid
    if known is None:
        session.add(record)
        session.flush()
    names = ((NameKind.GATEWAY, payment.imp_uid), (NameKind.ORDER, payment.merchant_uid))
    name_payment(session, record, *names)
    return record


def _new(payment: Payment, classified: Classified, source: Source, now: datetime) -> PaymentRecord:
    return PaymentRecord(
        imp_uid=payment.imp_uid,
        gateway_uid=payment.imp_uid,
        merchant_uid=payment.merchant_uid,
        payment_class=classified.payment_class,
        reason=classified.why,
        status=payment.status,
        amount=payment.amount,
        cancel_amount=0,
        source=source,
        first_seen_at=now,
        read_at=now,
        raw=payment.raw,
    )


def _put_right(record: PaymentRecord) -> None:
    """What is counted stays what it is; an earlier version took it for another product when a
    reading did not know whose it was."""
    if record.payment_class is PaymentClass.OTHER_PRODUCT:
        record.payment_class, record.reason = PaymentClass.CHARGE, None


def reclassify(record: PaymentRecord, classified: Classified) -> None:
    """Set a payment's class, but never replace more by less, nor what a person has decided."""
    if _decided_by_person(record) or record.payment_class in _FOR_A_PERSON:
        return
    is_now, was = classified.payment_class, record.payment_class
    if is_now in _FOR_A_PERSON or _CERTAINTY.get(is_now, 0) >= _CERTAINTY.get(was, 0):
        record.payment_class, record.reason = is_now, classified.why


def _decided_by_person(record: PaymentRecord) -> bool:
    return record.reason is not None and record.reason.decided


def is_counted(session: Session, record: PaymentRecord) -> bool:
    """It stands in the ledger, and nothing has reversed it."""
    kinds = {entry.kind for entry in entries_of(session, record)}
    return EntryKind.PAYMENT in kinds and EntryKind.CORRECTION not in kinds


def _join(record: PaymentRecord, payment: Payment, now: datetime) -> None:
    status, went_back = _gateway_said(record)
    if _RANK[payment.status] >= _RANK[status]:
        record.status = status = payment.status
        if payment.cancel_amount >= went_back:
            record.raw = payment.raw
    if status is not PaymentStatus.CANCELLED:
        record.cancelled_at = None
    record.merchant_uid = record.merchant_uid or payment.merchant_uid
    record.cancel_amount = max(went_back, payment.cancel_amount)
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


def _gateway_said(record: PaymentRecord) -> tuple[PaymentStatus, int]:
    """Its status, and the won that went back: by the gateway's own word. What a file has said
    went back is not that, nor is it any reason to call the payment cancelled."""
    if not record.gateway_uid or "file" in record.raw:
        filed = record.status is PaymentStatus.CANCELLED
        return (PaymentStatus.PAID if filed else record.status), 0
    try:
        told = payment_from(record.raw)
    except Unreadable:
        return record.status, record.cancel_amount
    if told.flaws:
        return record.status, record.cancel_amount
    return told.status, told.cancel_amount


def enter_in_ledger(
    session: Session, payment: Payment, record: PaymentRecord, *, source: Source, now: datetime
) -> bool:
    """Write the money facts of a counted charge, each once. True if anything was new."""
    facts = new_facts(session, payment, record)
    write_entries(session, record, facts, source=source, now=now)
    notice_of_refunds(session, record, facts, now)
    return bool(facts)


def new_facts(session: Session, payment: Payment, record: PaymentRecord) -> list[Fact]:
    """What this reading says of the money and the ledger does not have."""
    if record.payment_class is not PaymentClass.CHARGE or record.member_id is None:
        return []
    if not payment.captured or payment.paid_at is None:
        return []
    entries = entries_of(session, record)
    if any(entry.kind is EntryKind.CORRECTION for entry in entries):
        return []  # another row stands for it
    refunds = new_refunds(known_refunds(entries), payment.refunds)
    facts = [Fact(EntryKind.REFUND, each.key, -each.won, each.refunded_at) for each in refunds]
    if all(entry.kind is not EntryKind.PAYMENT for entry in entries):
        facts.insert(0, Fact(EntryKind.PAYMENT, "", payment.amount, payment.paid_at))
    return facts


def known_refunds(entries: list[LedgerEntry]) -> list[KnownRefund]:
    """The refunds in the ledger, without those that were put right before they were told again."""
    return [
        KnownRefund(entry.refund_key, -entry.amount, entry.occurred_at, by_hand=entry.kind.by_hand)
        for entry in standing_refunds(entries)
    ]


def agrees_with_ledger(session: Session, record: PaymentRecord) -> bool:
    """Counted as what it is, with all that went back according to the gateway."""
    if record.payment_class is PaymentClass.OTHER_PRODUCT:
        return record.member_id is None or _decided_by_person(record)
    if record.payment_class is not PaymentClass.CHARGE or not record.cancel_amount:
        return True
    told = [entry for entry in entries_of(session, record) if entry.kind is EntryKind.REFUND]
    return -sum(entry.amount for entry in told) == record.cancel_amount
