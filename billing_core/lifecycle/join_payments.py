"""Merge two rows that a person says are one payment, a file's and the gateway's, or count both."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.gateway.parsing import payment_from
from billing_core.lifecycle.find_payment import NAMES
from billing_core.lifecycle.forgotten_payment import is_forgotten, take_name_from
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.payment_names import move_names, stands_for
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.remember_payment import is_counted
from billing_core.lifecycle.reverse_payment import reverse_payment
from billing_core.lifecycle.settle_payment import find_owner, settle_payment, settle_row
from billing_core.lifecycle.write_entries import Fact, entries_of, write_entries
from billing_core.models import Finding, PaymentRecord
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.source import Source


def answer_same_payment(
    session: Session, finding: Finding, *, same: bool, actor: Actor, now: datetime
) -> None:
    """Answer whether two rows are one. One payment: the gateway's number and refunds come to the
    row of the file; where both are counted already, the file's entry is reversed. Two: the one
    that waited is counted as usual.

    Raises Refusal: "not_allowed", "not_open", "two_numbers".
    """
    require_approver(actor, Guarded.ANSWER_SAME_PAYMENT)
    hold(session, NAMES, shared=True)
    filed, told = _rows(session, finding)
    if same:
        _join(session, filed, told, actor, now)
    else:
        _count_both(session, told, now)
    if is_forgotten(session, filed.member_id or told.member_id):
        take_name_from(told)
    record_act(
        session,
        Act.PAYMENT_SAME_ANSWERED,
        at=now,
        actor=actor,
        member_id=finding.member_id,
        subject=finding.subject,
        same=same,
    )
    finding.cure = Cure.SAME_PAYMENT if same else Cure.TWO_PAYMENTS
    close_finding(
        session,
        finding.kind,
        finding.subject,
        now=now,
        actor=actor,
        answer=FindingAnswer.SAME_PAYMENT if same else FindingAnswer.TWO_PAYMENTS,
    )


def _rows(session: Session, finding: Finding) -> tuple[PaymentRecord, PaymentRecord]:
    session.refresh(finding, with_for_update=True)
    if finding.kind is not FindingKind.SAME_PAYMENT or finding.resolved_at is not None:
        raise Refusal(RefusalCode.NOT_OPEN, subject=finding.subject)
    filed, told = (
        session.get_one(PaymentRecord, key, with_for_update=True, populate_existing=True)
        for key in finding.detail["rows"]
    )
    return filed, told


def _join(
    session: Session, filed: PaymentRecord, told: PaymentRecord, actor: Actor, now: datetime
) -> None:
    if filed.gateway_uid:
        raise Refusal(RefusalCode.TWO_NUMBERS, numbers=[filed.gateway_uid, told.gateway_uid])
    if told.payment_class is PaymentClass.SAME_PAYMENT or not is_counted(session, told):
        payment = payment_from(told.raw)
        move_names(session, told, filed)
        stands_for(told, filed)
        session.flush()
        settle_payment(session, payment, source=Source.DECISION, now=now)
    else:
        _reverse(session, filed, told, actor, now)


def _reverse(
    session: Session, filed: PaymentRecord, told: PaymentRecord, actor: Actor, now: datetime
) -> None:
    """Both are counted. The gateway's stays, because its refunds and periods hang on it; what a
    person has recorded of the other goes with it."""
    by_hand = [entry for entry in entries_of(session, filed) if entry.kind.by_hand]
    reverse_payment(session, filed, now=now, actor=actor)
    facts = [Fact(each.kind, each.refund_key, each.amount, each.occurred_at) for each in by_hand]
    write_entries(session, told, facts, source=Source.DECISION, now=now, actor=actor)
    move_names(session, filed, told)
    stands_for(filed, told)


def _count_both(session: Session, told: PaymentRecord, now: datetime) -> None:
    """One that is counted already only stays so."""
    if told.payment_class is not PaymentClass.SAME_PAYMENT:
        return
    payment = payment_from(told.raw)
    owner = find_owner(session, payment)
    told.member_id = told.member_id or owner.member_id
    classified = classify(payment, known_member=told.member_id is not None)
    told.payment_class, told.reason = classified.payment_class, classified.why
    session.flush()
    settle_row(session, payment, told, owner, source=Source(told.source), now=now)
