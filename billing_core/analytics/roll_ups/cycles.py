"""What became of billing cycles by month, kept as their charges are paid or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.cycle_facts import (
    Cycle,
    cycle_of,
    paid_at_once,
    read_slow_cycles,
)
from billing_core.analytics.roll_ups.adding import add_to
from billing_core.analytics.roll_ups.ledger_months import month_spans
from billing_core.analytics.roll_ups.state import hold_roll_ups, kept_grace_days
from billing_core.analytics.roll_ups.stays import recount_stays
from billing_core.models import Charge, CycleMonth
from billing_core.rules.calendar import Month, months_between
from billing_core.rules.cycle import CycleOutcome


class CycleKey(NamedTuple):
    month: Month
    first: bool
    outcome: CycleOutcome
    reason: str


class CycleSums:
    """Rows of `cycle_months` by their keys."""

    def __init__(self) -> None:
        self.cycles: Counter[CycleKey] = Counter()
        self.won: Counter[CycleKey] = Counter()

    def add(self, cycle: Cycle | None, times: int = 1) -> None:
        """Nothing for a cycle that no card has answered yet."""
        if cycle is None or not cycle.outcome.charged:
            return
        reason = str(cycle.reason or "")
        key = CycleKey(Month.of(cycle.due_at), cycle.first, cycle.outcome, reason)
        self.add_sum(key, times, times * cycle.won)

    def add_sum(self, key: CycleKey, cycles: int, won: int) -> None:
        self.cycles[key] += cycles
        self.won[key] += won

    def rows(self) -> Iterator[dict[str, Any]]:
        """In the order of their keys; what came to nothing is left out."""
        for key in sorted(self.cycles):
            if self.cycles[key] or self.won[key]:
                yield key._asdict() | {"cycles": self.cycles[key], "won": self.won[key]}

    def write(self, session: Session) -> None:
        add_to(session, CycleMonth, self.rows())


@contextmanager
def charge_answered(session: Session, charge: Charge) -> Iterator[None]:
    """Around the step that applies a paid or refused charge: whatever it changes of the cycle
    and of the member's stays is in the sums when the block ends."""
    grace_days = kept_grace_days(session)
    if grace_days is None:
        yield
        return
    hold_roll_ups(session)
    session.flush()
    as_of, sums = timeless(grace_days), CycleSums()
    sums.add(cycle_of(session, charge.subscription_id, charge.period, as_of), times=-1)
    yield
    session.flush()
    sums.add(cycle_of(session, charge.subscription_id, charge.period, as_of))
    sums.write(session)
    recount_stays(session, charge.member_id)


def cycles_of_the_book(session: Session, grace_days: int) -> CycleSums:
    """Counted anew from every charge. Most are paid at the first try, and the database counts
    those; the rule is asked about each of the others."""
    sums = CycleSums()
    for cycle in read_slow_cycles(session, timeless(grace_days)):
        sums.add(cycle)
    months = _months_due(session)
    if months:
        span = month_spans(months)
        for month, first, cycles, won in session.execute(paid_at_once(span, span.c.month)):
            sums.add_sum(CycleKey(month, bool(first), CycleOutcome.PAID, ""), cycles, won)
    return sums


def _months_due(session: Session) -> list[Month]:
    first, last = session.execute(select(func.min(Charge.due_at), func.max(Charge.due_at))).one()
    return months_between(Month.of(first), Month.of(last)) if first else []


def timeless(grace_days: int) -> AsOf:
    """A moment at which no grace is over: every unpaid refusal is still waiting."""
    return AsOf(datetime.min.replace(tzinfo=UTC), grace_days)
