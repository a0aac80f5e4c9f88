"""Dates and times as Korean programs and people write them, read as instants."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from billing_core.history.cells import BadCell, bad_cell, narrow
from billing_core.history.zones import LONGEST_TIME, UnknownZone, zone_behind
from billing_core.rules.file_flaw import FileFlawCode, FlawFact, file_flaw

FIRST_YEAR = 1980  # before it there is no card payment, only a typo
_AS_PEOPLE_WRITE = re.compile(
    r"(?P<year>[0-9]{4}) ?[.\-/년] ?(?P<month>[0-9]{1,2}) ?[.\-/월] ?(?P<day>[0-9]{1,2})[.일]?"
    r"(?: ?\([월화수목금토일]\))?"
    r"(?:[ T]*(?P<half>오전|오후|AM|PM|am|pm)? ?(?P<hour>[0-9]{1,2}) ?(?::|시)"
    r"(?: ?(?P<minute>[0-9]{1,2}) ?(?:분)?)?"
    r"(?:[: ] ?(?P<second>[0-9]{1,2})(?:\.(?P<fraction>[0-9]{1,6}))? ?(?:초)?)?"
    r"(?: ?(?P<half_after>AM|PM|am|pm))?)?"
)
_AS_GATEWAYS_WRITE = re.compile(  # 20250103090000, or in two columns 20250103 and 90000
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2}) ?"
    r"(?P<hour>[0-9]{2}|(?<= )[0-9](?=[0-9]{4}$))(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?"
)
_DAY_OF_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2}) (?=.*[^0-9])")
_DIGITS_BEHIND_A_DAY = re.compile(
    r"(?P<day>.*[0-9.일]) (?P<hour>[0-9]{2}(?=[0-9]{2}(?:[0-9]{2})?$)|[0-9](?=[0-9]{4}$))(?P<rest>[0-9]+)"
)
_TIME_BEFORE_ITS_DAY = re.compile(
    r"(?P<time>(?:(?:오전|오후|AM|PM) ?)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?(?:AM|PM))?)"
    r" (?P<day>[0-9]{4}.*)",
    re.IGNORECASE,
)
_AS_EXCEL_COUNTS = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")  # days since 1900
_AFTERNOON = ("오후", "pm")
EPOCH = "%s"  # seconds since 1970, or thousandths of them, as programs count
_EPOCH_SECONDS = re.compile(r"[0-9]{9,10}(?:\.[0-9]{1,6})?|(?P<thousandths>[0-9]{12,13})")


@dataclass(frozen=True)
class TimeReading:
    """How times are to be read. `zone` is that of a time without an offset; None when nobody said.
    `zones`: of a column of ours whose heading names its own, that one.

    `formats` are strptime's, tried before the usual ways of writing; EPOCH is one of them too.
    Nothing is later than `now`.
    """

    now: datetime
    zone: tzinfo | None = None
    formats: tuple[str, ...] = ()
    zones: Mapping[str, tzinfo] = field(default_factory=dict)


def read_instant(column: str, text: str, reading: TimeReading) -> datetime:
    """Parses an instant, as UTC. A day without a time is its first midnight. Raises BadCell."""
    if not text.strip():
        raise BadCell(column, file_flaw(FileFlawCode.EMPTY))
    try:
        if len(text) > LONGEST_TIME:
            raise _Unreadable(FileFlawCode.NO_MOMENT)
        written = _read(narrow(text), reading.formats)
    except _Unreadable as why:
        raise bad_cell(column, why.code, text, **why.facts) from None
    if written.tzinfo is None:
        zone = reading.zones.get(column, reading.zone)
        if zone is None:
            raise bad_cell(column, FileFlawCode.NO_ZONE, text)
        written = written.replace(tzinfo=zone)
    if written.year < FIRST_YEAR:
        raise bad_cell(column, FileFlawCode.TOO_EARLY, text)
    instant = written.astimezone(UTC)
    if instant > reading.now:
        raise bad_cell(column, FileFlawCode.IN_FUTURE, text)
    return instant


class _Unreadable(Exception):
    """The flaw of its cell."""

    def __init__(self, code: FileFlawCode, **facts: FlawFact) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def _read(text: str, formats: tuple[str, ...]) -> datetime:
    for form in formats:
        with suppress(ValueError, OverflowError):
            return _by_form(text, form)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        bare, zone = zone_behind(text)
    except UnknownZone as unknown:
        raise _Unreadable(FileFlawCode.UNKNOWN_ZONE, zone=str(unknown)) from None
    if zone is None:
        return _as_people_write(text)
    with suppress(ValueError):
        return datetime.fromisoformat(bare).replace(tzinfo=zone)
    return _as_people_write(bare).replace(tzinfo=zone)


def _by_form(text: str, form: str) -> datetime:
    """By strptime, which forgets a zone's name, and takes digits as it likes. Raises ValueError."""
    if form == EPOCH:
        if not (counted := _EPOCH_SECONDS.fullmatch(text)):
            raise ValueError(text)
        return datetime.fromtimestamp(float(text) / (1_000 if counted["thousandths"] else 1), UTC)
    if not _digits_of(form).fullmatch(text):
        raise ValueError(text)
    if "%Z" not in form:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the reading's
    try:
        bare, zone = zone_behind(text)
    except UnknownZone as unknown:
        raise ValueError(text) from unknown
    at = datetime.strptime(bare.strip(), form.replace("%Z", "").strip())  # noqa: DTZ007
    return at.replace(tzinfo=zone)


_WIDTHS = {"Y": 4, "j": 3, "f": 6} | dict.fromkeys("mdHIMSy", 2)
_DIRECTIVE = re.compile(r"((?:%[YmdHIMSyjf])+)|(%[^%])|(%%)")


@lru_cache(maxsize=100)
def _digits_of(form: str) -> re.Pattern[str]:
    """Where numbers stand side by side each has all of its digits: of 12345 strptime would make
    12:34:05, which may be 01:23:45. The rest is strptime's."""
    written, place = "", 0
    for found in _DIRECTIVE.finditer(form):
        written += _loosely(form[place : found.start()])
        place = found.end()
        numbers = (found[1] or "").replace("%", "")
        whole = numbers.removesuffix("f") if len(numbers) > 1 else ""
        if whole:
            written += f"[0-9]{{{sum(_WIDTHS[letter] for letter in whole)}}}"
        if last := numbers.removeprefix(whole):
            written += f" *[0-9]{{1,{_WIDTHS[last]}}}"
        if not numbers:
            written += "%" if found[3] else ".*?"
    return re.compile(written + _loosely(form[place:]), re.DOTALL | re.IGNORECASE)


def _loosely(text: str) -> str:
    return r"\s*".join(map(re.escape, re.split(r"\s+", text)))


def _as_people_write(text: str) -> datetime:
    text = _day_first(text)
    found = _AS_PEOPLE_WRITE.fullmatch(text) or _AS_GATEWAYS_WRITE.fullmatch(text)
    if not found:
        counted = _AS_EXCEL_COUNTS.fullmatch(text)
        raise _Unreadable(FileFlawCode.NUMBER_OF_A_DAY if counted else FileFlawCode.NO_MOMENT)
    parts = found.groupdict(default="")
    year, month, day, minute, second = (
        int(parts[name] or 0) for name in ("year", "month", "day", "minute", "second")
    )
    try:
        return datetime(  # noqa: DTZ001 - see above
            year, month, day, _hour(parts), minute, second, _microsecond(parts)
        )
    except ValueError:
        raise _Unreadable(FileFlawCode.NO_SUCH_MOMENT) from None


def _day_first(text: str) -> str:
    """`오전 0:05 2026-03-02` the other way round, `20260302 0:05` and `2026-03-02 235959` with
    their signs."""
    text = _DAY_OF_DIGITS.sub(r"\1-\2-\3 ", text, count=1)
    if turned := _TIME_BEFORE_ITS_DAY.fullmatch(text):
        return f"{turned['day']} {turned['time']}"
    digits = _DIGITS_BEHIND_A_DAY.fullmatch(text)
    if digits and not digits["day"].isdigit():
        rest = digits["rest"]
        return f"{digits['day']} {digits['hour']}:{rest[:2]}" + (f":{rest[2:]}" if rest[2:] else "")
    return text


def _hour(parts: Mapping[str, str]) -> int:
    """Of a day with twice twelve of them where a half is written. Raises ValueError."""
    half = (parts.get("half") or parts.get("half_after") or "").lower()
    hour = int(parts["hour"] or 0)
    if not half:
        return hour
    if hour > 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in _AFTERNOON else 0)


def _microsecond(parts: Mapping[str, str]) -> int:
    return int(parts.get("fraction", "").ljust(6, "0"))
