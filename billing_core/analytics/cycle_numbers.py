"""Failure and recovery, counted in billing cycles and in won; first charges apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.analytics.answered_cycles import answered_cycles
from billing_core.analytics.as_of import AsOf
from billing_core.analytics.metric import Values
from billing_core.analytics.share import Share
from billing_core.analytics.stretch import Bounded, S
from billing_core.analytics.tally import Tally, borders_of
from billing_core.rules.cycle import CycleOutcome
from billing_core.rules.decline import DeclineReason


@dataclass(frozen=True)
class Amount:
    """So many cycles and their whole won."""

    count: int = 0
    won: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.count + other.count, self.won + other.won)


@dataclass(frozen=True)
class CycleNumbers:
    """charged = paid + recovered + waiting + lost. `waiting` may still be recovered."""

    paid: Amount = Amount()
    recovered: Amount = Amount()
    waiting: Amount = Amount()
    lost: Amount = Amount()

    @property
    def failed(self) -> Amount:
        return self.recovered + self.waiting + self.lost

    @property
    def charged(self) -> Amount:
        return self.paid + self.failed

    @property
    def failure_rate(self) -> Share:
        return Share(self.failed.count, self.charged.count)

    @property
    def recovery_rate(self) -> Share:
        return Share(self.recovered.count, self.failed.count)

    @property
    def success_rate(self) -> Share:
        """Paid within the grace, at once or after a refusal."""
        return Share(self.paid.count + self.recovered.count, self.charged.count)


@dataclass(frozen=True)
class ReasonRow:
    """What became of the cycles that failed for one reason, the first one given."""

    reason: DeclineReason
    numbers: CycleNumbers


class CycleTally:
    """Takes in the cycles of one kind and month, or one by one, then answers for any of the
    stretches it was made for."""

    def __init__(self, stretches: Sequence[Bounded]) -> None:
        borders = borders_of(stretches)
        charged = [outcome for outcome in CycleOutcome if outcome.charged]
        self._counts = {outcome: Tally(borders, 0) for outcome in charged}
        self._won = {outcome: Tally(borders, 0) for outcome in charged}

    def add(self, at: datetime, outcome: CycleOutcome, amount: Amount) -> None:
        self._counts[outcome].add(at, amount.count)
        self._won[outcome].add(at, amount.won)

    def numbers(self, stretch: Bounded) -> CycleNumbers:
        def amount(outcome: CycleOutcome) -> Amount:
            return Amount(self._counts[outcome].within(stretch), self._won[outcome].within(stretch))

        return CycleNumbers(
            paid=amount(CycleOutcome.PAID),
            recovered=amount(CycleOutcome.RECOVERED),
            waiting=amount(CycleOutcome.WAITING),
            lost=amount(CycleOutcome.LOST),
        )


def cycle_numbers(
    session: Session, stretches: Sequence[S], as_of: AsOf, *, first: bool = False
) -> dict[S, CycleNumbers]:
    """Of renewals, or of first charges. Whole months come from their sums, anything else from
    the charges of its time. Raises Refusal "roll_ups_missing"."""
    if not stretches:
        return {}
    tally = CycleTally(stretches)
    for one in answered_cycles(session, stretches, as_of):
        if one.first is first:
            tally.add(one.at, one.outcome, Amount(one.cycles, one.won))
    return {each: tally.numbers(each) for each in stretches}


def failures_by_reason(
    session: Session, stretch: Bounded, as_of: AsOf, *, first: bool = False
) -> list[ReasonRow]:
    """Every reason that occurred, the one with the most failed cycles first."""
    tallies: defaultdict[DeclineReason, CycleTally] = defaultdict(lambda: CycleTally([stretch]))
    for one in answered_cycles(session, [stretch], as_of):
        if one.reason is not None and one.first is first:
            tallies[one.reason].add(one.at, one.outcome, Amount(one.cycles, one.won))
    rows = [ReasonRow(reason, tally.numbers(stretch)) for reason, tally in tallies.items()]
    failed = (row for row in rows if row.numbers.failed.count)
    return sorted(failed, key=lambda row: (-row.numbers.failed.count, row.reason))


def counting_cycles(counted: Callable[[CycleNumbers], int], *, first: bool = False) -> Values:
    """One of the numbers, as a metric asks for it."""

    def values(session: Session, stretches: Sequence[S], as_of: AsOf) -> dict[S, int]:
        found = cycle_numbers(session, stretches, as_of, first=first)
        return {each: counted(numbers) for each, numbers in found.items()}

    return values
