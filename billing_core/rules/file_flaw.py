"""File flaws: why a cell, a row or a file of history cannot be taken. How each is said,
`wording.file_flaws` says."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class FileFlawCode(StrEnum):
    """Beside each the facts that it carries, `found` apart: what stands in the cell."""

    # One cell
    EMPTY = "empty"
    NOT_AN_ID = "not_an_id"  # longest
    CARD_NUMBER = "card_number"
    TOO_LONG = "too_long"  # longest
    MEMBER_ID = "member_id"  # longest
    REASON_TOO_LONG = "reason_too_long"  # longest
    NOTHING_SEEN = "nothing_seen"
    UNSEEN_LETTERS = "unseen_letters"
    NOT_WHOLE_WON = "not_whole_won"
    OTHER_MONEY = "other_money"
    TOO_MUCH_WON = "too_much_won"
    REFUND_OF_ZERO = "refund_of_zero"
    EXPONENT = "exponent"
    FRACTION = "fraction"
    DIGITS_LOST = "digits_lost"
    GROUPED = "grouped"
    COLUMN_TOO_NARROW = "column_too_narrow"
    ERROR_CELL = "error_cell"  # error
    NO_MOMENT = "no_moment"
    NO_SUCH_MOMENT = "no_such_moment"
    NUMBER_OF_A_DAY = "number_of_a_day"
    NUMBER_OF_A_TIME = "number_of_a_time"
    ZEROS_LOST = "zeros_lost"
    NO_ZONE = "no_zone"
    UNKNOWN_ZONE = "unknown_zone"  # zone
    TOO_EARLY = "too_early"
    IN_FUTURE = "in_future"
    # One row
    CELLS = "cells"  # cells, named
    CELL_TOO_LONG = "cell_too_long"  # column, longest
    TOTALS = "totals"
    SAYS_OTHERWISE = "says_otherwise"  # number, where
    SAYS_OTHERWISE_OF_PAYMENT = "says_otherwise_of_payment"  # number, where, known, said
    ALIKE_MEMBERS = "alike_members"  # given, known
    ALIKE_BUT_ZEROS = "alike_but_zeros"  # given, known
    REFUND_WITHOUT_PAYMENT = "refund_without_payment"  # payment
    REFUND_OF_SEVERAL = "refund_of_several"  # payment
    REFUND_OF_ANOTHER = "refund_of_another"  # payment
    REFUND_TWICE = "refund_twice"
    REFUND_TOO_EARLY = "refund_too_early"
    REFUND_TOO_MUCH = "refund_too_much"  # won
    REFUND_UNKNOWN_TO_GATEWAY = "refund_unknown_to_gateway"
    REFUND_OTHER_THAN_GATEWAY = "refund_other_than_gateway"  # told
    REFUND_OTHER_THAN_FILE = "refund_other_than_file"  # told
    TOO_MANY_COLUMNS = "too_many_columns"  # columns, most
    TOO_MANY_ROWS = "too_many_rows"  # most
    NOT_CSV = "not_csv"
    BROKEN_LETTERS = "broken_letters"
    OTHER_ENCODING = "other_encoding"
    CUT_OFF = "cut_off"
    # The file
    NOT_OPENED = "not_opened"  # error
    TOO_LARGE = "too_large"  # most
    UNPACKED_TOO_LARGE = "unpacked_too_large"  # most, parts
    TOO_MUCH_TEXT = "too_much_text"
    EMPTY_FILE = "empty_file"
    EMPTY_SHEET = "empty_sheet"  # sheets
    NO_SUCH_SHEET = "no_such_sheet"  # sheet, sheets
    COLUMNS_MISSING = "columns_missing"  # columns, needed
    COLUMNS_MISSING_IN_SHEET = "columns_missing_in_sheet"  # columns, needed, sheets
    COLUMNS_MISSING_OR_SEPARATOR = "columns_missing_or_separator"  # columns, needed
    COLUMNS_TWICE = "columns_twice"  # columns, needed
    COLUMNS_TWICE_IN_SHEET = "columns_twice_in_sheet"  # columns, needed, sheets
    CHOOSE_ROWS = "choose_rows"  # columns
    OLD_EXCEL = "old_excel"
    LOCKED_EXCEL = "locked_excel"
    BROKEN_EXCEL = "broken_excel"
    CUT_OFF_EXCEL = "cut_off_excel"
    FAR_CELL = "far_cell"  # cell
    WEB_PAGE = "web_page"
    NO_TEXT = "no_text"
    # The mapping
    MAPPING_NOT_UTF_8 = "mapping_not_utf_8"
    MAPPING_NOT_TOML = "mapping_not_toml"  # error
    MAPPING_UNKNOWN = "mapping_unknown"  # names
    MAPPING_UNKNOWN_OF_KIND = "mapping_unknown_of_kind"  # kind, names
    MAPPING_NOT_OUR_COLUMN = "mapping_not_our_column"  # kind, names
    MAPPING_NOT_TWO_COLUMNS = "mapping_not_two_columns"  # column
    MAPPING_NOT_YES_OR_NO = "mapping_not_yes_or_no"  # name
    MAPPING_UNKNOWN_ZONE = "mapping_unknown_zone"  # zone
    MAPPING_NO_TABLE = "mapping_no_table"  # name
    MAPPING_NO_TEXT = "mapping_no_text"  # name
    MAPPING_NO_LIST = "mapping_no_list"  # name


class Origin(NamedTuple):
    """Where a row stands or came from: a file, a line of it, or both; neither is the gateway."""

    file: str = ""
    line: int = 0


class GivenBack(NamedTuple):
    """One refund, as a sentence names it; won are whole and positive."""

    at: datetime
    won: int


Listed = str | int | datetime | GivenBack  # of a list, a number is won
FlawFact = str | int | Origin | tuple[Listed, ...]


@dataclass(frozen=True)
class FileFlaw:
    """`found`, as it is repeated to people; empty where nothing is."""

    code: FileFlawCode
    facts: dict[str, FlawFact] = field(default_factory=dict)
    found: str = ""


def file_flaw(code: FileFlawCode, found: str = "", /, **facts: FlawFact) -> FileFlaw:
    return FileFlaw(code, facts, found)


@dataclass(frozen=True)
class BadRow:
    """`line` as a text editor counts it, the heading being 1; 0 means the file itself. `column`
    is the file's own name of it, or empty for the row."""

    file_name: str
    line: int
    flaw: FileFlaw
    column: str = ""
