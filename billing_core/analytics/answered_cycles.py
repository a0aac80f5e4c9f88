"""Billing cycles that a card answered: the sums of days, and the charges of a day cut in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Row, cast, func, select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.cycle_facts import SLOW, paid_at_once, read_cycles
from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.roll_ups.state import require_kept
from billing_core.analytics.stretch import Bounded, Stretch
from billing_core.models import CycleDay, OpenRefusal
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
    session: Session, stretches: Sequence[Bounded], as_of: AsOf
) -> Iterator[Answered]:
    """Of the months that `stretches` touch, so that each of them adds up rightly. Raises Refusal "roll_ups_missing"."""
    require_kept(session, as_of)
    borders = sorted({border for each in stretches for border in (each.start, each.end)})
    months = months_between(Month.of(borders[0]), Month.of(borders[-1]))
    cut_months = {Month.of(border) for border in borders if Month.of(border).start < border}
    cut_days = {kst_date(border) for border in borders if _midnight(border) < border}
    yield from _of_months(session, [month for month in months if month not in cut_months])
    yield from _of_days(session, cut_months, cut_days)
    yield from _still_waiting(session, months, cut_days, as_of)
    for day in cut_days:
        for piece in _pieces_of_day(Stretch.of_day(day), borders):
            if any(each.start < piece.end and piece.start < each.end for each in stretches):
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


def _pieces_of_day(day: Stretch, borders: Sequence[datetime]) -> Iterator[Stretch]:
    inner = (border for border in borders if day.start < border < day.end)
    return (Stretch(*edges) for edges in pairwise((day.start, *inner, day.end)))


def _of_charges(session: Session, piece: Stretch, as_of: AsOf) -> Iterator[Answered]:
    for first, cycles, won in session.execute(paid_at_once(piece)):
        yield Answered(piece.start, bool(first), CycleOutcome.PAID, None, cycles, won)
    for cycle in read_cycles(session, piece, as_of, SLOW):
        if cycle.outcome.charged:
            yield Answered(cycle.due_at, cycle.first, cycle.outcome, cycle.reason, 1, cycle.won)


def _reason(kept: str) -> DeclineReason | None:
    return DeclineReason(kept) if kept else None
