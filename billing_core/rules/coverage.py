"""From the periods a member paid for to their stays: when they came, and when they were gone.

A charge normally runs some hours after the paid-through it renews, and a failed one may be
recovered days later, so a stay goes on through any gap shorter than the grace. Once the
grace has passed unpaid the member counts as gone from paid-through on, not from its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from billing_core.rules.subscription import EndKind, end_kind


class PaidPeriod(NamedTuple):
    """One period that a charge bought: [start, until), for `price` whole won."""

    start: datetime
    until: datetime
    paid_at: datetime
    price: int
    months: int = 1
    failed_first: bool = False  # a card was refused for this period before it was paid

    @property
    def monthly(self) -> Fraction:
        """Won for one month, exact: 290,000 for a year is 24,166⅔."""
        return Fraction(self.price, self.months)

    def priced_as(self, other: PaidPeriod) -> bool:
        """The same won for one month."""
        return self.price * other.months == other.price * self.months


@dataclass(frozen=True)
class Chain:
    """The paid periods of one subscription, oldest first, and how it stands after the last.

    `asked_at`: a cancellation that was not withdrawn; `failed`: the period after the last
    paid one has a refused charge; `failed_before_asking`: it had one when the member asked.
    """

    periods: tuple[PaidPeriod, ...]
    asked_at: datetime | None = None
    failed: bool = False
    failed_before_asking: bool = False


@dataclass(frozen=True)
class Stay:
    """An interval without churn, as far as the charges tell.

    `paid_through` is where the paid time ends, and the date of the churn if nothing more comes;
    `kind` is then its kind. `over_at` is from when it counts as churn: the end of the grace, or
    paid-through itself for who asked to stop. It is None when a later stay has followed, so
    that this one is over for good.
    """

    periods: tuple[PaidPeriod, ...]
    paid_through: datetime
    kind: EndKind
    over_at: datetime | None
    recovered: tuple[PaidPeriod, ...] = ()
    asked_at: datetime | None = None

    @property
    def began(self) -> datetime:
        return self.periods[0].paid_at

    def left(self, now: datetime) -> EndKind | None:
        """How it ended; None while the member is with us."""
        return self.kind if self.over_at is None or self.over_at <= now else None


@dataclass
class _Unfinished:
    """A stay while it is being read. `chain` is the subscription of its latest period."""

    chain: Chain
    periods: list[PaidPeriod]
    paid_through: datetime
    recovered: list[PaidPeriod] = field(default_factory=list)

    def extend(self, chain: Chain, period: PaidPeriod) -> None:
        came_back_late = chain is not self.chain and period.paid_at >= self.paid_through
        if period.failed_first or came_back_late:
            self.recovered.append(period)
        self.chain = chain
        self.periods.append(period)
        self.paid_through = max(self.paid_through, period.until)

    def as_it_stands(self, grace: timedelta) -> Stay:
        """Who asked to stop is gone at paid-through; whoever did not is waited for."""
        asked_at = self.chain.asked_at
        over_at = self.paid_through + (timedelta(0) if asked_at else grace)
        return self._stay(churn_kind(self.chain), over_at, asked_at)

    def ended_before(self, chain: Chain, period: PaidPeriod) -> Stay:
        """`period` came too late: the first of another subscription, or later in the same one."""
        if chain is not self.chain:
            return self._stay(churn_kind(self.chain), None, self.chain.asked_at)
        unpaid = end_kind(asked=False, failed_before_asking=False, failed=period.failed_first)
        return self._stay(unpaid, None, asked_at=None)

    def _stay(self, kind: EndKind, over_at: datetime | None, asked_at: datetime | None) -> Stay:
        return Stay(
            tuple(self.periods), self.paid_through, kind, over_at, tuple(self.recovered), asked_at
        )


def stays(chains: Sequence[Chain], *, grace: timedelta) -> list[Stay]:
    """All stays of one member, oldest first. `chains` in the order they began.

    A period that was paid only after it was over bought no time and begins no stay.
    """
    finished: list[Stay] = []
    current: _Unfinished | None = None
    for chain in chains:
        for period in chain.periods:
            if current is not None and period.paid_at < current.paid_through + grace:
                current.extend(chain, period)
                continue
            if current is not None:
                finished.append(current.ended_before(chain, period))
                current = None
            if period.paid_at < period.until:
                current = _Unfinished(chain, [period], period.until)
    if current is not None:
        finished.append(current.as_it_stands(grace))
    return finished


def churn_kind(chain: Chain) -> EndKind:
    return end_kind(
        asked=chain.asked_at is not None,
        failed_before_asking=chain.failed_before_asking,
        failed=chain.failed,
    )
