"""CSV as Korean Excel reads it: UTF-8 with a byte order mark, CRLF, and no cell that runs.

A cell that comes from outside (a member id, a reason) must never become a formula: when it
begins like one it gets a leading apostrophe, which Excel shows as text. Numbers are ours and
stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from billing_core.rules.calendar import KST

ENCODING = "utf-8-sig"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | datetime | None
Row_contra = TypeVar("Row_contra", contravariant=True)


@dataclass(frozen=True)
class Column(Generic[Row_contra]):
    """A Korean heading and what stands below it. Instants are shown as Seoul time."""

    heading: str
    cell: Callable[[Row_contra], Cell]


Row = TypeVar("Row")


def csv_bytes(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> bytes:
    raw = io.BytesIO()
    text = io.TextIOWrapper(raw, encoding=ENCODING, newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    writer.writerows([shown(column.cell(row)) for column in columns] for row in rows)
    return raw.getvalue()


def shown(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(KST):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, int):
        return cell
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
