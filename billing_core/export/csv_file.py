"""CSV as Korean Excel reads it: UTF-8 with a byte order mark, CRLF, and no formula injection.

A cell that comes from outside (a member id, a reason) must never become a formula: when it
begins like one it gets a leading apostrophe, which Excel shows as text. Numbers are ours and
stay numbers, negative ones too.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import IO, Any, TypeVar

from billing_core.export.column import Cell, FileColumn
from billing_core.export.seoul_clock import seoul_text

BEGINS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
LINE_END = "\r\n"
ROWS_AT_ONCE = 200  # few enough to stay close to the processor

_first_character = itemgetter(slice(1))

Row = TypeVar("Row")


def write_csv(
    out: IO[bytes] | io.BufferedIOBase, columns: Sequence[FileColumn[Row]], rows: Iterable[Row]
) -> None:
    """A heading and one line per row, written as the rows come; `out` stays open."""
    out.write(codecs.BOM_UTF8)  # "utf-8-sig" would do it too, at three times the price per line
    text: io.TextIOWrapper[Any] = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator=LINE_END)
    writer.writerow([column.heading for column in columns])
    coming = iter(rows)
    while some := list(islice(coming, ROWS_AT_ONCE)):
        # Column by column: what stands below one heading is alike, so what to do with it is
        # decided once for all of these rows and not for every cell.
        shown_columns = [_all_shown([column.cell(row) for row in some]) for column in columns]
        lines = list(zip(*shown_columns, strict=True))
        plain = LINE_END.join(map(",".join, lines))
        if _needs_no_quotes(plain, len(lines), len(columns)):
            text.write(plain + LINE_END)
        else:
            writer.writerows(lines)
    text.detach()  # flushes, and leaves `out` to its owner


def _needs_no_quotes(plain: str, lines: int, columns: int) -> bool:
    """No cell holds a sign of CSV itself, so there are only those between the cells.

    Four looks at the text of many rows; `csv.writer` looks at every character of every cell.
    The empty cell of a single column would be no line at all: that one is left to it too.
    """
    return (
        columns > 1
        and plain.count(",") == lines * (columns - 1)
        and plain.count("\r") == plain.count("\n") == lines - 1
        and '"' not in plain
    )


def _all_shown(cells: list[Any]) -> Iterable[str]:
    kinds = set(map(type, cells))
    if kinds == {str} and _none_begins_a_formula(cells):
        return cells
    if kinds == {datetime}:
        return map(seoul_text, cells)
    return map(str if kinds == {int} else shown, cells)


def _none_begins_a_formula(cells: list[str]) -> bool:
    return BEGINS_A_FORMULA.isdisjoint(map(_first_character, cells))


def shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in BEGINS_A_FORMULA else cell
    if cell is None:
        return ""
    return seoul_text(cell) if isinstance(cell, datetime) else str(cell)
