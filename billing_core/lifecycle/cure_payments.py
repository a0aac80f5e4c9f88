"""Cures of findings about money that was taken or given back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.accept_payment import accept_payment
from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.decide_quarantined import decide_quarantined
from billing_core.lifecycle.leave_out_charge import leave_out_charge, refuse_too_early
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.refund_payment import read_refund_again, refund_payment
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Charge, EntryKind, Finding, PaymentRecord
from billing_core.rules.payment import Payment
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source
from billing_core.system import System


def refund(system: System, asked: AskedCure) -> None:
    """Refund it: all that is left closes the finding; of a part, what is left stays a question."""
    record = _record(system, asked.subject)
    left = record.amount - record.cancel_amount
    refund_payment(
        system,
        record.imp_uid,
        amount=asked.amount if asked.amount is not None else left,
        reason=asked.reason,
        actor=asked.actor,
        shown=asked.shown,
    )
    record = _record(system, asked.subject)
    if record.cancel_amount >= record.amount:
        with system.database.writing() as session:
            asked.close(session, system.clock.now())


def record_given_back(system: System, asked: AskedCure) -> None:
    """Record a refund that only the company's file has: it went back by transfer."""
    with system.database.writing() as session:
        now = system.clock.now()
        asked.close(session, now)
        record_refund_by_hand(
            session,
            asked.subject,
            EntryKind.TRANSFER_REFUND,
            amount=asked.finding.amount,
            at=datetime.fromisoformat(asked.text("refunded_at")),
            reason=asked.reason,
            evidence=Source.IMPORT,  # a code where nobody typed anything
            actor=asked.actor,
            now=now,
        )


def accept(system: System, asked: AskedCure) -> None:
    with system.database.writing() as session:
        now = system.clock.now()
        record = session.get_one(PaymentRecord, asked.subject, with_for_update=True)
        paid = charge_of(session, record, asked.text("merchant_uid"))
        accept_payment(
            session,
            paid,
            record,
            subscription_id=system.new_id(),
            actor=asked.actor,
            now=now,
        )
        asked.close(session, now)


def charge_of(session: Session, record: PaymentRecord, merchant_uid: str) -> Charge:
    """The charge that a payment paid. Raises Refusal "no_charge"."""
    paid = session.scalar(
        select(Charge).where(Charge.imp_uid == record.imp_uid, Charge.merchant_uid == merchant_uid)
    )
    if paid is None:
        raise Refusal(RefusalCode.NO_CHARGE, imp_uid=record.imp_uid)
    return paid


def count_it(system: System, asked: AskedCure) -> None:
    _decide(system, asked, counts=True)


def leave_out(system: System, asked: AskedCure) -> None:
    _decide(system, asked, counts=False)


def leave_out_unreadable(system: System, asked: AskedCure) -> None:
    """Leave out an unreadable payment: our own charge that it is for then counts as not paid."""
    with system.database.writing() as session:
        now = system.clock.now()
        asked.close(session, now)
        leave_out_charge(
            session,
            asked.text("merchant_uid"),
            reason=asked.reason,
            actor=asked.actor,
            now=now,
        )


def leave_out_unknown(system: System, asked: AskedCure) -> None:
    """Count a charge of unknown outcome as not paid. Raises Refusal "outcome_waited_for"."""
    with system.database.writing() as session:
        now = system.clock.now()
        refuse_too_early(session.get_one(Charge, asked.subject), now)
        leave_out_charge(session, asked.subject, reason=asked.reason, actor=asked.actor, now=now)
        asked.close(session, now)


def _decide(system: System, asked: AskedCure, *, counts: bool) -> None:
    payment = _read(system, asked.subject)
    with system.database.writing() as session:
        now = system.clock.now()
        asked.close(session, now)  # in the person's own words
        decide_quarantined(session, payment, counts=counts, actor=asked.actor, now=now)


def same_payment(system: System, asked: AskedCure) -> None:
    _answer_same(system, asked, same=True)


def two_payments(system: System, asked: AskedCure) -> None:
    _answer_same(system, asked, same=False)


def _answer_same(system: System, asked: AskedCure, *, same: bool) -> None:
    from billing_core.lifecycle.join_payments import answer_same_payment

    with system.database.writing() as session:
        now = system.clock.now()
        finding = session.get_one(Finding, asked.finding.id)
        answer_same_payment(session, finding, same=same, actor=asked.actor, now=now)
        asked.close(session, now)


def read_again(system: System, asked: AskedCure) -> None:
    """Read the payment again: the gateway may say by now what can be believed, and counted."""
    payment = _read(system, asked.subject)
    with system.database.writing() as session:
        now = system.clock.now()
        settle_payment(session, payment, source=Source.READ, now=now)
        if payment.in_won and not payment.flaws:
            asked.close(session, now)


def read_refund(system: System, asked: AskedCure) -> None:
    read_refund_again(system, asked.subject)


def _record(system: System, imp_uid: str) -> PaymentRecord:
    with system.database.reading() as session:
        record = session.get(PaymentRecord, imp_uid)
    if record is None:
        raise Refusal(RefusalCode.UNKNOWN_PAYMENT, imp_uid=imp_uid)
    return record


def _read(system: System, imp_uid: str) -> Payment:
    record = _record(system, imp_uid)
    return system.gateway.payment(record.gateway_uid or record.imp_uid)
