"""Makes a file, and reads it back the way a stranger's program does: rows of plain text."""

from __future__ import annotations

import csv
import io
from datetime import date

from python_calamine import load_workbook
from sqlalchemy.orm import Session

from billing_core.export.manifest import FileFacts
from billing_core.export.monthly_file import FileFormat, write_file
from billing_core.export.sheets import ExportKind
from billing_core.rules.calendar import Month
from tests.export.conftest import AS_OF


def made_file(
    session: Session, kind: ExportKind, month: Month, file_format: FileFormat = FileFormat.CSV
) -> tuple[FileFacts, bytes]:
    out = io.BytesIO()
    facts = write_file(out, session, kind, month, AS_OF, file_format=file_format)
    return facts, out.getvalue()


def csv_rows(content: bytes) -> list[list[str]]:
    """Heading first; the apostrophe that keeps a text from running taken off again."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [[cell.removeprefix("'") for cell in row] for row in rows]


def xlsx_rows(content: bytes) -> list[list[str]]:
    """Heading first, every sheet after the other without repeating the heading."""
    book = load_workbook(io.BytesIO(content))
    found: list[list[str]] = []
    for name in book.sheet_names:
        rows = list(book.get_sheet_by_name(name).iter_rows())
        found += [[_text(cell) for cell in row] for row in rows[bool(found) :]]
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell))
    return f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, date) else str(cell)
