"""A file as a table: its heading found, its columns named as ours."""

from __future__ import annotations

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
        """One row under our names, as far as the file has them. Raises BadCell."""
        if len(cells) != len(self.heading.names):
            raise BadCell("", f"칸이 {len(cells)}개인데 머리글은 {len(self.heading.names)}개입니다")
        return {column: cells[place] for column, place in self.places.items()}

    def in_words(self, bad: BadCell) -> str:
        """With the name that the file itself gives the column."""
        if bad.column not in self.places:
            return bad.said
        return f"{self.heading.names[self.places[bad.column]]}: {bad.said}"

    def wanted(self, cells: Sequence[str]) -> bool:
        """False for a row that the mapping leaves out; it is counted under its value."""
        for place, name, values in self.only:
            value = composed(cells[place])
            if value not in values:
                self.skipped[f"{name}: {value}"] += 1
                return False
        return True


def open_table(source: SourceFile, kind: FileKind, mapping: FileMapping) -> Table:
    """Raises ImportRefused when the file cannot be read or a column is missing or there twice."""
    encoding, rows = read_rows(source, mapping.sheet)
    beginning, rows = _look_ahead(rows)
    theirs = {column: plain(mapping.theirs(column)) for column in kind.columns}
    known = {*theirs.values(), *map(plain, mapping.only)}
    heading = find_heading(beginning or [(1, [])], known)
    _require(source.name, kind, mapping, heading)
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


def _require(file_name: str, kind: FileKind, mapping: FileMapping, heading: Heading) -> None:
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
        why = f"{what}(필요한 열: {', '.join(needed)})"
        raise ImportRefused([BadRow(file_name, heading.line, why)])
