"""Validates and parses one cell of a history file. BadCell says by code why it cannot be."""

import re
import unicodedata
from functools import lru_cache

from billing_core.lifecycle.start_checkout import LONGEST_MEMBER_ID, require_app_id
from billing_core.rules.card_number import NUMBERS_OF_PAYMENTS, has_card_number
from billing_core.rules.file_flaw import FileFlaw, FileFlawCode, FlawFact, file_flaw
from billing_core.rules.member_key import member_key, told_apart, unseen_places
from billing_core.rules.refusal import Refusal

MOST_WON = 1_000_000_000_000
# "29,000원", "₩29,000"; in CP949 the won sign is the byte of the backslash. Groups must be
# whole: "29,00" is more likely a decimal comma than money.
_WON = re.compile(
    r"(?:[₩￦\\]|KRW)?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0{1,2})?\s*(?:원|KRW)?"
)
_ID = re.compile(r"[A-Za-z0-9_.:-]+")
_NARROW = {code + 0xFEE0: code for code in range(ord("!"), ord("~") + 1)} | {0x3000: ord(" ")}
_NEGATIVE = re.compile(
    r"(?P<won>[₩￦\\]|KRW)?\s*(?:[-−–△▲]\s*(?P<bare>.+)|\((?P<within>[^()]+)\)(?P<unit>원?))"
)
# A dollar is no won, however the number beside it looks.
_OTHER_MONEY = re.compile(
    r"[$€£¥￥]|(?<![A-Z])(?:USD|EUR|JPY|CNY|GBP|HKD|TWD|SGD)|달러|불$|엔화?$|유로|위안"
)
LONGEST_WON = 60  # beyond it nothing is read: composing letters may take the square of their number
LONGEST_COMPOSED = 2_000
LONGEST_REASON = 400
SHORT = 40  # letters of a value that are repeated


class BadCell(Exception):
    """A cell that cannot be taken; `column` is ours, or empty for the row."""

    def __init__(self, column: str, flaw: FileFlaw) -> None:
        super().__init__(f"{column}: {flaw.code}")
        self.column, self.flaw = column, flaw


def bad_cell(column: str, code: FileFlawCode, text: str, **facts: FlawFact) -> BadCell:
    """The error of a cell, with what stands in it."""
    return BadCell(column, file_flaw(code, short(text), **facts))


def read_id(column: str, text: str, longest: int) -> str:
    """Parses an id that somebody's system gave: letters, digits and a few signs."""
    _require(column, text)
    if len(text) > longest or not _ID.fullmatch(text):
        raise bad_cell(column, FileFlawCode.NOT_AN_ID, text, longest=longest)
    return _no_card_number(column, text)


def read_key(column: str, text: str, longest: int) -> str:
    """Parses a key, what somebody's system calls a thing: any text that can be seen, to the letter;
    may not be empty."""
    _require(column, text)
    return _no_card_number(column, _seen(column, text, longest))


def _no_card_number(column: str, text: str) -> str:
    """A masked id would name something else, so it is refused."""
    if column not in NUMBERS_OF_PAYMENTS and has_card_number(text):
        raise BadCell(column, file_flaw(FileFlawCode.CARD_NUMBER))
    return text


def read_name(column: str, text: str, longest: int) -> str:
    """Parses a name as a screen shows it: composed, single blanks of whatever kind they were."""
    _require(column, text)
    name = _seen(column, _single_blanks(composed(text)), longest)
    if not member_key(name):
        raise _unseen(column, name)
    return name


def read_note(column: str, text: str, longest: int) -> str:
    """Parses a note: any text that can be seen, or nothing; single blanks of whatever kind."""
    return _seen(column, _single_blanks(text), longest) if text else ""


def _single_blanks(text: str) -> str:
    """Line breaks of a cell are blanks as well."""
    return " ".join(text.split())


def _seen(column: str, text: str, longest: int) -> str:
    """Nothing that nobody sees, wherever a text comes from: it makes two of one."""
    if len(text) > longest:
        raise bad_cell(column, FileFlawCode.TOO_LONG, text, longest=longest)
    if unseen_places(text, as_drawn=True):
        raise _unseen(column, text)
    return text


def _unseen(column: str, text: str) -> BadCell:
    """By its number: whoever looks for it sees nothing."""
    told = told_apart(text if len(text) <= SHORT else f"{text[:SHORT]}…")
    return BadCell(column, file_flaw(FileFlawCode.UNSEEN_LETTERS, told))


@lru_cache(maxsize=50_000)  # a member pays every month, and the letters are looked at one by one
def read_member_id(text: str) -> str:
    _require("member_id", text)
    try:
        require_app_id(text)
    except Refusal:
        longest = LONGEST_MEMBER_ID
        raise bad_cell("member_id", FileFlawCode.MEMBER_ID, text, longest=longest) from None
    if not member_key(text):
        raise bad_cell("member_id", FileFlawCode.NOTHING_SEEN, text)
    return _no_card_number("member_id", text)


def read_reason(text: str) -> str:
    if len(text) > LONGEST_REASON or "\x00" in text:
        raise BadCell("reason", file_flaw(FileFlawCode.REASON_TOO_LONG, longest=LONGEST_REASON))
    return text


@lru_cache(maxsize=1_000)  # a company has few prices
def read_money(column: str, text: str) -> int:
    """Parses whole won: `29000`, `29,000원`, `₩29,000`; negative for money that went back:
    `-29,000`, `△29,000`, `(29,000)`. No fractions, no other money."""
    _require(column, text)
    if len(text) > LONGEST_WON:
        raise bad_cell(column, FileFlawCode.NOT_WHOLE_WON, text)
    written = narrow(text)
    back = _NEGATIVE.fullmatch(written)
    if not back:
        return _read_won(column, text, written)
    return -_read_won(column, text, back["bare"] or back["within"] + back["unit"])


@lru_cache(maxsize=1_000)
def is_negative(text: str) -> bool:
    """Whether it is money that went back, even if it cannot be read."""
    return len(text) <= LONGEST_WON and bool(_NEGATIVE.fullmatch(narrow(text)))


def _read_won(column: str, text: str, written: str) -> int:
    found = _WON.fullmatch(written)
    if not found:
        other = _OTHER_MONEY.search(written.upper())
        raise bad_cell(
            column, FileFlawCode.OTHER_MONEY if other else FileFlawCode.NOT_WHOLE_WON, text
        )
    won = int(found[1].replace(",", "")) if len(found[1]) <= 20 else MOST_WON + 1
    if won > MOST_WON:
        raise bad_cell(column, FileFlawCode.TOO_MUCH_WON, text)
    return won


def composed(text: str) -> str:
    """The text stripped and in Unicode NFC, which has 원 in one piece: a Mac writes it as three."""
    bare = text.strip()
    if bare.isascii() or len(bare) > LONGEST_COMPOSED:
        return bare
    return unicodedata.normalize("NFC", bare)


def narrow(text: str) -> str:
    """`composed`, with the full-width digits and signs of a Korean keyboard as plain ones."""
    written = composed(text)
    return written if written.isascii() else written.translate(_NARROW)


def _require(column: str, text: str) -> None:
    if not text.strip():
        raise BadCell(column, file_flaw(FileFlawCode.EMPTY))


def short(text: str) -> str:
    return repr(text if len(text) <= SHORT else f"{text[:SHORT]}…")
