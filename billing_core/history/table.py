"""A file as a table: its heading found, its columns named as ours."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import chain, islice

from billing_core.history.cells import BadCell, composed
from billing_core.history.file_kind import FileKind
from billing_core.history.heading import ROWS_LOOKED_AT, Heading, find_heading, plain
from billing_core.history.limits import MOST_LETTERS
from billing_core.history.mapping import FileMapping, Values
from billing_core.history.refused import ImportRefused, unreadable
from billing_core.history.sheet_rows import BrokenFile, TextRow, read_rows, too_long
from billing_core.history.sheet_scan import column_letters
from billing_core.history.source_file import SourceFile
from billing_core.history.spoiled import BEGINS_A_NUMBER, require_no_error, require_unspoiled
from billing_core.history.spreadsheet import sheet_names
from billing_core.history.two_columns import joined
from billing_core.history.zones import zone_in_heading
from billing_core.rules.card_number import mask_field
from billing_core.rules.file_flaw import BadRow, FileFlaw, FileFlawCode, FlawFact, file_flaw
from billing_core.rules.file_form import FileForm

SAID_VALUES = 20
OF_A_REFUND = {"refunded", "refunded_at"}  # in its payment's row: one says nothing alone
Sorted = tuple[tuple[int, str, frozenset[str]], ...]  # where a column stands, its name, its values
_TOTAL = re.compile(r"(?:총 ?합|합|총|소|누|월) ?계|계|총액|(?i:grand total|total)")


@dataclass(frozen=True)
class Table:
    """An opened file. `rows` comes once, from below the heading; `skipped` and `masked` grow
    on the way."""

    form: FileForm
    heading: Heading
    rows: Iterator[TextRow]
    places: dict[str, int]  # our column -> where it stands
    times: dict[str, int]  # our column -> where its time stands, if that is another
    numbers: tuple[str, ...]  # our columns of ids, as far as the file has them
    same_members: Mapping[str, str]
    only: Sorted = ()
    refunds: Sorted = ()
    texts: tuple[str, ...] = ()  # our columns in which a card number is masked
    skipped: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)  # cells, by our column

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        """One row under our names, as far as the file has them, without blanks around and without
        card numbers in its texts. Raises BadCell. Empty cells behind the last heading are no cells:
        many programs write them."""
        width = len(self.heading.names)
        if len(cells) != width and (len(cells) < width or any(map(str.strip, cells[width:]))):
            raise BadCell("", file_flaw(FileFlawCode.CELLS, cells=len(cells), named=width))
        if too_long(cells[:width]):
            raise BadCell("", self._too_long(cells))
        row = {column: cells[place].strip() for column, place in self.places.items()}
        for column, place in self.times.items():
            row[column] = joined(column, row[column], cells[place])
        for column in self.texts:
            masked = mask_field(column, row[column])
            if masked != row[column]:
                row[column] = masked
                self.masked[column] += 1
        return row

    def zones(self) -> dict[str, tzinfo]:
        """Of our columns those whose heading names a zone: it is that of all times below it."""
        named = [
            (column, zone_in_heading(self.heading.names[place]))
            for column, place in (*self.places.items(), *self.times.items())
        ]
        return {column: zone[1] for column, zone in named if zone}

    def _too_long(self, cells: Sequence[str]) -> FileFlaw:
        long = next(place for place, cell in enumerate(cells) if len(cell) > MOST_LETTERS)
        column = called(long, self.heading.names[long])
        return file_flaw(FileFlawCode.CELL_TOO_LONG, column=column, longest=MOST_LETTERS)

    def whole(self, row: dict[str, str]) -> dict[str, str]:
        """The row, no cell of which was spoilt by a spreadsheet, under the ids that a person said
        are one member's. Raises BadCell."""
        cells = "".join(row.values())
        if "#" in cells or "Err:" in cells:
            for column, text in row.items():
                require_no_error(column, text)
        for column in self.numbers:
            if row[column][:1] in BEGINS_A_NUMBER:
                require_unspoiled(column, row[column])
        if self.same_members and row.get("member_id") in self.same_members:
            row["member_id"] = self.same_members[row["member_id"]]
        return row

    def bad_row(self, file_name: str, line: int, bad: BadCell, cells: Sequence[str]) -> BadRow:
        """A bad row's error, with the name that the file itself gives the column."""
        if any(_TOTAL.fullmatch(composed(cell)) for cell in cells):
            return BadRow(file_name, line, file_flaw(FileFlawCode.TOTALS))
        if bad.column not in self.places:
            return BadRow(file_name, line, bad.flaw)
        places = [self.places[bad.column], self.times.get(bad.column, -1)]
        names = [self.heading.names[place] for place in places if place >= 0]
        return BadRow(file_name, line, bad.flaw, column=" + ".join(names))

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Whether it is the same heading again: files put together have theirs in the middle."""
        names = self.heading.names
        first = next(iter(self.places.values()))
        return (
            cells[first : first + 1] == [names[first]]
            and tuple(map(plain, cells[: len(names)])) == names
        )

    def wanted(self, cells: Sequence[str]) -> bool:
        """Whether the mapping takes a row; one that it leaves out is counted under its value."""
        for place, name, values in self.only:
            value = plain(cells[place])
            if value not in values:
                self._skip(name, value)
                return False
        return True

    def refunding(self, cells: Sequence[str]) -> bool:
        """Whether the mapping calls a row a refund by one of its values."""
        return any(plain(cells[place]) in values for place, _, values in self.refunds)

    def unread(self) -> list[tuple[int, str]]:
        """Where the columns stand that nobody reads and nobody chose rows by, and their names."""
        chosen = [place for place, _, _ in self.only]
        read = {*self.places.values(), *self.times.values(), *chosen}
        names = enumerate(self.heading.names)
        return [(place, called(place, name)) for place, name in names if place not in read]

    def _skip(self, name: str, value: str) -> None:
        """A column of names has as many values as rows: beyond the first they are only counted."""
        said = f"{name}: {value}"
        may_be_said = said in self.skipped or len(self.skipped) < SAID_VALUES
        self.skipped[said if may_be_said else f"{name}: …"] += 1


def called(place: int, name: str) -> str:
    """A column as a person can be told of it; where its heading is empty, by Excel's letter."""
    return name or f"[{column_letters(place + 1)}]"


def open_table(source: SourceFile, kind: FileKind, mapping: FileMapping) -> Table:
    """Opens a file as a table. Raises ImportRefused when it cannot be read or is empty, or when a
    column is missing or there twice."""
    form, rows = read_rows(source, mapping.sheet)
    beginning, rows = _look_ahead(rows)
    theirs = {column: tuple(map(plain, mapping.theirs(column))) for column in kind.columns}
    known = {*chain(*theirs.values()), *map(plain, (*mapping.only, *mapping.refunds))}
    if not beginning:
        raise _nothing_in(source, rows)
    heading = find_heading(beginning, known)
    if not mapping.columns.keys() & OF_A_REFUND and not set(heading.names) >= OF_A_REFUND:
        for column in theirs.keys() & OF_A_REFUND:  # a yes or no called `refunded` is a state
            del theirs[column]
    _require(source, kind, mapping, heading)
    found = {column: names for column, names in theirs.items() if names[0] in heading.names}
    index = heading.names.index
    return Table(
        form,
        heading,
        chain(beginning[heading.rows_above :], rows),
        places={column: index(names[0]) for column, names in found.items()},
        times={column: index(names[1]) for column, names in found.items() if names[1:]},
        numbers=tuple(column for column in kind.numbers if column in found),
        texts=tuple(column for column in kind.texts if column in found),
        same_members=mapping.same_members,
        only=_sorted(heading, mapping.only),
        refunds=_sorted(heading, mapping.refunds),
    )


def _sorted(heading: Heading, values: Values) -> Sorted:
    return tuple(
        (heading.names.index(plain(name)), name, frozenset(map(plain, some)))
        for name, some in values.items()
    )


def _nothing_in(source: SourceFile, rows: Iterator[TextRow]) -> ImportRefused:
    try:
        next(rows, None)
    except BrokenFile as broken:
        return ImportRefused([BadRow(source.name, broken.line, broken.flaw)])
    return empty_file(source)


def empty_file(source: SourceFile) -> ImportRefused:
    """The refusal of an empty file; a spreadsheet may be empty in one of its sheets only."""
    sheets = sheet_names(source)
    if len(sheets) > 1:
        return unreadable(source.name, FileFlawCode.EMPTY_SHEET, sheets=sheets)
    return unreadable(source.name, FileFlawCode.EMPTY_FILE)


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
    names = [*chain(*map(mapping.theirs, named)), *mapping.only, *mapping.refunds]
    needed = list(dict.fromkeys(names))
    missing = [name for name in needed if plain(name) not in heading.names]
    twice = [name for name in needed if heading.names.count(plain(name)) > 1]
    if missing or twice:
        sheets = sheet_names(source)
        alone = len(heading.names) < 2 and not sheets
        facts: dict[str, FlawFact] = {
            "columns": tuple(missing or twice),
            "needed": tuple(needed),
        }
        if len(sheets) > 1:
            code = (
                FileFlawCode.COLUMNS_MISSING_IN_SHEET
                if missing
                else FileFlawCode.COLUMNS_TWICE_IN_SHEET
            )
            facts["sheets"] = sheets
        elif not missing:
            code = FileFlawCode.COLUMNS_TWICE
        elif alone:
            code = FileFlawCode.COLUMNS_MISSING_OR_SEPARATOR
        else:
            code = FileFlawCode.COLUMNS_MISSING
        raise ImportRefused([BadRow(source.name, heading.line, file_flaw(code, **facts))])
