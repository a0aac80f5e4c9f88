"""The files of history that were taken into the book, and by whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import ImportBatch


@dataclass(frozen=True)
class ImportedFile:
    """One file. `rows_new` of `rows_read` were news; `excluded` of them are kept, never counted."""

    file_name: str
    sha256: str
    imported_at: datetime
    imported_by: str
    rows_read: int
    rows_new: int
    excluded: int


def imported_files(session: Session, limit: int) -> list[ImportedFile]:
    """The imported files, the latest first."""
    batches = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(limit))
    return [
        ImportedFile(
            file_name=batch.file_name,
            sha256=batch.sha256,
            imported_at=batch.imported_at,
            imported_by=batch.imported_by,
            rows_read=batch.rows_read,
            rows_new=batch.rows_new,
            excluded=len(batch.excluded),
        )
        for batch in batches
    ]
