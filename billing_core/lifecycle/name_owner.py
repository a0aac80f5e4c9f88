"""A company's file says whose a payment is that the gateway told us of without an owner."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.gateway.parsing import payment_from
from billing_core.lifecycle.ask_same_payment import ask_same_payment
from billing_core.lifecycle.find_payment import finds_its_owner, may_be
from billing_core.lifecycle.forgotten_payment import is_forgotten, take_name_from
from billing_core.lifecycle.keep_unreadable import flaws_of, tell_unreadable
from billing_core.lifecycle.payment_names import traits_told
from billing_core.lifecycle.remember_payment import new_facts, reclassify
from billing_core.lifecycle.write_entries import write_entries
from billing_core.models import PaymentRecord
from billing_core.rules import classification
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.payment import Payment
from billing_core.rules.source import Source


def name_owner(
    session: Session, record: PaymentRecord, member_id: int, *, source: Source, now: datetime
) -> int:
    """Give a payment to its member: a charge counts from now on by what the gateway said, refunds
    included. Returns the won that were paid. The sums beside the ledger are told by the caller, in
    the end.

    Where a row of another file of that member may be the same payment, a person says first."""
    unowned = finds_its_owner(record)
    record.member_id = record.member_id or member_id
    payment = payment_from(record.raw)
    if is_forgotten(session, record.member_id):
        take_name_from(record)
    if flaws_of(payment):  # now that it is ours, a person is told why nothing of it counts
        session.flush()
        tell_unreadable(
            session, payment, record, member_id=record.member_id, source=source, now=now
        )
        return 0
    reclassify(record, classification.classify(payment, known_member=True))
    session.flush()
    if unowned and _is_a_question(session, record, payment, now):
        return 0
    facts = new_facts(session, payment, record)
    write_entries(session, record, facts, source=source, now=now, rolled_up=False)
    return sum(fact.amount for fact in facts if fact.amount > 0)


def _is_a_question(
    session: Session, record: PaymentRecord, payment: Payment, now: datetime
) -> bool:
    told = traits_told(payment, record.member_id)
    perhaps = may_be(session, told) if told and told.charge else []
    if not perhaps:
        return False
    filed = session.get_one(PaymentRecord, perhaps[0])
    asked = classification.Classified(
        classification.PaymentClass.SAME_PAYMENT,
        Exclusion(ExclusionReason.SAME_PAYMENT, filed.number),
    )
    reclassify(record, asked)
    ask_same_payment(session, filed, record, now=now)
    return True
