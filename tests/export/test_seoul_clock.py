"""Instants written in Seoul time: the quick way says what the slow way says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from billing_core.export.seoul_clock import seoul_text, seoul_time
from billing_core.rules.calendar import KST

# With the summer times of 1987 and 1988, and with instants told in other people's time zones.
SINCE_1962 = datetime(1962, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
ZONES = st.timezones() | st.integers(-720, 840).map(lambda m: timezone(timedelta(minutes=m)))


@given(st.datetimes(*SINCE_1962, timezones=st.just(UTC) | ZONES))
@example(datetime(2025, 1, 31, 15, 0, tzinfo=UTC))
@example(datetime(1988, 5, 7, 16, 30, tzinfo=UTC))
@example(datetime(2025, 2, 1, 0, 0, 0, 999_999, tzinfo=KST))
def test_an_instant_reads_as_the_clock_in_seoul(instant: datetime) -> None:
    assert seoul_text(instant) == f"{instant.astimezone(KST):%Y-%m-%d %H:%M:%S}"
    assert seoul_text(instant) == seoul_time(instant).isoformat(" ")
