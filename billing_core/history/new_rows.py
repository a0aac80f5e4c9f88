"""Which rows of a file are news: the same again changes nothing, something else is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from billing_core.history.plain_csv import PlainFile
from billing_core.history.refused import BadRow

Record = TypeVar("Record", bound=tuple[object, ...])
Known = Mapping[str, tuple[object, ...]]  # what the book has, by the id in its first field
IDS_AT_ONCE = 900  # within what every SQLite takes as parameters


def conflicts(file: PlainFile[Record], known: Known) -> list[BadRow]:
    """Rows whose id stands for something else, in the book or earlier in this file."""
    first_at: dict[str, tuple[int, Record]] = {}
    bad_rows: list[BadRow] = []
    for line, record in file.records:
        number = str(record[0])
        first_line, first = first_at.setdefault(number, (line, record))
        if known.get(number, record) != record:
            bad_rows.append(BadRow(file.name, line, f"{number}: 이미 다른 내용으로 들어 있습니다"))
        elif first != record:
            why = f"{number}: {first_line}행과 번호는 같은데 내용이 다릅니다"
            bad_rows.append(BadRow(file.name, line, why))
    return bad_rows


def new_rows(file: PlainFile[Record], known: Known) -> list[tuple[int, Record]]:
    """Each id that the book does not have, where it first stands in the file."""
    first_at: dict[str, tuple[int, Record]] = {}
    for line, record in file.records:
        first_at.setdefault(str(record[0]), (line, record))
    return [placed for number, placed in first_at.items() if number not in known]


def in_chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
