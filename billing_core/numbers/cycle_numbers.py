"""Failure and recovery, counted in billing cycles and in won; first charges apart."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Row, cast, func, select
from sqlalchemy.orm import Session

from billing_core.models import CycleDay, OpenRefusal
from billing_core.numbers.metric import Share, Values
from billing_core.numbers.tally import Tally, borders_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import NO_CYCLES, SLOW, Amount, paid_at_once, read_cycles
from billing_core.roll_ups.interval import Bounded, Interval, S
from billing_core.roll_ups.ledger_numbers import whole_won
from billing_core.roll_ups.state import require_kept
from billing_core.rules.calendar import Month, kst_date, kst_instant, months_between
from billing_core.rules.cycle import CycleOutcome
from billing_core.rules.decline import DeclineReason


class Answered(NamedTuple):
    """So many cycles that fell due at `at`, or in the month, day or part of one that began then.
    Whole won."""

    at: datetime
    first: bool
    outcome: CycleOutcome
    reason: DeclineReason | None
    cycles: int
    won: int


def answered_cycles(
    session: Session, intervals: Sequence[Bounded], as_of: AsOf
) -> Iterator[Answered]:
    """The cycles of the months that `intervals` touch, so that each of them adds up rightly.
    Raises Refusal "roll_ups_missing"."""
    require_kept(session, as_of)
    borders = sorted({border for each in intervals for border in (each.start, each.end)})
    months = months_between(Month.of(borders[0]), Month.of(borders[-1]))
    cut_months = {Month.of(border) for border in borders if Month.of(border).start < border}
    cut_days = {kst_date(border) for border in borders if _midnight(border) < border}
    yield from _of_months(session, [month for month in months if month not in cut_months])
    yield from _of_days(session, cut_months, cut_days)
    yield from _still_waiting(session, months, cut_days, as_of)
    for day in cut_days:
        for piece in _pieces_of_day(Interval.of_day(day), borders):
            if any(each.start < piece.end and piece.start < each.end for each in intervals):
                yield from _of_charges(session, piece, as_of)


def _midnight(instant: datetime) -> datetime:
    return kst_instant(kst_date(instant))


def _of_months(session: Session, months: Sequence[Month]) -> Iterator[Answered]:
    if not months:
        return
    key = (CycleDay.month, CycleDay.first, CycleDay.outcome, CycleDay.reason)
    cycles = cast(func.sum(CycleDay.cycles), BigInteger)
    rows = session.execute(
        select(*key, cycles, whole_won(CycleDay.won))
        .where(CycleDay.month.in_(months))
        .group_by(*key)
    )
    for row in rows:
        yield _kept(row.month.start, row)


def _of_days(
    session: Session, months: AbstractSet[Month], cut_days: AbstractSet[date]
) -> Iterator[Answered]:
    if not months:
        return
    rows = session.execute(
        select(
            CycleDay.day,
            CycleDay.first,
            CycleDay.outcome,
            CycleDay.reason,
            CycleDay.cycles,
            CycleDay.won,
        ).where(CycleDay.month.in_(months), CycleDay.day.not_in(cut_days))
    )
    for row in rows:
        yield _kept(kst_instant(row.day), row)


def _kept(at: datetime, row: Row[*tuple[Any, ...]]) -> Answered:
    """As if nobody was waiting any more: what is not paid is lost."""
    _, first, outcome, reason, cycles, won = row
    so_far = CycleOutcome.LOST if outcome is CycleOutcome.WAITING else outcome
    return Answered(at, first, so_far, _reason(reason), cycles, won)


def _still_waiting(
    session: Session, months: Sequence[Month], cut_days: AbstractSet[date], as_of: AsOf
) -> Iterator[Answered]:
    """Takes back of the lost what may still be paid."""
    rows = session.execute(
        select(
            OpenRefusal.day,
            OpenRefusal.first,
            OpenRefusal.reason,
            OpenRefusal.cycles,
            OpenRefusal.won,
        ).where(
            OpenRefusal.grace_ends > as_of.now,
            OpenRefusal.day >= months[0].first_day,
            OpenRefusal.day < months[-1].plus(1).first_day,
            OpenRefusal.day.not_in(cut_days),
        )
    )
    for day, first, reason, cycles, won in rows:
        at, why = kst_instant(day), _reason(reason)
        yield Answered(at, first, CycleOutcome.WAITING, why, cycles, won)
        yield Answered(at, first, CycleOutcome.LOST, why, -cycles, -won)


def _pieces_of_day(day: Interval, borders: Sequence[datetime]) -> Iterator[Interval]:
    inner = (border for border in borders if day.start < border < day.end)
    return (Interval(*edges) for edges in pairwise((day.start, *inner, day.end)))


def _of_charges(session: Session, piece: Interval, as_of: AsOf) -> Iterator[Answered]:
    for first, cycles, won in session.execute(paid_at_once(piece)):
        yield Answered(piece.start, bool(first), CycleOutcome.PAID, None, cycles, won)
    for cycle in read_cycles(session, piece, as_of, SLOW):
        if cycle.outcome.charged:
            yield Answered(cycle.due_at, cycle.first, cycle.outcome, cycle.reason, 1, cycle.won)


def _reason(kept: str) -> DeclineReason | None:
    return DeclineReason(kept) if kept else None


@dataclass(frozen=True)
class CycleNumbers:
    """charged = paid + recovered + waiting + lost. `waiting` may still be recovered."""

    paid: Amount = NO_CYCLES
    recovered: Amount = NO_CYCLES
    waiting: Amount = NO_CYCLES
    lost: Amount = NO_CYCLES

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
    intervals it was made for."""

    def __init__(self, intervals: Sequence[Bounded]) -> None:
        borders = borders_of(intervals)
        charged = [outcome for outcome in CycleOutcome if outcome.charged]
        self._counts = {outcome: Tally(borders, 0) for outcome in charged}
        self._won = {outcome: Tally(borders, 0) for outcome in charged}

    def add(self, at: datetime, outcome: CycleOutcome, amount: Amount) -> None:
        self._counts[outcome].add(at, amount.count)
        self._won[outcome].add(at, amount.won)

    def numbers(self, interval: Bounded) -> CycleNumbers:
        def amount(outcome: CycleOutcome) -> Amount:
            return Amount(
                self._counts[outcome].within(interval), self._won[outcome].within(interval)
            )

        return CycleNumbers(
            paid=amount(CycleOutcome.PAID),
            recovered=amount(CycleOutcome.RECOVERED),
            waiting=amount(CycleOutcome.WAITING),
            lost=amount(CycleOutcome.LOST),
        )


def cycle_numbers(
    session: Session, intervals: Sequence[S], as_of: AsOf, *, first: bool = False
) -> dict[S, CycleNumbers]:
    """Cycles by outcome, of renewals or first charges. Whole months come from their sums, anything
    else from the charges of its time. Raises Refusal "roll_ups_missing"."""
    if not intervals:
        return {}
    tally = CycleTally(intervals)
    for one in answered_cycles(session, intervals, as_of):
        if one.first is first:
            tally.add(one.at, one.outcome, Amount(one.cycles, one.won))
    return {each: tally.numbers(each) for each in intervals}


def failures_by_reason(
    session: Session, interval: Bounded, as_of: AsOf, *, first: bool = False
) -> list[ReasonRow]:
    """Every reason that occurred, the one with the most failed cycles first."""
    tallies: defaultdict[DeclineReason, CycleTally] = defaultdict(lambda: CycleTally([interval]))
    for one in answered_cycles(session, [interval], as_of):
        if one.reason is not None and one.first is first:
            tallies[one.reason].add(one.at, one.outcome, Amount(one.cycles, one.won))
    rows = [ReasonRow(reason, tally.numbers(interval)) for reason, tally in tallies.items()]
    failed = (row for row in rows if row.numbers.failed.count)
    return sorted(failed, key=lambda row: (-row.numbers.failed.count, row.reason))


def counting_cycles(counted: Callable[[CycleNumbers], int], *, first: bool = False) -> Values:
    """The `values` of a metric that is one of the numbers."""

    def values(session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, int]:
        found = cycle_numbers(session, intervals, as_of, first=first)
        return {each: counted(numbers) for each, numbers in found.items()}

    return values
