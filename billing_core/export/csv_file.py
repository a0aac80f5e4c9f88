"""CSV as Korean Excel reads it: UTF-8 with a byte order mark, CRLF, and no cell that runs.

A cell that comes from outside (a member id, a reason) must never become a formula: when it
begins like one it gets a leading apostrophe, which Excel shows as text. Numbers are ours and
stay numbers, negative ones too.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any, TypeVar

from billing_core.export.column import Cell, Column
from billing_core.rules.calendar import KST

BEGINS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")

Row = TypeVar("Row")


def write_csv(
    out: IO[bytes] | io.BufferedIOBase, columns: Sequence[Column[Row]], rows: Iterable[Row]
) -> None:
    """A heading and one line per row, written as the rows come; `out` stays open."""
    out.write(codecs.BOM_UTF8)  # "utf-8-sig" would do it too, at three times the price per line
    text: io.TextIOWrapper[Any] = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    cells = [column.cell for column in columns]
    # A call for every cell would be a third of all the work, so only the rare ones get one.
    writer.writerows(
        [
            cell if type(cell) is str and cell[:1] not in BEGINS_A_FORMULA else shown(cell)
            for cell in [read(row) for read in cells]
        ]
        for row in rows
    )
    text.detach()  # flushes, and leaves `out` to its owner


def shown(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in BEGINS_A_FORMULA else cell
    if cell is None:
        return ""
    return cell if isinstance(cell, int) else cell.astimezone(KST).isoformat(" ", "seconds")[:19]
