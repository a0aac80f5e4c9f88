"""Prefix sums of dated amounts, so that any interval between known borders can be asked for."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from itertools import accumulate
from typing import Generic, TypeVar

from billing_core.roll_ups.interval import Bounded

Amount = TypeVar("Amount", int, Fraction)


class Tally(Generic[Amount]):
    """Keeps one sum per interval between `borders`, whatever the number of amounts."""

    def __init__(self, borders: Iterable[datetime], nothing: Amount) -> None:
        self._borders = sorted(set(borders))
        self._nothing: Amount = nothing
        self._sums: list[Amount] = [nothing] * (len(self._borders) + 1)
        self._running: list[Amount] | None = None  # added up from the first, once asked for

    def interval(self, at: datetime) -> int:
        """Which interval between two borders an instant falls into."""
        return bisect_right(self._borders, at)

    def add(self, at: datetime, amount: Amount) -> None:
        self._sums[self.interval(at)] += amount
        self._running = None

    def before(self, border: datetime) -> Amount:
        """The sum of everything dated earlier than `border`."""
        if self._running is None:
            self._running = list(accumulate(self._sums, initial=self._nothing))
        return self._running[self.interval(border)]

    def within(self, interval: Bounded) -> Amount:
        return self.before(interval.end) - self.before(interval.start)


def borders_of(intervals: Iterable[Bounded]) -> list[datetime]:
    return [border for each in intervals for border in (each.start, each.end)]
