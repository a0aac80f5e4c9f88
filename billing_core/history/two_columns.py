"""A day and a time that stand in two columns, as one text."""

import re

from billing_core.history.cells import bad_cell, narrow
from billing_core.rules.file_flaw import FileFlawCode

_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?$")
# A time of digits, perhaps as a spreadsheet writes a number, perhaps with its zone.
_OF_DIGITS = re.compile(
    r"(?P<digits>[0-9]*)(?P<fraction>[.,][0-9]+)?(?P<zone> *\(?(?:[A-Za-z]|[+-][0-9]).*)?"
)
_DOTTED = re.compile(r"[0-9]{1,2}(?:\.[0-9]{2}){2}")
_WHOLE = re.compile(r"0[0-9]{3}|[0-9]{6,}")  # nothing can be lost before them
_FIVE = re.compile(r"[1-9][0-9]{4}")
_PART_OF_A_DAY = re.compile(r"0?[.,](?!0+$)[0-9]+")  # as Excel counts: 0.5 is noon


def joined(column: str, day: str, time: str) -> str:
    """Joins day and time. A spreadsheet gives its days a midnight, and takes the zeros before a
    number: 12 may be noon or 00:00:12, and 12345 can only be 01:23:45. Raises BadCell."""
    bare = _MIDNIGHT.sub("", narrow(day))
    return f"{bare} {_with_its_zeros(column, time)}".strip()


def _with_its_zeros(column: str, time: str) -> str:
    written = narrow(time)
    if _DOTTED.fullmatch(written):
        return written.replace(".", ":")
    found = _OF_DIGITS.fullmatch(written)
    if not written or not found or not (found["digits"] or found["fraction"]):
        return written
    digits, fraction, zone = (found[name] or "" for name in ("digits", "fraction", "zone"))
    if _PART_OF_A_DAY.fullmatch(f"{digits}{fraction}"):
        raise bad_cell(column, FileFlawCode.NUMBER_OF_A_TIME, time)
    if _FIVE.fullmatch(digits) and not fraction:
        return f"0{digits}{zone}"
    if not _WHOLE.fullmatch(digits) or (fraction and len(digits) < 6):
        raise bad_cell(column, FileFlawCode.ZEROS_LOST, time)
    return written
