"""Recognise payments from before we knew of them: a member's past, not unexpected charges.

A company's cards come by file, and the gateway's books behind them reach further back than ours.
Whatever order the cards, the payments and the readings come in, what the company took before us
is asked about no more than if its past had come first.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import close_finding
from billing_core.models import Card, Finding, PaymentRecord, Subscription
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer

_ASKED_AS = (FindingKind.UNEXPECTED_CHARGE, FindingKind.CHARGE_AFTER_CANCELLATION)
_OPEN_QUESTIONS = and_(Finding.kind.in_(_ASKED_AS), Finding.resolved_at.is_(None))
_ASKED = (
    select(Finding, PaymentRecord)
    .join(PaymentRecord, PaymentRecord.imp_uid == Finding.subject)
    .where(_OPEN_QUESTIONS)
    .order_by(Finding.id)
)


def is_former(session: Session, member_id: int, customer_uid: str, paid_at: datetime) -> bool:
    """Paid before its card was known here, by a member who had no subscription of ours yet: with
    one, the same time may have been paid for twice."""
    card = session.get(Card, customer_uid) if customer_uid else None
    if card is None or paid_at >= card.registered_at:
        return False
    return not _with_us(session, member_id, paid_at)


def _with_us(session: Session, member_id: int, at: datetime) -> bool:
    begun = select(Subscription.id).where(
        Subscription.member_id == member_id, Subscription.created_at <= at
    )
    return session.scalar(begun.limit(1)) is not None


def asked_about(session: Session) -> frozenset[str]:
    """The payments of which it is asked who took them."""
    return frozenset(session.scalars(select(Finding.subject).where(_OPEN_QUESTIONS)))


def close_explained(session: Session, now: datetime, in_files: Collection[str] = ()) -> None:
    """Close questions that the past has answered by now. `in_files`: keys of payments that the
    company's own file names; those, too, only from before the member was with us."""
    for finding, record in session.execute(_ASKED).all():
        if record.member_id is None or record.paid_at is None:
            continue
        if is_former(session, record.member_id, record.customer_uid, record.paid_at):
            answer = FindingAnswer.BEFORE_WE_KNEW_THE_CARD
        elif record.imp_uid in in_files and not _with_us(session, record.member_id, record.paid_at):
            answer = FindingAnswer.IN_A_FILE
        else:
            continue
        close_finding(session, finding.kind, finding.subject, now=now, answer=answer)
