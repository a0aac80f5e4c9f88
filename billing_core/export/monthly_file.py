"""One monthly file, with what the manifest says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.export.csv_file import csv_bytes
from billing_core.export.sheets import SHEETS, ExportKind, Sheet
from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class ExportedFile:
    """`rows` without the heading; `total` whole won, None where the rows are not money."""

    name: str
    content: bytes = field(repr=False)
    rows: int
    total: int | None
    as_of: datetime
    sha256: str


def export_file(session: Session, kind: ExportKind, month: Month, as_of: AsOf) -> ExportedFile:
    """`결제회원_2026-11.csv` and its like: the very rows behind the number on the screen."""
    sheet = SHEETS[kind]
    counted = _Counted(sheet)
    content = csv_bytes(sheet.columns, counted.passing(sheet.rows(session, month, as_of)))
    return ExportedFile(
        name=f"{kind}_{month}.csv",
        content=content,
        rows=counted.rows,
        total=counted.won if sheet.won else None,
        as_of=as_of.now,
        sha256=sha256(content).hexdigest(),
    )


class _Counted:
    """Counts and adds up the rows while they pass: none of them is kept."""

    def __init__(self, sheet: Sheet[Any]) -> None:
        self._sheet = sheet
        self.rows = 0
        self.won = 0

    def passing(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self.rows += 1
            if self._sheet.won is not None:
                self.won += self._sheet.won(row)
            yield row
