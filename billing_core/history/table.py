"""A file as a table: its heading found, its columns named as ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from billing_core.history.cells import BadCell, composed
from billing_core.history.file_kind import FileKind
from billing_core.history.heading import ROWS_LOOKED_AT, Heading, find_heading, plain
from billing_core.history.mapping import FileMapping
from billing_core.history.refused import BadRow, ImportRefused
from billing_core.history.sheet_rows import BrokenFile, TextRow, read_rows
from billing_core.history.source_file import SourceFile
from billing_core.history.spreadsheet import sheet_names

SAID_VALUES = 20
_TOTAL = re.compile(r"(?:총 ?합|합|총|소|누|월) ?계|계|총액|(?i:grand total|total)")


@dataclass(frozen=True)
class Table:
    """`rows` comes once, from the first below the heading. `skipped` grows while it is read."""

    encoding: str
    heading: Heading
    rows: Iterator[TextRow]
    places: dict[str, int]  # our column -> where it stands
    only: tuple[tuple[int, str, frozenset[str]], ...] = ()
    skipped: Counter[str] = field(default_factory=Counter)

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        """One row under our names, as far as the file has them, without blanks around. Raises
        BadCell. Empty cells behind the last heading are no cells: many programs write them."""
        width = len(self.heading.names)
        if len(cells) < width or any(map(str.strip, cells[width:])):
            raise BadCell("", f"칸이 {len(cells)}개인데 머리글은 {width}개입니다")
        return {column: cells[place].strip() for column, place in self.places.items()}

    def in_words(self, bad: BadCell, cells: Sequence[str]) -> str:
        """With the name that the file itself gives the column."""
        if any(_TOTAL.fullmatch(composed(cell)) for cell in cells):
            return "합계 행으로 보입니다. 파일에서 지우고 다시 가져와 주세요"
        if bad.column not in self.places:
            return bad.said
        return f"{self.heading.names[self.places[bad.column]]}: {bad.said}"

    def wanted(self, cells: Sequence[str]) -> bool:
        """False for a row that the mapping leaves out; it is counted under its value."""
        for place, name, values in self.only:
            value = composed(cells[place])
            if value not in values:
                said = f"{name}: {value}"
                self.skipped[said if self._may_be_said(said) else f"{name}: …"] += 1
                return False
        return True

    def _may_be_said(self, value: str) -> bool:
        """A column of names has as many values as rows: beyond the first they are only counted."""
        return value in self.skipped or len(self.skipped) < SAID_VALUES


def open_table(source: SourceFile, kind: FileKind, mapping: FileMapping) -> Table:
    """Raises ImportRefused when the file cannot be read or is empty, or when a column is
    missing or there twice."""
    encoding, rows = read_rows(source, mapping.sheet)
    beginning, rows = _look_ahead(rows)
    theirs = {column: plain(mapping.theirs(column)) for column in kind.columns}
    known = {*theirs.values(), *map(plain, mapping.only)}
    if not beginning:
        raise _nothing_in(source, rows)
    heading = find_heading(beginning, known)
    _require(source, kind, mapping, heading)
    return Table(
        encoding,
        heading,
        chain(beginning[heading.rows_above :], rows),
        places={
            column: heading.names.index(name)
            for column, name in theirs.items()
            if name in heading.names
        },
        only=tuple(
            (heading.names.index(plain(name)), name, frozenset(map(composed, values)))
            for name, values in mapping.only.items()
        ),
    )


def _nothing_in(source: SourceFile, rows: Iterator[TextRow]) -> ImportRefused:
    try:
        next(rows, None)
    except BrokenFile as broken:
        return ImportRefused([BadRow(source.name, broken.line, broken.reason)])
    return empty_file(source)


def empty_file(source: SourceFile) -> ImportRefused:
    """A spreadsheet may be empty in one of its sheets only."""
    sheets = sheet_names(source)
    why = f"빈 시트입니다(있는 시트: {', '.join(sheets)})" if len(sheets) > 1 else "빈 파일입니다"
    return ImportRefused([BadRow(source.name, 0, why)])


def _look_ahead(rows: Iterator[TextRow]) -> tuple[list[TextRow], Iterator[TextRow]]:
    """The first rows and those after them; a file that breaks early breaks after its rows."""
    beginning: list[TextRow] = []
    try:
        for row in islice(rows, ROWS_LOOKED_AT):
            beginning.append(row)  # noqa: PERF402 - those before the break are kept
    except BrokenFile as broken:
        return beginning, _breaking(broken)
    return beginning, rows


def _breaking(broken: BrokenFile) -> Iterator[TextRow]:
    yield from ()
    raise broken


def _require(source: SourceFile, kind: FileKind, mapping: FileMapping, heading: Heading) -> None:
    """What the kind needs and what the mapping names must be there, once."""
    named = [
        column for column in kind.columns if column in kind.needed or column in mapping.columns
    ]
    names = [*(mapping.theirs(column) for column in named), *mapping.only]
    needed = list(dict.fromkeys(names))
    missing = [name for name in needed if plain(name) not in heading.names]
    twice = [name for name in needed if heading.names.count(plain(name)) > 1]
    if missing or twice:
        what = (
            f"열이 없습니다: {', '.join(missing)}"
            if missing
            else f"열이 두 번 있습니다: {', '.join(twice)}"
        )
        sheets = sheet_names(source)
        others = f", 있는 시트: {', '.join(sheets)}" if len(sheets) > 1 else ""
        why = f"{what}(필요한 열: {', '.join(needed)}{others})"
        raise ImportRefused([BadRow(source.name, heading.line, why)])
