"""The days of a piece of time, each by itself."""

from __future__ import annotations

from datetime import timedelta

from billing_core.roll_ups.interval import Bounded, Interval
from billing_core.rules.calendar import kst_date


def days_of(interval: Bounded) -> list[Interval]:
    """The days in Seoul of a month, a year, or anything else that begins and ends at midnight."""
    first = kst_date(interval.start)
    return [
        Interval.of_day(first + timedelta(days=n))
        for n in range((interval.end - interval.start).days)
    ]
