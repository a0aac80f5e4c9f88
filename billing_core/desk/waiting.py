"""Today's work (오늘 할 일): how much of what waits for a person, and when we last heard anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core import models
from billing_core.desk.count_claims import claims_waiting_since, count_open_complaints
from billing_core.desk.doorbell import last_heard
from billing_core.desk.failures import count_failing
from billing_core.lifecycle.untold_member import untold
from billing_core.rules.downgrade import DowngradeState


@dataclass(frozen=True)
class Waiting:
    """Counts of rows that wait. The last two instants are None when nothing ever came;
    `oldest_claim_at` where no refund claim waits."""

    due: int
    held: int
    failing: int
    claims: int
    complaints: int
    findings: int
    events_failed: int
    undelivered: int
    oldest_claim_at: datetime | None
    untold: int  # members who could not be told something
    last_webhook_at: datetime | None
    last_sweep_at: datetime | None

    @property
    def asked(self) -> int:
        """What the page of refund claims waits with."""
        return self.claims + self.complaints

    @property
    def to_check(self) -> int:
        """What the health page waits with; a failed notice is a finding within the minute."""
        return self.findings


def waiting(session: Session) -> Waiting:
    claims, oldest_claim = claims_waiting_since(session)
    return Waiting(
        due=_count(session, models.Downgrade.id, models.Downgrade.state == DowngradeState.DUE),
        held=_count(session, models.Downgrade.id, models.Downgrade.state == DowngradeState.HELD),
        failing=count_failing(session),
        claims=claims,
        complaints=count_open_complaints(session),
        oldest_claim_at=oldest_claim,
        findings=_count(session, models.Finding.id, models.Finding.resolved_at.is_(None)),
        events_failed=_count(
            session, models.InboxEvent.id, models.InboxEvent.state == models.InboxState.FAILED
        ),
        undelivered=_count(
            session, models.OutboxMessage.sequence, models.OutboxMessage.delivered_at.is_(None)
        ),
        untold=_count(session, models.MemberNotice.id, untold()),
        last_webhook_at=last_heard(session),
        last_sweep_at=session.scalar(select(func.max(models.Sweep.finished_at))),
    )


def _count(session: Session, key: InstrumentedAttribute[int], where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(key)).where(where)) or 0
