"""XLSX that a person can work with at once: widths, number formats, a heading that stays.

Row by row to a temporary file, so memory stays flat whatever the size. Every string is
written as a string: nothing in it becomes a formula or a link.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedIOBase
from tempfile import TemporaryDirectory
from typing import IO, Any, TypeVar

import xlsxwriter

from billing_core.export.column import Cell, FileColumn
from billing_core.export.seoul_clock import seoul_time

MOST_ROWS = 1_048_575  # of one sheet, its heading apart; more go on in a second sheet
LONGEST_TEXT = 32_767  # Excel takes no more in one cell
MEASURED_ROWS = 200  # the widest cell of the first ones decides the width
NARROWEST, WIDEST = 8, 44  # in characters
WON = "#,##0"
DAY = "yyyy-mm-dd"
INSTANT = "yyyy-mm-dd hh:mm:ss"
FILTER_ARROW = 2  # characters of a heading that its button covers
A4 = 9  # as Excel counts paper

Row = TypeVar("Row")


def write_xlsx(
    out: IO[bytes] | BufferedIOBase,
    columns: Sequence[FileColumn[Row]],
    rows: Iterable[Row],
    *,
    sheet_name: str,
    made_at: datetime,
    most_rows: int = MOST_ROWS,
) -> None:
    """Writes the rows; the same ones at the same instant are the same bytes. `out` stays open."""
    with _workbook(out, made_at) as book:
        looks = _Looks.of(book)
        sheet = _Sheet(book, looks, columns, sheet_name)
        for number, row in enumerate(rows):
            if number and number % most_rows == 0:
                sheet.finish()
                sheet = _Sheet(book, looks, columns, f"{sheet_name} {number // most_rows + 1}")
            sheet.add(row)
        sheet.finish()


@contextmanager
def _workbook(out: IO[bytes] | BufferedIOBase, made_at: datetime) -> Iterator[Any]:
    """The rows on their way lie in a folder that goes in any case: a person may well click on
    while a long file is made, and what lies there are people's payments."""
    with TemporaryDirectory() as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(out, options)
        book.set_properties({"created": seoul_time(made_at)})
        try:
            yield book
            book.close()
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()  # still open when it was stopped half-way


@dataclass(frozen=True)
class _Looks:
    heading: Any
    won: Any
    day: Any
    instant: Any

    @classmethod
    def of(cls, book: Any) -> _Looks:
        return cls(
            heading=book.add_format({"bold": True, "bg_color": "#EEF1F6", "bottom": 1}),
            won=book.add_format({"num_format": WON}),
            day=book.add_format({"num_format": DAY}),
            instant=book.add_format({"num_format": INSTANT}),
        )


class _Sheet:
    """One sheet of the book, filled from the top."""

    def __init__(
        self, book: Any, looks: _Looks, columns: Sequence[FileColumn[Any]], name: str
    ) -> None:
        self._sheet = book.add_worksheet(name)
        self._looks, self._columns = looks, columns
        self._last = 0
        self._widths = [_width(column.heading) + FILTER_ARROW for column in columns]
        self._sheet.freeze_panes(1, 0)
        self._prepare_for_paper()
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.heading, looks.heading)

    def _prepare_for_paper(self) -> None:
        """All columns side by side, as many pages as there are rows, the heading on each."""
        self._sheet.set_paper(A4)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)

    def add(self, row: Any) -> None:
        self._last += 1
        for place, column in enumerate(self._columns):
            self._write(place, column.cell(row))

    def finish(self) -> None:
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, min(max(width + 2, NARROWEST), WIDEST))
        self._sheet.autofilter(0, 0, self._last, len(self._columns) - 1)

    def _write(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            text = cell[:LONGEST_TEXT]
            self._sheet.write_string(self._last, place, text)
        elif isinstance(cell, int):
            text = f"{cell:,}"
            self._sheet.write_number(self._last, place, cell, self._looks.won)
        elif isinstance(cell, datetime):
            text = INSTANT
            self._sheet.write_datetime(self._last, place, seoul_time(cell), self._looks.instant)
        else:
            text = DAY
            self._sheet.write_datetime(self._last, place, cell, self._looks.day)
        if self._last <= MEASURED_ROWS:
            self._widths[place] = max(self._widths[place], _width(text))


def _width(text: str) -> int:
    """In the width of a digit: a Korean character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
