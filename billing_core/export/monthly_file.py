"""One monthly file, with what the manifest says of it."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import IO, Any

from sqlalchemy.orm import Session

from billing_core.export.csv_file import write_csv
from billing_core.export.fingerprint import Fingerprint
from billing_core.export.manifest import FileFacts
from billing_core.export.sheets import SHEETS, ExportKind, Sheet
from billing_core.export.xlsx_file import write_xlsx
from billing_core.numbers.days_read import unread_in_months
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month

ROWS_BETWEEN_WORDS = 5_000


class FileFormat(StrEnum):
    """The formats; the value is the end of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def mime(self) -> str:
        return _MIME[self]


_MIME = {
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_file(
    out: IO[bytes],
    session: Session,
    kind: ExportKind,
    month: Month,
    as_of: AsOf,
    *,
    file_format: FileFormat,
    on_rows: Callable[[int], None] = lambda _rows: None,
) -> FileFacts:
    """Writes a file like `결제회원_2026-11.csv`: the very rows behind the number on the screen.

    They are streamed, written as they are read. `on_rows` hears how many are done.
    """
    sheet = SHEETS[kind]
    counted = _Counted(sheet, on_rows)
    rows = counted.passing(sheet.rows(session, month, as_of))
    marked = Fingerprint(out)
    if file_format is FileFormat.CSV:
        write_csv(marked, sheet.columns, rows)
    else:
        write_xlsx(marked, sheet.columns, rows, sheet_name=str(kind), made_at=as_of.now)
    return FileFacts(
        name=f"{kind}_{month}.{file_format}",
        rows=counted.rows,
        total=counted.won if sheet.won else None,
        as_of=as_of.now,
        provisional=as_of.provisional(month),
        sha256=marked.sha256,
        unread=tuple(unread_in_months(session, [month], as_of.now)),
    )


def rows_to_come(session: Session, kind: ExportKind, month: Month) -> int | None:
    """How many rows the file will have, known at once; None where only reading them tells."""
    known = SHEETS[kind].known_rows
    return known(session, month) if known else None


class _Counted:
    """Counts and adds up the rows while they pass: none of them is kept."""

    def __init__(self, sheet: Sheet[Any], on_rows: Callable[[int], None]) -> None:
        self._won = sheet.won or (lambda _row: 0)
        self._on_rows = on_rows
        self.rows = 0
        self.won = 0

    def passing(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self.rows += 1
            self.won += self._won(row)
            if self.rows % ROWS_BETWEEN_WORDS == 0:
                self._on_rows(self.rows)
            yield row
