"""A company's file says whose a payment is that the gateway told us of without an owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.gateway.parsing import payment_from
from billing_core.lifecycle.keep_unreadable import flaws_of
from billing_core.lifecycle.remember_payment import new_facts, reclassify
from billing_core.lifecycle.write_entries import write_entries
from billing_core.models import PaymentRecord
from billing_core.rules.classification import classify


def name_owner(
    session: Session, record: PaymentRecord, member_id: str, *, source: str, now: datetime
) -> int:
    """Counted from now on by what the gateway said, refunds included, if it is a charge. Returns
    the won that were paid. The sums beside the ledger are told by the caller, in the end."""
    record.member_id = record.member_id or member_id
    payment = payment_from(record.raw)
    if flaws_of(payment):
        session.flush()
        return 0
    reclassify(record, classify(payment, known_member=True))
    session.flush()
    facts = new_facts(session, payment, record)
    write_entries(session, record, facts, source=source, now=now, rolled_up=False)
    return sum(fact.amount for fact in facts if fact.amount > 0)
