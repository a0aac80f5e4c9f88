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
    at = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    hour = _hour_text(at.toordinal() * 24 + at.hour)
    return f"{hour}:{_TWO_DIGITS[at.minute]}:{_TWO_DIGITS[at.second]}"


# Seoul has been whole hours away from UTC since 1961, so thousands of rows of the same hour
# share the text up to it, which is most of the work. A number is found sooner than a date.
@lru_cache(maxsize=10_000)
def _hour_text(hour: int) -> str:
    day, of_day = divmod(hour, 24)
    at = datetime.combine(date.fromordinal(day), time(of_day), UTC)
    return f"{at.astimezone(KST):%Y-%m-%d %H}"
