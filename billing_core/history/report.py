"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExcludedRow:
    """Read and kept, but never counted. `line` counts the heading as 1."""

    line: int
    subject: str
    reason: str


@dataclass(frozen=True)
class FileReport:
    """Rows of the file: `rows_read` = `rows_new` + those the book (or the file) already had.

    `won` is what the new rows add to the ledger.
    """

    file_name: str
    sha256: str
    rows_read: int
    rows_new: int
    members_new: int
    won: int
    excluded: tuple[ExcludedRow, ...]

    @property
    def rows_known(self) -> int:
        return self.rows_read - self.rows_new


@dataclass(frozen=True)
class ImportReport:
    payments: FileReport
    cancellations: FileReport
