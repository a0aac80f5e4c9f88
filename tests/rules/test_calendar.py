"""Korean months over UTC instants, and the anchor that does not drift."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.calendar import Month, anchored, kst_date, kst_instant, months_between

INSTANTS = st.integers(631_152_000, 3_786_912_000).map(  # 1990 to 2090
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 1, 1))


def test_the_last_second_of_january_in_seoul_is_january() -> None:
    assert Month.of(datetime(2025, 1, 31, 14, 59, 59, tzinfo=UTC)) == Month(2025, 1)
    assert Month.of(datetime(2025, 1, 31, 15, 0, 0, tzinfo=UTC)) == Month(2025, 2)


@given(INSTANTS)
def test_every_instant_is_in_exactly_its_own_month(instant: datetime) -> None:
    month = Month.of(instant)
    assert instant in month
    assert instant not in month.plus(1)
    assert instant not in month.plus(-1)


@given(st.integers(1990, 2080), st.integers(1, 12), st.integers(-400, 400))
def test_months_are_counted_like_whole_numbers(year: int, month: int, by: int) -> None:
    start = Month(year, month)
    assert start.plus(by).plus(-by) == start
    assert start.plus(1).start == start.end
    assert Month.parse(str(start)) == start


def test_a_range_of_months_includes_both_ends() -> None:
    assert [str(month) for month in months_between(Month(2024, 11), Month(2025, 2))] == [
        "2024-11",
        "2024-12",
        "2025-01",
        "2025-02",
    ]
    assert months_between(Month(2025, 2), Month(2025, 1)) == []


@pytest.mark.parametrize("text", ["2025-13", "2025", "01-2025", "", "2025-01-01"])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"format|remains|does not match"):
        Month.parse(text)


@given(DAYS, st.integers(0, 120))
def test_an_anchor_clamps_to_the_months_end_and_never_drifts(anchor: date, months: int) -> None:
    day = anchored(anchor, months)
    last = calendar.monthrange(day.year, day.month)[1]
    assert day.day == min(anchor.day, last)
    assert (day.year * 12 + day.month) - (anchor.year * 12 + anchor.month) == months


@given(DAYS, st.integers(0, 23))
def test_a_korean_hour_is_nine_hours_earlier_in_utc_and_reads_back(day: date, hour: int) -> None:
    instant = kst_instant(day, hour)
    assert kst_date(instant) == day
    assert instant.utcoffset() == timedelta(0)
