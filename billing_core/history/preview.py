"""What a file looks like before anything is done with it: for the page, and for a mapping."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from billing_core.history import suggest
from billing_core.history.ask_states import ask_states
from billing_core.history.file_kind import FileKind
from billing_core.history.heading import Heading, find_heading, plain
from billing_core.history.mapping import FileMapping
from billing_core.history.refused import ImportRefused
from billing_core.history.sheet_rows import BrokenFile, TextRow, find_delimiter, read_rows
from billing_core.history.source_file import SourceFile
from billing_core.history.spreadsheet import sheet_names
from billing_core.history.states import StateColumn
from billing_core.history.suggest_refunds import suggest_refunds
from billing_core.history.table import empty_file
from billing_core.rules.card_number import mask_field
from billing_core.rules.file_flaw import BadRow
from billing_core.rules.file_form import FileForm

SHOWN_ROWS = 20
SHEETS_LOOKED_AT = 5  # each is read whole
HOME = "Asia/Seoul"


@dataclass(frozen=True)
class Preview:
    """The first rows as text, below the heading that was found, and a mapping to begin with.

    `missing` are the needed columns of ours for which nothing was recognised; `states` are the
    columns by which a person has to choose, once nothing is missing. `separator` is empty for a
    spreadsheet.
    """

    file_name: str
    kind: FileKind
    form: FileForm
    sheets: tuple[str, ...]
    heading_line: int
    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]
    suggested: FileMapping
    missing: tuple[str, ...]
    separator: str = ""
    states: tuple[StateColumn, ...] = ()


def preview(source: SourceFile, kind: FileKind | None = None, sheet: str = "") -> Preview:
    """Previews a file; `kind` and `sheet` are guessed when nobody says. Raises ImportRefused when
    it cannot be read or there is nothing in it."""
    sheets = sheet_names(source)
    if sheet or len(sheets) < 2:
        return _with_states(source, _preview(source, kind, sheets, sheet))
    return _with_states(source, _best_sheet(source, kind, sheets))


def _with_states(source: SourceFile, seen: Preview) -> Preview:
    separator = find_delimiter(source)
    if seen.missing:
        return replace(seen, separator=separator)
    try:
        states = ask_states(source, seen.kind, seen.suggested)
    except ImportRefused:  # a heading that is there twice: the person may choose another
        return replace(seen, separator=separator)
    only = suggest.suggest_only(states)
    refunds = suggest_refunds(source, seen.suggested, only) if only else {}
    suggested = replace(seen.suggested, only=only, refunds=refunds)
    return replace(seen, separator=separator, states=states, suggested=suggested)


def _best_sheet(source: SourceFile, kind: FileKind | None, sheets: tuple[str, ...]) -> Preview:
    """The first that has all the columns; behind a cover or an empty sheet lies the table."""
    seen: list[Preview] = []
    for sheet in sheets[:SHEETS_LOOKED_AT]:
        try:
            seen.append(_preview(source, kind, sheets, sheet))
        except ImportRefused:
            continue
        if not seen[-1].missing:
            return seen[-1]
    if not seen:
        return _preview(source, kind, sheets, sheets[0])
    return min(seen, key=lambda each: len(each.missing))


def _preview(
    source: SourceFile, kind: FileKind | None, sheets: tuple[str, ...], sheet: str
) -> Preview:
    form, rows = read_rows(source, sheet)
    try:
        beginning = list(islice(rows, SHOWN_ROWS + SHOWN_ROWS))
    except BrokenFile as broken:
        raise ImportRefused([BadRow(source.name, broken.line, broken.flaw)]) from broken
    if not beginning:
        raise empty_file(source)
    heading = _heading(beginning[:SHOWN_ROWS], kind)
    kind = kind or suggest.guess_kind(heading.names)
    below = beginning[heading.rows_above :][:SHOWN_ROWS]
    columns = suggest.suggest_columns(kind, heading.names, [cells for _, cells in below])
    ours = {theirs: ours for ours, theirs in columns.items() if isinstance(theirs, str)}
    names = [ours.get(name, "") for name in heading.names]
    shown = tuple((line, _masked(names, cells)) for line, cells in below)
    return Preview(
        file_name=source.name,
        kind=kind,
        form=form,
        sheets=sheets,
        heading_line=heading.line,
        columns=heading.names,
        rows=shown,
        suggested=FileMapping(
            columns=columns,
            time_zone=HOME,
            sheet=sheet,
        ),
        missing=tuple(column for column in kind.needed if column not in columns),
    )


def _masked(names: Sequence[str], cells: Sequence[str]) -> list[str]:
    """A row without its card numbers; `names`: what we call its columns, as far as we know."""
    named = zip_longest(names, cells, fillvalue="")
    return [mask_field(name, cell) for name, cell in named][: len(cells)]


def _heading(beginning: Sequence[TextRow], kind: FileKind | None) -> Heading:
    """Found by names that mean something, whatever blanks and capitals they are written with."""
    known = suggest.known_names([kind] if kind else list(FileKind))
    names = {
        plain(cell) for _, cells in beginning for cell in cells if suggest.called_like(cell) & known
    }
    return find_heading(beginning, names)
