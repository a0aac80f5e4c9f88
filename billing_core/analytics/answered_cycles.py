"""Billing cycles that a card answered: the sums of months, and what lies around borders in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.cycle_facts import REFUSED, SLOW, Cycle, paid_at_once, read_cycles
from billing_core.analytics.roll_ups.state import require_kept
from billing_core.analytics.stretch import Bounded, Stretch, spans
from billing_core.models import CycleMonth
from billing_core.rules.calendar import Month
from billing_core.rules.cycle import CycleOutcome
from billing_core.rules.decline import DeclineReason


class Answered(NamedTuple):
    """So many cycles that fell due at, or in the month that began at, `at`. Whole won."""

    at: datetime
    first: bool
    outcome: CycleOutcome
    reason: DeclineReason | None
    cycles: int
    won: int


def answered_cycles(
    session: Session, stretches: Sequence[Bounded], as_of: AsOf
) -> Iterator[Answered]:
    """Of the months that `stretches` touch, so that what lies between any two of their borders
    adds up rightly. Raises Refusal "roll_ups_missing"."""
    require_kept(session, as_of)
    borders = sorted({border for each in stretches for border in (each.start, each.end)})
    first, last = Month.of(borders[0]), Month.of(borders[-1])
    around = Stretch(first.start, last.start if last.start == borders[-1] else last.end)
    yield from _of_months(session, around)
    for month in sorted(
        {Month.of(border) for border in borders if Month.of(border).start < border}
    ):
        within = [border for border in borders if month.start < border < month.end]
        yield from _later_in(session, month, within, as_of)
    yield from _still_waiting(session, around, as_of)


def _later_in(
    session: Session, month: Month, borders: Sequence[datetime], as_of: AsOf
) -> Iterator[Answered]:
    """The sum of a month stands at its beginning: from the first border within it on, everything
    is taken from there and put where it belongs."""
    pieces = [Stretch(*edges) for edges in pairwise((*borders, month.end))]
    for one in _of_pieces(session, pieces, as_of):
        yield one
        yield one._replace(at=month.start, cycles=-one.cycles, won=-one.won)


def _of_pieces(session: Session, pieces: Sequence[Stretch], as_of: AsOf) -> Iterator[Answered]:
    """As if nobody was waiting any more."""
    span = spans(pieces)
    for position, first, cycles, won in session.execute(paid_at_once(span, span.c.position)):
        at = pieces[position].start
        yield Answered(at, bool(first), CycleOutcome.PAID, None, cycles, won)
    for cycle in read_cycles(session, Stretch(pieces[0].start, pieces[-1].end), as_of, SLOW):
        if cycle.outcome is CycleOutcome.WAITING:
            yield _one(cycle, CycleOutcome.LOST, 1)
        elif cycle.outcome.charged:
            yield _one(cycle, cycle.outcome, 1)


def _of_months(session: Session, around: Stretch) -> Iterator[Answered]:
    """As if nobody was waiting any more: what is not paid is lost."""
    rows = session.execute(
        select(
            CycleMonth.month,
            CycleMonth.first,
            CycleMonth.outcome,
            CycleMonth.reason,
            CycleMonth.cycles,
            CycleMonth.won,
        ).where(CycleMonth.month >= Month.of(around.start), CycleMonth.month < Month.of(around.end))
    )
    for month, first, outcome, reason, cycles, won in rows:
        so_far = CycleOutcome.LOST if outcome is CycleOutcome.WAITING else outcome
        why = DeclineReason(reason) if reason else None
        yield Answered(month.start, first, so_far, why, cycles, won)


def _still_waiting(session: Session, around: Stretch, as_of: AsOf) -> Iterator[Answered]:
    """A cycle is due no earlier than its grace is counted from, so only late ones can wait."""
    recent = Stretch(max(around.start, as_of.now - as_of.grace), around.end)
    for cycle in read_cycles(session, recent, as_of, REFUSED):
        if cycle.outcome is CycleOutcome.WAITING:
            yield _one(cycle, CycleOutcome.WAITING, 1)
            yield _one(cycle, CycleOutcome.LOST, -1)


def _one(cycle: Cycle, outcome: CycleOutcome, times: int) -> Answered:
    return Answered(cycle.due_at, cycle.first, outcome, cycle.reason, times, times * cycle.won)
