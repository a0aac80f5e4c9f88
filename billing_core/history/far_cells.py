"""How far a sheet of an XLSX file reaches, before anything makes room for it.

A sheet is a grid once it is read: one forgotten letter in its last corner makes it seventeen
billion cells, which no machine has room for, and a program that asks for them is ended.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile

MOST_CELLS = 30_000_000  # the 26 columns from A to Z, with as many rows as Excel has
FAR_COLUMN = 26
_COLUMNS = re.compile(rb"""\sr=["']([A-Z]{2,3})[0-9]""")
_ROWS = re.compile(rb"""\sr=["'][A-Z]{1,3}([0-9]{1,7})["']""")
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
BROKEN = (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)
_READ_AT_ONCE = 1 << 20
_LONGEST_PLACE = 16  # of a place in the file that two helpings may cut in two


class NotASpreadsheet(Exception):
    """It is a zip, or begins like one, and not an XLSX file that can be read."""


def far_cell(raw: io.BufferedReader | io.BytesIO) -> str:
    """`XFD1048576` of a sheet that reaches too far; empty when all of them fit.

    Raises NotASpreadsheet.
    """
    try:
        with ZipFile(raw) as archive:
            sheets = [name for name in archive.namelist() if _SHEETS.fullmatch(name)]
            if not sheets:
                raise NotASpreadsheet
            return next(filter(None, (_far_cell(archive, name) for name in sheets)), "")
    except BROKEN as error:
        raise NotASpreadsheet from error


def _far_cell(archive: ZipFile, sheet: str) -> str:
    """Nearly all sheets end before the column AA, and of those nobody needs to know the rows."""
    column = max(_found(archive, sheet, _COLUMNS), key=column_number, default=b"")
    if column_number(column) <= FAR_COLUMN:
        return ""
    row = max(map(int, _found(archive, sheet, _ROWS)), default=0)
    return f"{column.decode()}{row}" if column_number(column) * row > MOST_CELLS else ""


def _found(archive: ZipFile, sheet: str, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    """Each once in a helping, in whatever order."""
    with archive.open(sheet) as xml:
        rest = b""
        while helping := xml.read(_READ_AT_ONCE):
            yield from set(pattern.findall(rest + helping))
            rest = helping[-_LONGEST_PLACE:]


def column_number(column: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
