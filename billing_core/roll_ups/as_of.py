"""The moment a number is true for (기준시각)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from billing_core.roll_ups.interval import Bounded


@dataclass(frozen=True)
class AsOf:
    """The moment itself. `now` is an aware UTC instant; `grace_days` how long we wait for money."""

    now: datetime
    grace_days: int = 7

    @property
    def grace(self) -> timedelta:
        return timedelta(days=self.grace_days)

    def provisional(self, interval: Bounded) -> bool:
        """Whether it is provisional (잠정): who ran out in it may still pay within the grace."""
        return self.now < interval.end + self.grace
