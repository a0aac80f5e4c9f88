"""Today's work (오늘 할 일): how much of what waits for a person, and when we last heard anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.desk.failures import count_failing
from billing_core.models import (
    Downgrade,
    Finding,
    InboxEvent,
    InboxState,
    OutboxMessage,
    Sweep,
)
from billing_core.rules.downgrade import DowngradeState


@dataclass(frozen=True)
class Waiting:
    """Counts of rows that wait. The two instants are None when nothing ever came."""

    due: int
    held: int
    failing: int
    findings: int
    events_failed: int
    undelivered: int
    last_webhook_at: datetime | None
    last_sweep_at: datetime | None

    @property
    def to_check(self) -> int:
        """What the health page waits with; a failed notice is a finding within the minute."""
        return self.findings


def waiting(session: Session) -> Waiting:
    return Waiting(
        due=_count(session, Downgrade.id, Downgrade.state == DowngradeState.DUE),
        held=_count(session, Downgrade.id, Downgrade.state == DowngradeState.HELD),
        failing=count_failing(session),
        findings=_count(session, Finding.id, Finding.resolved_at.is_(None)),
        events_failed=_count(session, InboxEvent.id, InboxEvent.state == InboxState.FAILED),
        undelivered=_count(session, OutboxMessage.sequence, OutboxMessage.delivered_at.is_(None)),
        last_webhook_at=session.scalar(select(func.max(InboxEvent.received_at))),
        last_sweep_at=session.scalar(select(func.max(Sweep.finished_at))),
    )


def _count(session: Session, key: InstrumentedAttribute[int], where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(key)).where(where)) or 0
