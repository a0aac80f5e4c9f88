"""Refunds recorded by hand, and deleting a card's billing key: one step each, and its sentence."""

from datetime import date, datetime

from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.models.ledger import EntryKind
from billing_core.rules.calendar import kst_date, kst_instant
from dashboard.pages.members import member_money_words as w
from dashboard.parts.actor import current_actor
from dashboard.parts.desk import now, the_system
from dashboard.parts.formatting import won


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
