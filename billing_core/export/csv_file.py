"""CSV as Korean Excel reads it: UTF-8 with a byte order mark, CRLF, and no cell that runs.

A cell that comes from outside (a member id, a reason) must never become a formula: when it
begins like one it gets a leading apostrophe, which Excel shows as text. Numbers are ours and
stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any, TypeVar

from billing_core.export.column import Cell, Column, seoul_time

ENCODING = "utf-8-sig"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Row = TypeVar("Row")


def write_csv(
    out: IO[bytes] | io.BufferedIOBase, columns: Sequence[Column[Row]], rows: Iterable[Row]
) -> None:
    """A heading and one line per row, written as the rows come; `out` stays open."""
    text: io.TextIOWrapper[Any] = io.TextIOWrapper(out, encoding=ENCODING, newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    cells = [column.cell for column in columns]
    writer.writerows([shown(cell(row)) for cell in cells] for row in rows)
    text.detach()  # flushes, and leaves `out` to its owner


def shown(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
    if cell is None:
        return ""
    return cell if isinstance(cell, int) else seoul_time(cell).isoformat(" ")
