"""What a file looks like before anything is done with it: for the page, and for a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from billing_core.history.file_kind import FileKind
from billing_core.history.heading import Heading, find_heading, plain
from billing_core.history.mapping import FileMapping
from billing_core.history.refused import BadRow, ImportRefused
from billing_core.history.sheet_rows import BrokenFile, TextRow, read_rows, sheet_names
from billing_core.history.source_file import SourceFile
from billing_core.history.suggest import alike, guess_kind, known_names, suggest_columns

SHOWN_ROWS = 20
HOME = "Asia/Seoul"


@dataclass(frozen=True)
class Preview:
    """The first rows as text, below the heading that was found, and a mapping to begin with.

    `missing` are the needed columns of ours for which nothing was recognised.
    """

    file_name: str
    kind: FileKind
    encoding: str
    sheets: tuple[str, ...]
    heading_line: int
    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]
    suggested: FileMapping
    missing: tuple[str, ...]


def preview(source: SourceFile, kind: FileKind | None = None, sheet: str = "") -> Preview:
    """`kind` is guessed when nobody says. Raises ImportRefused when the file cannot be read."""
    encoding, rows = read_rows(source, sheet)
    try:
        beginning = list(islice(rows, SHOWN_ROWS + SHOWN_ROWS))
    except BrokenFile as broken:
        raise ImportRefused([BadRow(source.name, broken.line, broken.reason)]) from broken
    if not beginning:
        raise ImportRefused([BadRow(source.name, 0, "빈 파일입니다")])
    heading = _heading(beginning[:SHOWN_ROWS], kind)
    kind = kind or guess_kind(heading.names)
    columns = suggest_columns(kind, heading.names)
    return Preview(
        file_name=source.name,
        kind=kind,
        encoding=encoding,
        sheets=sheet_names(source),
        heading_line=heading.line,
        columns=heading.names,
        rows=tuple(beginning[heading.rows_above :][:SHOWN_ROWS]),
        suggested=FileMapping(columns=columns, time_zone=HOME, sheet=sheet),
        missing=tuple(column for column in kind.needed if column not in columns),
    )


def _heading(beginning: Sequence[TextRow], kind: FileKind | None) -> Heading:
    """Found by names that mean something, whatever blanks and capitals they are written with."""
    known = known_names([kind] if kind else list(FileKind))
    names = {plain(cell) for _, cells in beginning for cell in cells if alike(cell) in known}
    return find_heading(beginning, names)
