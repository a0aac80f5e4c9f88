"""Refunds recorded by hand, and deleting a card's billing key: one step each, and its sentence."""

from datetime import date, datetime

from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.models.ledger import EntryKind
from billing_core.rules.calendar import kst_date, kst_instant
from dashboard.pages.members import member_money_words as w
from dashboard.parts import desk
from dashboard.parts.language import won


def record_by_hand(reason: str, *typed: str) -> str:
    """Records a refund that went past the gateway. Of `typed`, the fourth is a day in Seoul."""
    kind, imp_uid, amount, on, evidence = typed
    system, at = desk.the_system(), desk.now()
    with system.database.writing() as session:
        record_refund_by_hand(
            session,
            imp_uid,
            EntryKind(kind),
            amount=int(amount),
            at=moment_of(date.fromisoformat(on)),
            reason=reason,
            evidence=evidence,
            actor=desk.current_actor(),
            now=at,
        )
    return w.RECORDED(won=won(int(amount)))


NOON = 12  # o'clock


def moment_of(day: date) -> datetime:
    """The instant for a chosen day: of today, now; of another only the day is known, so noon."""
    at = desk.now()
    return at if day == kst_date(at) else kst_instant(day, NOON)


def delete_registration(customer_uid: str) -> str:
    delete_key_by_hand(desk.the_system(), customer_uid, desk.current_actor())
    return w.DELETED_NOW()
