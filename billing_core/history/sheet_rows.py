"""The rows of a CSV or spreadsheet file as plain text, each with the line it began on."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from billing_core.history.encoding import find_encoding
from billing_core.history.limits import MOST_COLUMNS, MOST_LETTERS, MOST_ROWS
from billing_core.history.source_file import SourceFile
from billing_core.history.spreadsheet import is_spreadsheet, rows_of_sheet
from billing_core.rules.file_flaw import FileFlawCode, FlawFact, file_flaw
from billing_core.rules.file_form import FileForm

TextRow = tuple[int, list[str]]
DELIMITERS = ",\t;|^~¦｜"
AS_TEXT = re.compile(r'="([^"]*)"')  # how a program keeps Excel from taking a number's zeros
MARK = "\ufeff"  # of UTF-8; in the middle of a file it stands where two files were put together
LINES_LOOKED_AT = 20  # for the delimiter


class BrokenFile(Exception):
    """A file that makes no sense from `line` on; the rows before it were read."""

    def __init__(self, line: int, code: FileFlawCode, **facts: FlawFact) -> None:
        super().__init__(code)
        self.line, self.flaw = line, file_flaw(code, **facts)


def read_rows(source: SourceFile, sheet: str = "") -> tuple[FileForm, Iterator[TextRow]]:
    """(what kind of file it is, its rows without the blank ones).

    Raises ImportRefused when it cannot be read at all; the rows raise BrokenFile.
    `sheet` names one of a spreadsheet's sheets; the first when empty.
    """
    with source.opened() as raw:
        if is_spreadsheet(raw):
            return FileForm.EXCEL, _within_limits(rows_of_sheet(source, sheet))
        form = find_encoding(raw, source.name)
    return form, _within_limits(_csv(source, form))


def _within_limits(rows: Iterator[TextRow]) -> Iterator[TextRow]:
    """All that anybody reads of a file comes through here. A cell that is too long is cut behind
    the letter that makes it so: whoever takes the row refuses it, and no pattern meets the rest."""
    for number, (line, cells) in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise BrokenFile(line, FileFlawCode.TOO_MANY_ROWS, most=MOST_ROWS)
        if len(cells) > MOST_COLUMNS:
            columns = len(cells)
            raise BrokenFile(
                line, FileFlawCode.TOO_MANY_COLUMNS, columns=columns, most=MOST_COLUMNS
            )
        yield line, [cell[: MOST_LETTERS + 1] for cell in cells] if too_long(cells) else cells


def too_long(cells: Sequence[str]) -> bool:
    """Whether a cell is. Nearly all rows are shorter than a single cell may be."""
    return len("".join(cells)) > MOST_LETTERS and max(map(len, cells)) > MOST_LETTERS


def _csv(source: SourceFile, codec: str) -> Iterator[TextRow]:
    """A row is named by its first line: that is where a quote was opened which never closes."""
    line = 1
    with source.opened() as raw:
        text = io.TextIOWrapper(raw, encoding=codec, newline="")
        try:
            delimiter = _delimiter(text)
            text.seek(0)
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            for cells in reader:
                if any(map(str.strip, cells)):
                    if cells[0][:1] == MARK:
                        cells[0] = cells[0].lstrip(MARK)
                    yield line, _as_text(cells)
                line = reader.line_num + 1
        except csv.Error as error:
            raise BrokenFile(line, FileFlawCode.NOT_CSV) from error
        except UnicodeDecodeError as error:
            raise BrokenFile(line, FileFlawCode.BROKEN_LETTERS) from error


def _as_text(cells: list[str]) -> list[str]:
    """`="00417"` is 00417: a formula that is nothing but a text."""
    if '="' not in "".join(cells):
        return cells
    return [found[1] if (found := AS_TEXT.fullmatch(cell.strip())) else cell for cell in cells]


def find_delimiter(source: SourceFile) -> str:
    """A text file's delimiter; empty for a spreadsheet, and where none is found. Raises
    ImportRefused when unreadable."""
    with source.opened() as raw:
        if is_spreadsheet(raw):
            return ""
        encoding = find_encoding(raw, source.name)
        raw.seek(0)
        try:
            text = io.TextIOWrapper(raw, encoding=encoding, newline="")
            found = _delimiter(text)
            text.seek(0)
            return found if any(found in text.readline() for _ in range(LINES_LOOKED_AT)) else ""
        except UnicodeDecodeError:
            return ""


def _delimiter(text: io.TextIOWrapper) -> str:
    """The one in most lines, the heading among them: the commas of won are in no heading."""
    beginning = [text.readline() for _ in range(LINES_LOOKED_AT)]
    return max(
        DELIMITERS,
        key=lambda sign: (sum(sign in line for line in beginning), "".join(beginning).count(sign)),
    )
