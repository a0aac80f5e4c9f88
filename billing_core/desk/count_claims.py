"""How many refund claims and complaints wait, and how many claims for longer than the law allows."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.models import Complaint, RefundClaim
from billing_core.rules.refund_claim import WAITING, overdue_before


def claims_waiting_since(session: Session) -> tuple[int, datetime | None]:
    """How many claims are not yet answered to the end, and when the oldest was asked for."""
    waits = select(func.count(RefundClaim.id), func.min(RefundClaim.asked_at)).where(
        RefundClaim.state.in_(WAITING)
    )
    number, oldest = session.execute(waits).one()
    return number, oldest


def count_overdue(session: Session, now: datetime) -> int:
    """Claims without their end after three working days, whatever they wait for."""
    late = (RefundClaim.state.in_(WAITING), RefundClaim.asked_at < overdue_before(now))
    return session.scalar(select(func.count(RefundClaim.id)).where(*late)) or 0


def count_closed_complaints(session: Session) -> int:
    closed = select(func.count(Complaint.id)).where(Complaint.closed_at.is_not(None))
    return session.scalar(closed) or 0


def count_decided(session: Session) -> int:
    decided = select(func.count(RefundClaim.id)).where(RefundClaim.state.not_in(WAITING))
    return session.scalar(decided) or 0


def count_open_complaints(session: Session) -> int:
    waiting = select(func.count(Complaint.id)).where(Complaint.closed_at.is_(None))
    return session.scalar(waiting) or 0
