"""The roll-up of what became of billing cycles, kept as their charges are paid or refused."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Charge, CycleDay, OpenRefusal
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import (
    FIRST,
    Amount,
    Waited,
    paid_at_once,
    read_slow_cycles,
)
from billing_core.roll_ups.upsert import add_to
from billing_core.rules.calendar import Month, kst_date, months_between
from billing_core.rules.cycle import CycleOutcome


class CycleKey(NamedTuple):
    month: Month
    day: date
    first: bool
    outcome: CycleOutcome
    reason: str


class RefusalKey(NamedTuple):
    grace_ends: datetime
    day: date
    first: bool
    reason: str


class CycleSums:
    """Sums to add to the rows of `cycle_days` and `open_refusals`, by their keys."""

    def __init__(self) -> None:
        self._days: defaultdict[CycleKey, Amount] = defaultdict(Amount)
        self._refusals: defaultdict[RefusalKey, Amount] = defaultdict(Amount)

    def add(self, waited: Waited | None, times: int = 1) -> None:
        """Adds a cycle; nothing for one that no card has answered. `times` -1 takes it back."""
        if waited is None or not waited.cycle.outcome.charged:
            return
        cycle = waited.cycle
        day, reason = kst_date(cycle.due_at), str(cycle.reason or "")
        amount = Amount(times, times * cycle.won)
        key = CycleKey(Month.of(cycle.due_at), day, cycle.first, cycle.outcome, reason)
        self.add_sum(key, amount)
        if cycle.outcome is CycleOutcome.WAITING:
            self._refusals[RefusalKey(waited.grace_ends, day, cycle.first, reason)] += amount

    def add_sum(self, key: CycleKey, amount: Amount) -> None:
        self._days[key] += amount

    def day_rows(self) -> Iterator[dict[str, Any]]:
        return _rows(self._days)

    def refusal_rows(self) -> Iterator[dict[str, Any]]:
        return _rows(self._refusals)

    def write(self, session: Session) -> None:
        add_to(session, CycleDay, self.day_rows())
        add_to(session, OpenRefusal, self.refusal_rows())


def _rows(sums: Mapping[Any, Amount]) -> Iterator[dict[str, Any]]:
    """In the order of their keys; what came to nothing is left out."""
    for key in sorted(sums):
        if sums[key] != Amount():
            yield key._asdict() | {"cycles": sums[key].count, "won": sums[key].won}


def cycles_of_the_book(session: Session, grace_days: int) -> CycleSums:
    """The sums counted anew from every charge. Most are paid at the first try, and the database
    counts those; the rule is asked about each of the others."""
    sums = CycleSums()
    for waited in read_slow_cycles(session, timeless(grace_days)):
        sums.add(waited)
    for month in _months_due(session):
        by_instant = paid_at_once(month).add_columns(FIRST.due_at).group_by(FIRST.due_at)
        for first, cycles, won, due_at in streamed(session, by_instant):
            key = CycleKey(month, kst_date(due_at), bool(first), CycleOutcome.PAID, "")
            sums.add_sum(key, Amount(cycles, won))
    return sums


def _months_due(session: Session) -> list[Month]:
    first, last = session.execute(select(func.min(Charge.due_at), func.max(Charge.due_at))).one()
    return months_between(Month.of(first), Month.of(last)) if first else []


def timeless(grace_days: int) -> AsOf:
    """A moment at which no grace is over: every unpaid refusal is still waiting."""
    return AsOf(datetime.min.replace(tzinfo=UTC), grace_days)
