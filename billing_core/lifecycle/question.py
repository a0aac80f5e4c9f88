"""Open questions of a subscription: while a person has not answered, nothing new is booked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import close_finding
from billing_core.models import Finding, Subscription
from billing_core.plain_rows import SeldomFound
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer

_HOLDING = tuple(kind for kind in FindingKind if kind.holds_booking)
_OPEN = SeldomFound(
    select(Finding)
    .where(Finding.member_id == bindparam("member_id"), Finding.resolved_at.is_(None))
    .order_by(Finding.opened_at, Finding.id)
)


def open_questions(
    session: Session, subscription: Subscription, *kinds: FindingKind
) -> Sequence[Finding]:
    """Open findings of these kinds, or of all that hold a booking back; the oldest first."""
    return [
        one
        for one in _OPEN.all(session, member_id=subscription.member_id)
        if one.kind in (kinds or _HOLDING) and one.detail.get("subscription_id") == subscription.id
    ]


ABOUT_THE_NEXT_CHARGE = (
    FindingKind.NO_NEXT_BOOKING,
    FindingKind.BOOKING_LOST,
    FindingKind.BOOKING_MOVED,
    FindingKind.BOOKING_AMOUNT_DIFFERS,
    FindingKind.BOOKING_DAY_DIFFERS,
    FindingKind.PERIOD_LEFT_OUT,
)


def close_questions_about_next_charge(
    session: Session, subscription: Subscription, now: datetime, answer: FindingAnswer
) -> None:
    """Close whatever was asked about the next charge, with the `answer` that settles it."""
    for finding in open_questions(session, subscription, *ABOUT_THE_NEXT_CHARGE):
        close_finding(session, finding.kind, finding.subject, now=now, answer=answer)
