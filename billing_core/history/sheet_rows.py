"""The rows of a CSV or spreadsheet file as plain text, each with the line it stood on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from billing_core.history.encoding import find_encoding
from billing_core.history.refused import BadRow, ImportRefused
from billing_core.history.source_file import OpenFile, SourceFile

TextRow = tuple[int, list[str]]
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX is a zip; XLS an OLE document
DELIMITERS = ",\t;"
LINES_LOOKED_AT = 20  # for the delimiter
SURE_DIGITS = 1e15  # Excel keeps fifteen digits of a number; beyond them it has guessed


class BrokenFile(Exception):
    """From `line` on the file makes no sense; the rows before it were read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def read_rows(source: SourceFile, sheet: str = "") -> tuple[str, Iterator[TextRow]]:
    """(what kind of file it is, its rows without the blank ones).

    Raises ImportRefused when it cannot be read at all; the rows raise BrokenFile.
    `sheet` names one of a spreadsheet's sheets; the first when empty.
    """
    with source.opened() as raw:
        if raw.read(4) in SPREADSHEETS:
            return "엑셀", _spreadsheet(source, sheet)
        raw.seek(0)
        encoding = find_encoding(raw, source.name)
    return encoding.label, _csv(source, encoding.codec)


def sheet_names(source: SourceFile) -> tuple[str, ...]:
    """Of a spreadsheet; none for a CSV file."""
    with source.opened() as raw:
        if raw.read(4) not in SPREADSHEETS:
            return ()
        raw.seek(0)
        return tuple(_workbook(raw, source.name).sheet_names)


def _csv(source: SourceFile, codec: str) -> Iterator[TextRow]:
    with source.opened() as raw:
        text = io.TextIOWrapper(raw, encoding=codec, newline="")
        delimiter = _delimiter("".join(text.readline() for _ in range(LINES_LOOKED_AT)))
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if any(cells):
                    yield reader.line_num, cells
        except (csv.Error, UnicodeDecodeError) as error:
            why = f"CSV로 읽을 수 없는 행입니다. 따옴표를 확인해 주세요({error})"
            raise BrokenFile(reader.line_num, why) from error


def _delimiter(beginning: str) -> str:
    return max(DELIMITERS, key=beginning.count)


def _spreadsheet(source: SourceFile, sheet: str) -> Iterator[TextRow]:
    with source.opened() as raw:
        book = _workbook(raw, source.name)
        if sheet and sheet not in book.sheet_names:
            why = f"'{sheet}' 시트가 없습니다(있는 시트: {', '.join(book.sheet_names)})"
            raise ImportRefused([BadRow(source.name, 0, why)])
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        first = (found.start or (0, 0))[0] + 1
        for line, cells in enumerate(found.iter_rows(), start=first):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield line, texts


def _workbook(raw: OpenFile, file_name: str) -> CalamineWorkbook:
    try:
        return load_workbook(raw)
    except CalamineError as error:
        why = f"엑셀 파일로 읽을 수 없습니다. 암호를 풀고 다시 저장해 주세요({error})"
        raise ImportRefused([BadRow(file_name, 0, why)]) from error


def _text(cell: object) -> str:
    """As a person would type what the sheet shows; a date without its time is midnight."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < SURE_DIGITS:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
