"""How far a sheet of an XLSX file reaches, and which of its cells show an error, before anything
makes room for it.

A sheet is a grid once it is read: one forgotten letter in its last corner makes it seventeen
billion cells, which no machine has room for, and a program that asks for them is ended. What
reads it gives nothing for Excel's errors (`#N/A`), and an empty cell would say something else.
The price: as long again as reading takes, four seconds for a million cells.
"""

from collections.abc import Mapping
from functools import lru_cache
from xml.parsers import expat

from billing_core.history.limits import MOST_CELLS, MOST_COLUMNS, MOST_LETTERS_OF_A_SHEET
from billing_core.history.workbook_parts import Attributes, UnusableWorkbook
from billing_core.rules.file_flaw import FileFlawCode

DIGITS = "0123456789"
LONGEST_COLUMN, LONGEST_ROW = len("XFD"), len("1048576")
_LONGEST_ERROR = 40
ErrorCells = Mapping[tuple[int, int], str]  # row and column, from 1


def scan_sheet(sheet: bytes, shared_texts: bytes) -> ErrorCells:
    """Its errors. Raises UnusableWorkbook when it reaches too far or its texts are too long, and
    ExpatError."""
    scan = _Scan(_lengths(shared_texts))
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.begins
    parser.CharacterDataHandler = scan.says
    parser.Parse(sheet, True)
    scan.cell_is_over()
    if scan.columns > MOST_COLUMNS or scan.columns * scan.rows > MOST_CELLS:
        cell = f"{column_letters(scan.columns)}{scan.rows}"
        raise UnusableWorkbook(FileFlawCode.FAR_CELL, cell=cell)
    return scan.errors


class _Scan:
    """A row or cell that does not say where it stands follows the one before. Only what holds a
    value takes room: sheets are often painted to their end."""

    def __init__(self, lengths: list[int]) -> None:
        self.rows = self.columns = 0
        self.errors: dict[tuple[int, int], str] = {}
        self._lengths = lengths
        self._letters = 0
        self._row = self._column = self._row_of_cell = 0
        self._sort = self._value = ""
        self._in_value = False

    def begins(self, name: str, attributes: Attributes) -> None:
        """Called for all that begins, millions of times."""
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            if self._value:
                self.cell_is_over()
            self._in_value = False
            self._sort = attributes.get("t", "")
            place = attributes.get("r")
            if place is None:
                self._row_of_cell, self._column = self._row, self._column + 1
            else:
                letters = place.rstrip(DIGITS)
                self._row_of_cell = _row(place[len(letters) :])
                self._column = column_number(letters.upper())
        elif name in ("v", "is"):
            self._in_value = self._sort in ("s", "e")
            self.rows = max(self.rows, self._row_of_cell)
            self.columns = max(self.columns, self._column)
        elif name == "row":
            if self._value:
                self.cell_is_over()
            said = attributes.get("r")
            self._row = self._row + 1 if said is None else _row(said)
            self._column = 0
        else:
            self._in_value = False

    def says(self, text: str) -> None:
        if self._in_value and len(self._value) <= _LONGEST_ERROR:
            self._value += text

    def cell_is_over(self) -> None:
        value, self._value = self._value.strip(), ""
        if self._sort == "e" and value:
            self.errors[self._row_of_cell, self._column] = value
        elif self._sort == "s" and value.isdecimal() and int(value) < len(self._lengths):
            self._letters += self._lengths[int(value)]
            if self._letters > MOST_LETTERS_OF_A_SHEET:
                raise UnusableWorkbook(FileFlawCode.TOO_MUCH_TEXT)


@lru_cache(maxsize=1_000)
def _row(said: str) -> int:
    if not said.isdecimal() or len(said) > LONGEST_ROW:
        raise UnusableWorkbook
    return int(said)


def _lengths(shared_texts: bytes) -> list[int]:
    """How many letters each text has that cells share."""
    lengths: list[int] = []

    def begins(name: str, _attributes: Attributes) -> None:
        if name == "si" or name.endswith(":si"):
            lengths.append(0)

    def says(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    if shared_texts:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = begins
        parser.CharacterDataHandler = says
        parser.Parse(shared_texts, True)
    return lengths


@lru_cache(maxsize=1_000)
def column_number(column: str) -> int:
    """A is 1, Z is 26, AA is 27. Raises UnusableWorkbook."""
    if not (column.isascii() and column.isalpha()) or len(column) > LONGEST_COLUMN:
        raise UnusableWorkbook
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
