"""Spreadsheets as other programs write them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

Cell = str | int | float | datetime | None


def xlsx(rows: Sequence[Sequence[Cell]], sheet: str = "내역", first_sheet: str = "") -> bytes:
    """One sheet of rows; dates are real dates. `first_sheet` names an empty one before it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd hh:mm"})
    if first_sheet:
        book.add_worksheet(first_sheet)
    page = book.add_worksheet(sheet)
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is not None:
                page.write(line, place, cell)
    book.close()
    return out.getvalue()
