"""Reading a CSV file in the plain form: UTF-8, a heading, one record per row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

from billing_core.history.cells import BadCell
from billing_core.history.refused import BadRow, ImportRefused

Record = TypeVar("Record")

NOT_UTF_8 = "UTF-8로 저장된 파일이 아닙니다. 엑셀에서 'CSV UTF-8(쉼표로 분리)'로 다시 저장해 주세요"


@dataclass(frozen=True)
class PlainFile(Generic[Record]):
    """`records` with the line each stood on; `bad_rows` are the lines that are not records."""

    name: str
    sha256: str
    records: list[tuple[int, Record]]
    bad_rows: list[BadRow]


def read_plain_csv(
    path: Path, columns: Sequence[str], record_of: Callable[[dict[str, str]], Record]
) -> PlainFile[Record]:
    """`record_of` raises BadCell for a row that is wrong. Other columns are ignored.

    Raises ImportRefused when the file cannot be read at all or lacks a column.
    """
    content, text = _text_of(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, Record]] = []
    bad_rows: list[BadRow] = []
    try:
        heading = _heading(path.name, next(reader, []), columns)
        for cells in filter(None, reader):  # blank lines are nothing
            try:
                records.append((reader.line_num, record_of(_named(heading, cells))))
            except BadCell as bad:
                bad_rows.append(BadRow(path.name, reader.line_num, str(bad)))
    except csv.Error as error:  # from here on the rest of the file makes no sense
        why = f"CSV로 읽을 수 없는 행입니다. 따옴표를 확인해 주세요({error})"
        bad_rows.append(BadRow(path.name, reader.line_num, why))
    return PlainFile(path.name, sha256(content).hexdigest(), records, bad_rows)


def _text_of(path: Path) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
        return content, content.decode("utf-8-sig")
    except OSError as error:
        why = f"파일을 열 수 없습니다. 경로와 권한을 확인해 주세요({error.strerror})"
        raise ImportRefused([BadRow(path.name, 0, why)]) from error
    except UnicodeDecodeError as error:
        raise ImportRefused([BadRow(path.name, 0, NOT_UTF_8)]) from error


def _heading(file_name: str, cells: list[str], columns: Sequence[str]) -> list[str]:
    heading = [cell.strip() for cell in cells]
    missing = [column for column in columns if column not in heading]
    twice = [column for column in columns if heading.count(column) > 1]
    if missing or twice:
        what = f"열이 없습니다: {', '.join(missing)}" if missing else "열이 두 번 있습니다"
        raise ImportRefused([BadRow(file_name, 1, f"{what}(필요한 열: {', '.join(columns)})")])
    return heading


def _named(heading: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(heading):
        raise BadCell(f"칸이 {len(cells)}개인데 머리글은 {len(heading)}개입니다")
    return dict(zip(heading, cells, strict=True))
