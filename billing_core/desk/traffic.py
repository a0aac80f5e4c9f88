"""The queues: dead letters of the inbox, messages that wait in the outbox, jobs that stumble."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from billing_core.models import InboxEvent, InboxState, Job, JobKind, Member, OutboxMessage, Sweep
from billing_core.models.inbox_event import UNFINISHED

MOST = 200  # of each; one more is read, which tells that there are others


@dataclass(frozen=True)
class FailedEvent:
    id: int
    received_at: datetime
    imp_uid: str
    merchant_uid: str
    status: str
    error: str
    body: bytes


@dataclass(frozen=True)
class WaitingMessage:
    """A message in the outbox that was not delivered; `attempts` 0: not tried yet."""

    id: str
    app_id: str
    member_name: str
    created_at: datetime
    next_try_at: datetime
    attempts: int
    error: str


@dataclass(frozen=True)
class StumblingJob:
    kind: JobKind
    subject: str
    attempts: int
    next_try_at: datetime
    error: str


@dataclass(frozen=True)
class SweepRow:
    started_at: datetime
    finished_at: datetime | None
    window_from: datetime
    window_until: datetime
    payments_read: int
    payments_new: int
    error: str


def failed_events(session: Session) -> Sequence[FailedEvent]:
    """Dead letters of the inbox: given up after several tries; a person may replay them."""
    events = session.scalars(
        select(InboxEvent)
        .where(text(UNFINISHED), InboxEvent.state == InboxState.FAILED)
        .order_by(InboxEvent.received_at.desc())
        .limit(MOST + 1)
    )
    return [
        FailedEvent(
            id=event.id,
            received_at=event.received_at,
            imp_uid=event.imp_uid,
            merchant_uid=event.merchant_uid,
            status=event.status,
            error=event.last_error,
            body=event.body,
        )
        for event in events
    ]


def waiting_messages(session: Session) -> Sequence[WaitingMessage]:
    """Permission changes the company's app has not acknowledged, oldest first."""
    rows = session.execute(
        select(OutboxMessage, Member.app_id, Member.name)
        .join(Member, Member.id == OutboxMessage.member_id)
        .where(OutboxMessage.delivered_at.is_(None))
        .order_by(OutboxMessage.sequence)
        .limit(MOST + 1)
    )
    return [
        WaitingMessage(
            id=message.id,
            app_id=app_id,
            member_name=name,
            created_at=message.created_at,
            next_try_at=message.run_at,
            attempts=message.attempts,
            error=message.last_error,
        )
        for message, app_id, name in rows
    ]


def stumbling_jobs(session: Session) -> Sequence[StumblingJob]:
    """Jobs whose last try failed; the worker tries them again by itself."""
    jobs = session.scalars(
        select(Job).where(Job.last_error != "").order_by(Job.run_at).limit(MOST + 1)
    )
    return [
        StumblingJob(
            kind=job.kind,
            subject=job.subject,
            attempts=job.attempts,
            next_try_at=job.run_at,
            error=job.last_error,
        )
        for job in jobs
    ]


def last_sweeps(session: Session, limit: int) -> Sequence[SweepRow]:
    rows = session.scalars(select(Sweep).order_by(Sweep.started_at.desc()).limit(limit))
    return [
        SweepRow(
            started_at=row.started_at,
            finished_at=row.finished_at,
            window_from=row.window_from,
            window_until=row.window_until,
            payments_read=row.payments_read,
            payments_new=row.payments_new,
            error=row.error,
        )
        for row in rows
    ]
