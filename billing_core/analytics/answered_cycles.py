"""Billing cycles that a card answered: sums of whole months, or one by one for other stretches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.cycle_facts import Cycle, read_cycles
from billing_core.analytics.roll_ups.state import require_kept
from billing_core.analytics.stretch import Bounded, Stretch
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
    """Of the time from the first to the last of `stretches`. Raises Refusal "roll_ups_missing"."""
    require_kept(session, as_of)
    around = Stretch(min(each.start for each in stretches), max(each.end for each in stretches))
    borders = {border for each in stretches for border in (each.start, each.end)}
    if all(Month.of(border).start == border for border in borders):
        yield from _of_months(session, around)
        yield from _still_waiting(session, around, as_of)
        return
    for cycle in read_cycles(session, around, as_of):
        if cycle.outcome.charged:
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
    for cycle in read_cycles(session, recent, as_of, refused_only=True):
        if cycle.outcome is CycleOutcome.WAITING:
            yield _one(cycle, CycleOutcome.WAITING, 1)
            yield _one(cycle, CycleOutcome.LOST, -1)


def _one(cycle: Cycle, outcome: CycleOutcome, times: int) -> Answered:
    return Answered(cycle.due_at, cycle.first, outcome, cycle.reason, times, times * cycle.won)
