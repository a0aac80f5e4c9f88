"""The moment a number is true for (기준시각)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from billing_core.roll_ups.interval import Bounded


@dataclass(frozen=True)
class AsOf:
    """`now` is an aware UTC instant; `grace_days` how long an unpaid member is waited for."""

    now: datetime
    grace_days: int = 7

    @property
    def grace(self) -> timedelta:
        return timedelta(days=self.grace_days)

    def provisional(self, interval: Bounded) -> bool:
        """잠정: somebody whose paid time ended in this interval may still pay within the grace."""
        return self.now < interval.end + self.grace
