"""Korean days and months over UTC instants, and the anchor rule.

Every instant in this product is an aware UTC datetime. Every day and month a person
reads is Asia/Seoul and half-open: a month runs from its first midnight up to, and not
including, the next month's first midnight.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")


def kst_date(instant: datetime) -> date:
    return instant.astimezone(KST).date()


def kst_instant(day: date, hour: int = 0) -> datetime:
    """The UTC instant at which the clock on the wall in Seoul shows `hour` o'clock of `day`."""
    return datetime.combine(day, time(hour), KST).astimezone(UTC)


def is_midnight(instant: datetime) -> bool:
    """Midnight in Seoul to the second: where a day begins, and all that a file of dates knows."""
    return instant == kst_instant(kst_date(instant))


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Asia/Seoul."""

    year: int
    month: int

    def __hash__(self) -> int:
        """Of sums by month there are many, and the hash of a tuple costs twice as much."""
        return self.year * 12 + self.month

    @classmethod
    def of(cls, instant: datetime) -> Month:
        day = kst_date(instant)
        return _month(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Reads `2026-11`; ValueError for anything else."""
        parsed = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - a month has no time zone
        return cls(parsed.year, parsed.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def start(self) -> datetime:
        """First instant of the month, UTC."""
        return _start_of(self.year, self.month)

    @property
    def end(self) -> datetime:
        """First instant after the month, UTC."""
        return self.plus(1).start

    def plus(self, months: int) -> Month:
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@lru_cache(maxsize=1_000)
def _start_of(year: int, month: int) -> datetime:
    return kst_instant(date(year, month, 1))


@lru_cache(maxsize=1_000)
def _month(year: int, month: int) -> Month:
    return Month(year, month)


def months_between(first: Month, last: Month) -> list[Month]:
    """Every month from `first` to `last`, both included; empty when `last` is earlier."""
    span = (last.year - first.year) * 12 + last.month - first.month
    return [first.plus(n) for n in range(span + 1)]


def anchored(anchor: date, months: int) -> date:
    """The day `months` after `anchor`, clamped to the month's last day.

    Always counted from the anchor itself, so 31 Jan → 28 Feb → 31 Mar does not drift.
    """
    month = Month(anchor.year, anchor.month).plus(months)
    last_day = calendar.monthrange(month.year, month.month)[1]
    return date(month.year, month.month, min(anchor.day, last_day))
