"""The manifest of exported files: the rows, sum, 기준시각 and fingerprint of each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from billing_core.export.column import FileColumn
from billing_core.export.csv_file import write_csv
from billing_core.rules.day_read import DaySpan

CSV_NAME = "목록.csv"
JSON_NAME = "manifest.json"


@dataclass(frozen=True)
class FileFacts:
    """One file. `rows` without the heading; `total` whole won, None where the rows are not money.

    `as_of` is an aware UTC instant. `provisional` (잠정): the month's numbers may still move.
    `unread`: days of the month of which the gateway's books were not fully read.
    """

    name: str
    rows: int
    total: int | None
    as_of: datetime
    provisional: bool
    sha256: str
    unread: tuple[DaySpan, ...] = ()


COLUMNS: tuple[FileColumn[FileFacts], ...] = (
    FileColumn("파일", lambda file: file.name),
    FileColumn("행 수", lambda file: file.rows),
    FileColumn("합계(원)", lambda file: file.total),
    FileColumn("기준시각", lambda file: file.as_of),
    FileColumn("잠정", lambda file: "잠정" if file.provisional else "확정"),
    FileColumn("포트원을 다 읽지 않은 날", lambda file: ", ".join(map(str, file.unread))),
    FileColumn("sha256", lambda file: file.sha256),
)


def write_manifest_csv(out: IO[bytes], files: Sequence[FileFacts]) -> None:
    write_csv(out, COLUMNS, files)


def write_manifest_json(out: IO[bytes], files: Sequence[FileFacts]) -> None:
    """Writes it for a program: an array of objects, ISO 8601 instants, money as whole numbers."""
    lines = [
        {
            "name": file.name,
            "rows": file.rows,
            "total": file.total,
            "as_of": file.as_of.isoformat(),
            "provisional": file.provisional,
            "unread_days": [str(span) for span in file.unread],
            "sha256": file.sha256,
        }
        for file in files
    ]
    out.write(json.dumps(lines, ensure_ascii=False, indent=2).encode())
