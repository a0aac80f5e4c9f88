"""Refunds, and deleting a card's billing key: one step each, and its sentence."""

from __future__ import annotations

from datetime import date, datetime

from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.foresee_payments import foresee_refund
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models.ledger import EntryKind
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.refusal import Refusal, RefusalCode
from dashboard.pages.members import member_money_words as w
from dashboard.parts.actor import current_actor
from dashboard.parts.desk import now, reading, the_system
from dashboard.parts.findings.effect_words import effects_said
from dashboard.parts.formatting import won


def foresee_giving_back(imp_uid: str, amount: str) -> list[str]:
    """The dry run of a refund through the gateway."""
    with reading() as session:
        return effects_said(foresee_refund(session, imp_uid, int(amount), now()))


def give_back(reason: str, imp_uid: str, amount: str) -> str:
    """A refund through the gateway."""
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_REFUND, imp_uid=imp_uid)
    refund_payment(the_system(), imp_uid, amount=int(amount), reason=reason, actor=current_actor())
    return w.REFUNDED(won=won(int(amount)))


def record_by_hand(reason: str, *typed: str) -> str:
    """Records a refund that went past the gateway. Of `typed`, the fourth is a day in Seoul."""
    kind, imp_uid, amount, on, evidence = typed
    system, at = the_system(), now()
    with system.database.writing() as session:
        record_refund_by_hand(
            session,
            imp_uid,
            EntryKind(kind),
            amount=int(amount),
            at=moment_of(date.fromisoformat(on)),
            reason=reason,
            evidence=evidence,
            actor=current_actor(),
            now=at,
        )
    return w.RECORDED(won=won(int(amount)))


NOON = 12  # o'clock


def moment_of(day: date) -> datetime:
    """The instant for a chosen day: of today, now; of another only the day is known, so noon."""
    at = now()
    return at if day == kst_date(at) else kst_instant(day, NOON)


def delete_registration(customer_uid: str) -> str:
    delete_key_by_hand(the_system(), customer_uid, current_actor())
    return w.DELETED_NOW()
