"""Dates and times as Korean programs and people write them, read as instants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from billing_core.history.cells import BadCell, narrow, short

FIRST_YEAR = 1980  # before it there is no card payment, only a typo
_AS_PEOPLE_WRITE = re.compile(
    r"(?P<year>[0-9]{4}) ?[.\-/년] ?(?P<month>[0-9]{1,2}) ?[.\-/월] ?(?P<day>[0-9]{1,2})[.일]?"
    r"(?: ?\([월화수목금토일]\))?"
    r"(?:[ T]*(?P<half>오전|오후|AM|PM|am|pm)? ?(?P<hour>[0-9]{1,2}) ?(?::|시)"
    r"(?: ?(?P<minute>[0-9]{1,2}) ?(?:분)?)?"
    r"(?:[: ] ?(?P<second>[0-9]{1,2})(?:\.(?P<fraction>[0-9]{1,6}))? ?(?:초)?)?"
    r"(?: ?(?P<half_after>AM|PM|am|pm))?)?"
)
_AS_GATEWAYS_WRITE = re.compile(  # 20250103090000
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?"
)
_AS_EXCEL_COUNTS = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")  # days since 1900
_AFTERNOON = ("오후", "pm")


@dataclass(frozen=True)
class TimeReading:
    """`zone` is whose clock a time without an offset shows; None when nobody said.

    `formats` are strptime's, tried before the usual ways of writing. Nothing is later than `now`.
    """

    now: datetime
    zone: tzinfo | None = None
    formats: tuple[str, ...] = ()


def read_instant(column: str, text: str, reading: TimeReading) -> datetime:
    """As UTC. A day without a time is its first midnight. Raises BadCell."""
    if not text.strip():
        raise BadCell(column, "비어 있습니다")
    try:
        written = _read(narrow(text), reading.formats)
    except _Unreadable as why:
        raise BadCell(column, f"{why}(받은 값 {short(text)})") from None
    if written.tzinfo is None:
        if reading.zone is None:
            raise BadCell(
                column,
                "시간대가 없습니다. 2025-01-31T23:59:59+09:00처럼 적거나 "
                f"매핑에 time_zone을 적어 주세요(받은 값 {short(text)})",
            )
        written = written.replace(tzinfo=reading.zone)
    if written.year < FIRST_YEAR:
        raise BadCell(column, f"1980년보다 앞섭니다. 연도를 확인해 주세요(받은 값 {short(text)})")
    instant = written.astimezone(UTC)
    if instant > reading.now:
        raise BadCell(column, f"지금보다 나중입니다(받은 값 {short(text)})")
    return instant


class _Unreadable(Exception):
    """One Korean sentence that says why."""


def _read(text: str, formats: tuple[str, ...]) -> datetime:
    for form in formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the reading's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _as_people_write(text)


def _as_people_write(text: str) -> datetime:
    found = _AS_PEOPLE_WRITE.fullmatch(text) or _AS_GATEWAYS_WRITE.fullmatch(text)
    if not found:
        raise _Unreadable(
            "엑셀의 날짜 번호라서 읽을 수 없습니다. 엑셀에서 셀 서식을 날짜로 바꿔 저장해 주세요"
            if _AS_EXCEL_COUNTS.fullmatch(text)
            else "날짜와 시각으로 읽을 수 없습니다"
        )
    parts = found.groupdict(default="")
    year, month, day, minute, second = (
        int(parts[name] or 0) for name in ("year", "month", "day", "minute", "second")
    )
    try:
        return datetime(  # noqa: DTZ001 - see above
            year, month, day, _hour(parts), minute, second, _microsecond(parts)
        )
    except ValueError:
        raise _Unreadable("달력에 없는 날짜나 시각이라서 읽을 수 없습니다") from None


def _hour(parts: Mapping[str, str]) -> int:
    """Of a day with twice twelve of them where a half is written. Raises ValueError."""
    half = (parts.get("half") or parts.get("half_after") or "").lower()
    hour = int(parts["hour"] or 0)
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in _AFTERNOON else 0)


def _microsecond(parts: Mapping[str, str]) -> int:
    return int(parts.get("fraction", "").ljust(6, "0"))
