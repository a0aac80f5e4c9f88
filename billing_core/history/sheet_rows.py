"""The rows of a CSV or spreadsheet file as plain text, each with the line it began on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from billing_core.history.encoding import find_encoding
from billing_core.history.source_file import SourceFile
from billing_core.history.spreadsheet import is_spreadsheet, rows_of_sheet

TextRow = tuple[int, list[str]]
DELIMITERS = ",\t;|"
MARK = "\ufeff"  # of UTF-8; in the middle of a file it stands where two files were put together
LINES_LOOKED_AT = 20  # for the delimiter
EXCEL = "엑셀"


class BrokenFile(Exception):
    """From `line` on the file makes no sense; the rows before it were read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def read_rows(source: SourceFile, sheet: str = "") -> tuple[str, Iterator[TextRow]]:
    """(what kind of file it is, its rows without the blank ones).

    Raises ImportRefused when it cannot be read at all; the rows raise BrokenFile.
    `sheet` names one of a spreadsheet's sheets; the first when empty.
    """
    with source.opened() as raw:
        if is_spreadsheet(raw):
            return EXCEL, rows_of_sheet(source, sheet)
        encoding = find_encoding(raw, source.name)
    return encoding.label, _csv(source, encoding.codec)


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
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            why = (
                'CSV로 읽을 수 없는 행입니다. 따옴표(")가 제자리에서 닫히지 않았거나 '
                "한 칸이 너무 깁니다"
            )
            raise BrokenFile(line, why) from error
        except UnicodeDecodeError as error:
            why = (
                "이 행이나 그 아래의 글자가 깨져 있습니다. 파일이 중간에 잘렸을 수 있습니다. "
                "원래 프로그램에서 다시 저장해 주세요"
            )
            raise BrokenFile(line, why) from error


def find_delimiter(source: SourceFile) -> str:
    """Of a text file; empty for a spreadsheet. Raises ImportRefused when it cannot be read."""
    with source.opened() as raw:
        if is_spreadsheet(raw):
            return ""
        encoding = find_encoding(raw, source.name)
        raw.seek(0)
        try:
            return _delimiter(io.TextIOWrapper(raw, encoding=encoding.codec, newline=""))
        except UnicodeDecodeError:
            return ""


def _delimiter(text: io.TextIOWrapper) -> str:
    """The one in most lines, the heading among them: the commas of won are in no heading."""
    beginning = [text.readline() for _ in range(LINES_LOOKED_AT)]
    return max(
        DELIMITERS,
        key=lambda sign: (sum(sign in line for line in beginning), "".join(beginning).count(sign)),
    )
