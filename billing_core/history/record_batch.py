"""The trace an imported file leaves: its batch and its audit row."""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.history.report import FileReport
from billing_core.lifecycle.record_act import record_act
from billing_core.models import ImportBatch
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor


def an_instant_of_its_own(session: Session, now: datetime) -> datetime:
    """An instant no import has had yet: what an import has brought is known by it."""
    while session.scalar(select(ImportBatch.id).where(ImportBatch.imported_at == now).limit(1)):
        now += timedelta(microseconds=1)
    return now


def record_batch(session: Session, report: FileReport, actor: Actor, now: datetime) -> None:
    """Writes a file's batch and audit row; none where nothing was new: imports are idempotent."""
    if not report.rows_new and not report.refunds_new:
        return
    session.add(
        ImportBatch(
            file_name=report.file_name[:200],
            sha256=report.sha256,
            imported_at=now,
            imported_by=actor.name,
            rows_read=report.rows_read,
            rows_new=report.rows_new,
            excluded=[asdict(row) | {"why": str(row.why)} for row in report.excluded],
        )
    )
    record_act(
        session,
        Act.HISTORY_IMPORTED,
        at=now,
        actor=actor,
        member_id=None,
        subject=report.file_name[:120],
        sha256=report.sha256,
        rows_read=report.rows_read,
        rows_new=report.rows_new,
        members_new=report.members_new,
        won=report.won,
        refunds_new=report.refunds_new,
        refunded_won=report.refunded_won,
        excluded=len(report.excluded),
    )
