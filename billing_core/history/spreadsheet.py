"""The rows of an Excel file (XLSX) as plain text, as a person would type them.

An XLS of old is refused with a sentence: whatever reads it follows chains of sectors that a
broken file may have tied to a ring, and takes all memory of the machine with it.
"""

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import lru_cache

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from billing_core.history.refused import unreadable
from billing_core.history.sheet_scan import ErrorCells, scan_sheet
from billing_core.history.source_file import OpenFile, SourceFile
from billing_core.history.workbook_parts import (
    OF_THE_BOOK,
    SHARED_TEXTS,
    UnusableWorkbook,
    WorkbookParts,
    workbook_parts,
)
from billing_core.rules.file_flaw import FileFlawCode

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # XLSX is a zip; XLS an OLE document
ZIP_OF_NOTHING = b"PK\x05\x06"  # also what stands at the end of each
FIRST_OF_AN_XLSX = re.compile(rb"\[Content_Types\]|_rels/|docProps/|xl/")
END_OF_ZIP = 66_000  # bytes at most, with the longest comment
LOCKED = "EncryptedPackage".encode("utf-16-le")  # how an XLSX with a password lies in an OLE
SURE_DIGITS = 1e15  # Excel keeps fifteen digits of a number; beyond them it has guessed
MOST_WRITTEN_OUT = 1e21  # Excel shows larger ones with an exponent only


def is_spreadsheet(raw: OpenFile) -> bool:
    """Whether it is one by its first bytes (magic number), not its name. Winds `raw` back."""
    begins = raw.read(4)
    raw.seek(0)
    return begins in (ZIP, OLE, ZIP_OF_NOTHING)


def sheet_names(source: SourceFile) -> tuple[str, ...]:
    """The sheets that Excel shows; none for a text file. Raises ImportRefused when unreadable."""
    with source.opened() as raw:
        if not is_spreadsheet(raw):
            return ()
        with _parts(raw, source.name) as parts:
            return _shown_sheets(_book(parts))


def rows_of_sheet(source: SourceFile, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet with Excel's own row numbers, blank ones left out; of the first sheet
    that Excel shows when none is named.

    Raises ImportRefused.
    """
    with source.opened() as raw, _parts(raw, source.name) as parts:
        book = _book(parts)
        if sheet and sheet not in book.sheet_names:
            sheets = tuple(book.sheet_names)
            raise unreadable(source.name, FileFlawCode.NO_SUCH_SHEET, sheet=sheet, sheets=sheets)
        names = [sheet] if sheet else _shown_sheets(book)
        packed, errors = _looked_through(raw.getvalue(), names[0])
        found = load_workbook(io.BytesIO(packed)).get_sheet_by_name(names[0])
    columns_before = (found.start or (0, 0))[1]  # empty rows come along, empty columns do not
    for line, cells in enumerate(found.iter_rows(), start=1):
        texts = [_text(cell) for cell in cells]
        if errors:
            _show(errors, line, columns_before, texts)
        if any(map(str.strip, texts)):
            yield line, texts


def _book(parts: WorkbookParts) -> CalamineWorkbook:
    """Without any sheet in it."""
    return load_workbook(io.BytesIO(parts.packed_anew(OF_THE_BOOK)))


@lru_cache(maxsize=2)  # whoever shows, tries and imports a file reads it each time
def _looked_through(workbook: bytes, sheet: str) -> tuple[bytes, ErrorCells]:
    """A workbook of this sheet alone, and its errors. Raises UnusableWorkbook."""
    with workbook_parts(io.BytesIO(workbook)) as parts:
        path = parts.sheet_path(sheet)
        errors = scan_sheet(parts.part(path), parts.part(SHARED_TEXTS))
        return parts.packed_anew((*OF_THE_BOOK, path)), errors


def _show(errors: ErrorCells, line: int, columns_before: int, texts: list[str]) -> None:
    for place, text in enumerate(texts):
        texts[place] = text or errors.get((line, columns_before + place + 1), "")


def _shown_sheets(book: CalamineWorkbook) -> tuple[str, ...]:
    """Tables that a person sees: what is hidden is read only by its name; charts have no rows."""
    shown = (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
    names = [each.name for each in book.sheets_metadata if (each.typ, each.visible) == shown]
    return tuple(names or book.sheet_names)


@contextmanager
def _parts(raw: OpenFile, file_name: str) -> Iterator[WorkbookParts]:
    _require_xlsx(raw, file_name)
    try:
        with workbook_parts(raw) as parts:
            yield parts
    except UnusableWorkbook as why:
        raise unreadable(file_name, why.code, **why.facts) from why
    except (CalamineError, IndexError) as error:  # a broken book may have no sheet at all
        raise unreadable(file_name, FileFlawCode.BROKEN_EXCEL) from error


def _require_xlsx(raw: OpenFile, file_name: str) -> None:
    begins = raw.read(len(OLE))
    raw.seek(0)
    if begins == OLE:
        locked = LOCKED in raw.read()
        raise unreadable(file_name, FileFlawCode.LOCKED_EXCEL if locked else FileFlawCode.OLD_EXCEL)
    if begins.startswith(ZIP) and _ends_too_soon(raw):
        raise unreadable(file_name, FileFlawCode.CUT_OFF_EXCEL)


def _ends_too_soon(raw: OpenFile) -> bool:
    """It begins as an XLSX, and what stands at the end of every zip is missing. Winds `raw` back."""
    begins_well = FIRST_OF_AN_XLSX.search(raw.read(100))
    raw.seek(max(0, raw.seek(0, os.SEEK_END) - END_OF_ZIP))
    whole = ZIP_OF_NOTHING in raw.read()
    raw.seek(0)
    return bool(begins_well) and not whole


def _text(cell: object) -> str:
    """As a person would type what the sheet shows; a date without its time is midnight.

    A number with more digits than Excel keeps stays a number with a point, so that nobody takes
    it for an id."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < SURE_DIGITS:
        return str(int(cell))
    if isinstance(cell, float | int) and abs(cell) < MOST_WRITTEN_OUT:
        return f"{cell:.1f}" if abs(cell) >= SURE_DIGITS else str(cell)
    return cell.isoformat() if isinstance(cell, datetime | date | time) else str(cell)
