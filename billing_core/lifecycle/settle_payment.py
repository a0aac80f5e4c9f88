"""The one function that settles a payment, whoever brought it: a webhook that was read back,
the sweep, or the answer of our own call.

Idempotent: applying it twice, late or out of order gives the same state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.apply_charge import apply_failed, apply_paid
from billing_core.lifecycle.ask_same_payment import (
    ask_same_payment,
    keep_answer_two,
    tell_other_money,
)
from billing_core.lifecycle.filed_refunds import take_the_gateways_word
from billing_core.lifecycle.find_payment import Found, find_payment
from billing_core.lifecycle.forgotten_payment import is_forgotten, nameless, take_name_from
from billing_core.lifecycle.keep_unreadable import flaws_of, read_after_all, tell_unreadable
from billing_core.lifecycle.lock import lock_charge
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.payment_names import row_named, rows_named
from billing_core.lifecycle.register_card import register_card
from billing_core.lifecycle.remember_payment import (
    agrees_with_ledger,
    enter_in_ledger,
    known_refunds,
    remember_payment,
)
from billing_core.lifecycle.tell_surplus import tell_unexpected
from billing_core.lifecycle.watch_refunds import watch_refunds
from billing_core.lifecycle.write_entries import entries_of
from billing_core.models import Card, Charge, Checkout, GatewayState, PaymentRecord, Subscription
from billing_core.models.gateway_state import THE_ROW
from billing_core.rules.classification import (
    Classified,
    PaymentClass,
    classify,
)
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.merchant_uid import parse_merchant_uid
from billing_core.rules.payment import Payment, PaymentStatus
from billing_core.rules.refund import in_parts, is_one_sum
from billing_core.rules.same_payment import SamePayments
from billing_core.rules.source import Source


@dataclass(frozen=True)
class Owner:
    """Where a payment belongs in our book, as far as its two names lead."""

    member_id: int | None = None
    charge: Charge | None = None
    checkout: Checkout | None = None
    subscription: Subscription | None = None


def settle_payment(
    session: Session,
    payment: Payment,
    *,
    source: Source,
    now: datetime,
    unclear: SamePayments | None = None,
) -> bool:
    """Settle a payment that was read; True if it was news. `source`: who told us of it.
    `unclear`: what a person has said of payments that may be rows of a file.
    """
    hold(session, f"payment:{payment.imp_uid}")
    payment = _doubted(session, payment, now)
    if _says_nothing_new(session, payment, row_named(session, payment.imp_uid)):
        return False
    owner = find_owner(session, payment)
    found = find_payment(session, payment, owner.member_id, unclear=unclear)
    known = found.record.member_id if found.record else None
    forgotten = is_forgotten(session, owner.member_id or known)
    if forgotten:
        payment = nameless(payment)
    if flaws_of(payment):
        return tell_unreadable(
            session, payment, found.record, member_id=owner.member_id, source=source, now=now
        )
    record = remember_payment(
        session,
        payment,
        _classified(payment, owner, found),
        found.record,
        member_id=owner.member_id,
        subscription_id=owner.subscription.id if owner.subscription else None,
        source=source,
        now=now,
    )
    if forgotten:
        take_name_from(record)  # what was read when nobody knew whose it is
    if found.record is not None:
        read_after_all(session, record, now)
    if found.perhaps is not None:
        ask_same_payment(session, found.perhaps, record, now=now)
    if found.another is not None:
        keep_answer_two(session, found.another, record, now=now)
    return settle_row(session, payment, record, owner, source=source, now=now)


def settle_row(
    session: Session,
    payment: Payment,
    record: PaymentRecord,
    owner: Owner,
    *,
    source: Source,
    now: datetime,
) -> bool:
    """Do what follows from a payment that is remembered. From here on it goes by our own key."""
    payment = replace(payment, imp_uid=record.imp_uid)
    if is_one_sum(payment.refunds):
        known = known_refunds(entries_of(session, record))
        payment = replace(payment, refunds=in_parts(known, payment.refunds))
    match record.payment_class:
        case PaymentClass.QUARANTINED:
            open_finding(
                session,
                FindingKind.QUARANTINED_PAYMENT,
                record.imp_uid,
                now=now,
                member_id=record.member_id,
                amount=payment.amount,
                exclusion=str(record.reason or ""),
            )
        case PaymentClass.ISSUANCE if owner.checkout and payment.status is PaymentStatus.PAID:
            register_card(session, owner.checkout, payment, now=now)
        case PaymentClass.CHARGE:
            take_the_gateways_word(session, payment, record, now=now)
            news = enter_in_ledger(session, payment, record, source=source, now=now)
            tell_other_money(session, payment, record, now=now)
            # What the company's own file tells of is no surprise.
            filed = record.source == Source.IMPORT
            _apply(session, owner, payment, past=filed, now=now)
            watch_refunds(session, record, payment, _paid_charge(owner, record), now)
            return news
        case PaymentClass.FOREIGN_CURRENCY if _concerns_us(payment, record):
            open_finding(
                session,
                FindingKind.UNREADABLE_PAYMENT,
                record.imp_uid,
                now=now,
                member_id=record.member_id,
                exclusion=str(record.reason or ""),
                merchant_uid=payment.merchant_uid,
            )
        case _:
            pass
    return False


def _concerns_us(payment: Payment, record: PaymentRecord) -> bool:
    ours = parse_merchant_uid(payment.merchant_uid) is not None
    return ours or record.member_id is not None


def _paid_charge(owner: Owner, record: PaymentRecord) -> Charge | None:
    """Ours that this payment paid; none for a second capture under the same name."""
    charge = owner.charge
    return charge if charge is not None and charge.imp_uid == record.imp_uid else None


def _doubted(session: Session, payment: Payment, now: datetime) -> Payment:
    """With a flaw where its money moves in a future that is none at the gateway's clock either."""
    if payment.doubted_at(now) is payment:
        return payment
    state = session.get(GatewayState, THE_ROW)
    return payment.doubted_at(now + timedelta(seconds=state.offset_seconds if state else 0))


def known_as_they_are(
    session: Session, payments: Sequence[Payment], now: datetime
) -> dict[str, PaymentRecord]:
    """The rows, by the gateway's number, of payments that were settled just as they are read again:
    nothing is left to do for them. Changes nothing and waits for nobody."""
    rows = rows_named(session, [payment.imp_uid for payment in payments])
    return {
        payment.imp_uid: row
        for payment in payments
        if (row := rows.get(payment.imp_uid)) is not None
        and _says_nothing_new(session, _doubted(session, payment, now), row)
    }


def _says_nothing_new(session: Session, payment: Payment, known: PaymentRecord | None) -> bool:
    """Read before, with an owner, neither its status nor its refunds have moved since, and the
    ledger has them. A reading that cannot be believed contradicts what was read before."""
    return (
        known is not None
        and not payment.flaws
        and known.gateway_uid == payment.imp_uid
        and known.member_id is not None
        and known.payment_class is not PaymentClass.UNREADABLE
        and known.status is payment.status
        and known.cancel_amount == payment.cancel_amount
        and agrees_with_ledger(session, known)
    )


def _classified(payment: Payment, owner: Owner, found: Found) -> Classified:
    """Whose it is may be known from a file. What may be a row of a file is not counted until a
    person has said so; but what we asked for ourselves is, because access depends on it."""
    known_member = owner.member_id or (found.record.member_id if found.record else None)
    classified = classify(payment, known_member=known_member is not None)
    if found.perhaps is None or owner.charge or not classified.payment_class.counted:
        return classified
    return Classified(
        PaymentClass.SAME_PAYMENT,
        Exclusion(ExclusionReason.SAME_PAYMENT, found.perhaps.imp_uid),
    )


def _apply(session: Session, owner: Owner, payment: Payment, *, past: bool, now: datetime) -> None:
    if owner.charge is not None and owner.subscription is not None:
        if payment.captured:
            apply_paid(session, owner.charge, owner.subscription, payment, now=now)
        elif payment.status is PaymentStatus.FAILED:
            apply_failed(session, owner.charge, owner.subscription, payment, now=now)
    elif payment.captured and owner.member_id is not None and not past:
        tell_unexpected(session, owner.member_id, payment, now=now)


def find_owner(session: Session, payment: Payment) -> Owner:
    """Whose a payment is, by our order number or the card. The subscription comes back locked: it
    is what a settlement changes."""
    ours = lock_charge(session, payment.merchant_uid)
    if ours is not None:
        charge, subscription = ours
        return Owner(charge.member_id, charge=charge, subscription=subscription)
    checkout = session.scalar(
        select(Checkout).where(Checkout.merchant_uid == payment.merchant_uid).with_for_update()
    )
    if checkout is not None:
        return Owner(checkout.member_id, checkout=checkout)
    card = session.get(Card, payment.customer_uid) if payment.customer_uid else None
    return Owner(card.member_id) if card else Owner()
