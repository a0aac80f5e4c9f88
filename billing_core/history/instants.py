"""Dates and times as Korean programs and people write them, read as instants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from billing_core.history.cells import BadCell, composed, short

_AS_PEOPLE_WRITE = re.compile(
    r"(?P<year>[0-9]{4}) ?[.\-/년] ?(?P<month>[0-9]{1,2}) ?[.\-/월] ?(?P<day>[0-9]{1,2})[.일]?"
    r"(?: ?\([월화수목금토일]\))?"
    r"(?:[ T]*(?P<half>오전|오후|AM|PM|am|pm)? ?(?P<hour>[0-9]{1,2}) ?(?::|시)"
    r"(?: ?(?P<minute>[0-9]{1,2}) ?(?:분)?)?(?:[: ] ?(?P<second>[0-9]{1,2}) ?(?:초)?)?"
    r"(?: ?(?P<half_after>AM|PM|am|pm))?)?"
)
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
    """As UTC. A day without a time is its first midnight."""
    written = _read(composed(text), reading.formats)
    if written is None:
        raise _unreadable(column, text)
    if written.tzinfo is None:
        if reading.zone is None:
            raise BadCell(
                column,
                "시간대가 없습니다. 2025-01-31T23:59:59+09:00처럼 적거나 "
                f"매핑에 time_zone을 적어 주세요(받은 값 {short(text)})",
            )
        written = written.replace(tzinfo=reading.zone)
    try:
        instant = written.astimezone(UTC)
    except OverflowError:
        raise _unreadable(column, text) from None
    if instant > reading.now:
        raise BadCell(column, f"지금보다 나중입니다(받은 값 {short(text)})")
    return instant


def _unreadable(column: str, text: str) -> BadCell:
    return BadCell(column, f"날짜와 시각으로 읽을 수 없습니다(받은 값 {short(text)})")


def _read(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the reading's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _as_people_write(text)


def _as_people_write(text: str) -> datetime | None:
    found = _AS_PEOPLE_WRITE.fullmatch(text)
    if not found:
        return None
    half = (found["half"] or found["half_after"] or "").lower()
    hour = int(found["hour"] or 0)
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    year, month, day, minute, second = (
        int(found[part] or 0) for part in ("year", "month", "day", "minute", "second")
    )
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - see above
    except ValueError:
        return None
