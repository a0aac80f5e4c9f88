"""Today's work (오늘 할 일): how much of what waits for a person, and when we last heard anything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core import models
from billing_core.desk.doorbell import LAST_HEARD
from billing_core.desk.failures import failing_subscriptions
from billing_core.lifecycle.untold_member import untold
from billing_core.models.base import one_of
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.refund_claim import WAITING


def _number(key: InstrumentedAttribute[Any], where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(key)).where(where).scalar_subquery()


_CLAIM_WAITS = one_of(models.RefundClaim.state, WAITING)
_NUMBERS: dict[str, ScalarSelect[Any]] = {
    "due": _number(models.Downgrade.id, models.Downgrade.state == DowngradeState.DUE),
    "held": _number(models.Downgrade.id, models.Downgrade.state == DowngradeState.HELD),
    "failing": select(func.count())
    .select_from(failing_subscriptions(models.Subscription.id).subquery())
    .scalar_subquery(),
    "claims": _number(models.RefundClaim.id, _CLAIM_WAITS),
    "complaints": _number(models.Complaint.id, models.Complaint.closed_at.is_(None)),
    "findings": _number(models.Finding.id, models.Finding.resolved_at.is_(None)),
    "events_failed": _number(
        models.InboxEvent.id, models.InboxEvent.state == models.InboxState.FAILED
    ),
    "undelivered": _number(
        models.OutboxMessage.sequence, models.OutboxMessage.delivered_at.is_(None)
    ),
    "oldest_claim_at": select(func.min(models.RefundClaim.asked_at))
    .where(_CLAIM_WAITS)
    .scalar_subquery(),
    "untold": _number(models.MemberNotice.id, untold()),
    "last_webhook_at": LAST_HEARD.scalar_subquery(),
    "last_sweep_at": select(func.max(models.Sweep.finished_at)).scalar_subquery(),
}
# One question, compiled once: every click on the desk asks it, for the numbers in the menu.
_WAITING: CompiledQuery[*tuple[Any, ...]] = CompiledQuery(select(*_NUMBERS.values()))


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
    [row] = plain_rows(session, _WAITING)
    return Waiting(**dict(zip(_NUMBERS, row, strict=True)))
