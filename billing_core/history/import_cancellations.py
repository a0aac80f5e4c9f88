"""cancellations.csv -> requests to stop: `cancellation_id,member_id,requested_at,reason`."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from billing_core.history.cells import read_id, read_instant, read_member_id, read_reason
from billing_core.history.import_members import add_missing_members
from billing_core.history.new_rows import Known, in_chunks, new_rows
from billing_core.history.plain_csv import PlainFile, read_plain_csv
from billing_core.history.report import FileReport
from billing_core.models import Cancellation

COLUMNS = ("cancellation_id", "member_id", "requested_at", "reason")
SOURCE = "import"


class PastCancellation(NamedTuple):
    """One row of the file; an aware UTC instant."""

    cancellation_id: str
    member_id: str
    requested_at: datetime
    reason: str


NO_CANCELLATIONS: PlainFile[PastCancellation] = PlainFile("", "", [], [])


def read_cancellations(path: Path, now: datetime) -> PlainFile[PastCancellation]:
    """Raises ImportRefused when the file is not in the plain form at all."""
    return read_plain_csv(path, COLUMNS, partial(_cancellation, now))


def _cancellation(now: datetime, row: dict[str, str]) -> PastCancellation:
    return PastCancellation(
        cancellation_id=read_id("cancellation_id", row["cancellation_id"], longest=40),
        member_id=read_member_id(row["member_id"]),
        requested_at=read_instant("requested_at", row["requested_at"], now),
        reason=read_reason(row["reason"]),
    )


def known_cancellations(session: Session, file: PlainFile[PastCancellation]) -> Known:
    """What the book has under the file's cancellation ids."""
    statement = select(
        Cancellation.id, Cancellation.member_id, Cancellation.requested_at, Cancellation.reason
    )
    return {
        row[0]: tuple(row)
        for chunk in in_chunks([asked.cancellation_id for _, asked in file.records])
        for row in session.execute(statement.where(Cancellation.id.in_(chunk)))
    }


def add_cancellations(
    session: Session, file: PlainFile[PastCancellation], known: Known
) -> FileReport:
    """Writes what is news. The caller has made sure that nothing is in conflict."""
    new = new_rows(file, known)
    members = add_missing_members(
        session, file.name, ((asked.member_id, asked.requested_at) for _, asked in new)
    )
    rows = [
        {
            "id": asked.cancellation_id,
            "member_id": asked.member_id,
            "requested_at": asked.requested_at,
            "requested_by": asked.member_id[:80],
            "reason": asked.reason,
            "source": SOURCE,
        }
        for _, asked in new
    ]
    if rows:
        session.execute(insert(Cancellation), rows)
    return FileReport(
        file_name=file.name,
        sha256=file.sha256,
        rows_read=len(file.records),
        rows_new=len(new),
        members_new=members,
        won=0,
        excluded=(),
    )
