"""This month so far beside the same days of last month: like compared with like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.cancellation_numbers import cancel_requested_in
from billing_core.analytics.ledger_numbers import refunded_in
from billing_core.analytics.moved_so_far import moved_so_far
from billing_core.analytics.paid_so_far import paid_so_far
from billing_core.analytics.stretch import Stretch
from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class SoFar:
    """Members and whole won in [start, end)."""

    stretch: Stretch
    paid_members: int
    paid_won: int
    refunded_won: int
    cancel_requested: int
    new: int
    returning: int
    churned: int
    members_at_end: int

    @property
    def net_won(self) -> int:
        return self.paid_won - self.refunded_won


@dataclass(frozen=True)
class MonthToDate:
    this_month: SoFar
    last_month: SoFar  # its first days only, as many as this month has had


def month_to_date(session: Session, as_of: AsOf) -> MonthToDate:
    this, last = same_days(as_of)
    stretches = (last, this)
    paid = {stretch: paid_so_far(session, stretch) for stretch in stretches}
    refunded = refunded_in(session, stretches)
    asked, moved = cancel_requested_in(session, stretches), moved_so_far(session, stretches, as_of)

    def so_far(stretch: Stretch) -> SoFar:
        return SoFar(
            stretch=stretch,
            paid_members=paid[stretch].members,
            paid_won=paid[stretch].won,
            refunded_won=refunded[stretch].won,
            cancel_requested=asked[stretch],
            new=moved[stretch].new,
            returning=moved[stretch].returning,
            churned=moved[stretch].churned,
            members_at_end=moved[stretch].members_at_end,
        )

    return MonthToDate(so_far(this), so_far(last))


def same_days(as_of: AsOf) -> tuple[Stretch, Stretch]:
    """On the 31st, a shorter last month is taken whole. What happened at `now` itself counts."""
    this = Month.of(as_of.now)
    last = this.plus(-1)
    until = as_of.now + timedelta(seconds=1)
    elapsed = until - this.start
    return (
        Stretch(this.start, until),
        Stretch(last.start, min(last.start + elapsed, last.end)),
    )
