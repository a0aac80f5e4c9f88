"""An instant as the clock on the wall in Seoul shows it, whole seconds, without a time zone."""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from billing_core.rules.calendar import KST

_TWO_DIGITS = tuple(f"{number:02d}" for number in range(60))


def seoul_time(instant: datetime) -> datetime:
    """Naive Seoul time for Excel, which knows no time zones and refuses to be told one."""
    return instant.astimezone(KST).replace(tzinfo=None, microsecond=0)


def seoul_text(instant: datetime) -> str:
    """Seoul time as text: `2025-02-01 09:30:00`."""
    at = instant.astimezone(UTC)
    return f"{_hour_text(at.date(), at.hour)}:{_TWO_DIGITS[at.minute]}:{_TWO_DIGITS[at.second]}"


# Seoul has been whole hours away from UTC since 1961, so thousands of rows of the same hour
# share the text up to it, which is most of the work.
@lru_cache(maxsize=10_000)
def _hour_text(day: date, hour: int) -> str:
    return f"{datetime.combine(day, time(hour), UTC).astimezone(KST):%Y-%m-%d %H}"
