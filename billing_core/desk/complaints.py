"""Complaints and disputes as the desk sees them: the open ones by age, and what came of the others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from billing_core.models import Complaint, Member
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind


@dataclass(frozen=True)
class ComplaintRow:
    """One of them; open until `closed_at`."""

    id: str
    number: int
    app_id: str
    name: str
    kind: ComplaintKind
    channel: ComplaintChannel
    received_at: datetime
    received_by: str
    said: str
    answered_at: datetime | None
    answer: str
    closed_at: datetime | None
    result: str


def complaints_open(session: Session, at_most: int) -> list[ComplaintRow]:
    """The oldest first."""
    asked = _complaints().where(Complaint.closed_at.is_(None))
    return _rows(session, asked.order_by(Complaint.received_at, Complaint.id), at_most)


@dataclass(frozen=True)
class ComplaintPage:
    rows: list[ComplaintRow]
    next: tuple[datetime, str] | None


def complaints_closed(
    session: Session, limit: int, after: tuple[datetime, str] | None = None
) -> ComplaintPage:
    """The newest first: all of them, for they are kept for years."""
    asked = _complaints().where(Complaint.closed_at.is_not(None))
    if after is not None:
        at, last = after
        same = and_(Complaint.closed_at == at, Complaint.id > last)
        asked = asked.where(or_(Complaint.closed_at < at, same))
    newest = asked.order_by(Complaint.closed_at.desc(), Complaint.id)
    rows = _rows(session, newest, limit + 1)
    ends = rows[limit - 1] if len(rows) > limit else None
    following = (ends.closed_at, ends.id) if ends and ends.closed_at else None
    return ComplaintPage(rows[:limit], following)


def complaints_of_member(session: Session, number: int, at_most: int = 20) -> list[ComplaintRow]:
    """The newest first."""
    asked = _complaints().where(Complaint.member_id == number)
    return _rows(session, asked.order_by(Complaint.received_at.desc(), Complaint.id), at_most)


def _complaints() -> Select[Complaint, Member]:
    return select(Complaint, Member).join(Member, Member.id == Complaint.member_id)


def _rows(session: Session, asked: Select[Complaint, Member], at_most: int) -> list[ComplaintRow]:
    return [
        ComplaintRow(
            id=one.id,
            number=member.id,
            app_id=member.app_id,
            name=member.name,
            kind=one.kind,
            channel=one.channel,
            received_at=one.received_at,
            received_by=one.received_by,
            said=one.said,
            answered_at=one.answered_at,
            answer=one.answer,
            closed_at=one.closed_at,
            result=one.result,
        )
        for one, member in session.execute(asked.limit(at_most))
    ]
