"""What the gateway is booked to take, in any interval ahead: renewals and retries apart.

Everything that may still take money is added up from one index, and what is booked for members
who asked to stop is taken off again: those are few, and found without looking at the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from billing_core.models import Charge, Subscription
from billing_core.models.charge import LIVE, LIVE_BY_DAY
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.roll_ups.interval import Interval, S
from billing_core.roll_ups.ledger_numbers import whole_won
from billing_core.rules.charge import ChargeState
from billing_core.rules.subscription import SubscriptionStatus

WANTED = tuple(status for status in SubscriptionStatus if status.wants_charges)
_NUMBERS = ("charges", "won", "retries", "retry_won")
_Numbers = sa.Select[*tuple[Any, ...]]
_UNWANTED = tuple(status for status in SubscriptionStatus if not status.wants_charges)


@dataclass(frozen=True)
class Coming:
    """Charges to come. `retries` follow a refusal of the same period; all others are renewals."""

    renewals: Amount
    retries: Amount

    @property
    def all(self) -> Amount:
        return self.renewals + self.retries


def coming_in(session: Session, intervals: Sequence[S]) -> dict[S, Coming]:
    """Charges that may still take money from members who have not asked to stop."""
    if not intervals:
        return {}
    whole = Interval(min(each.start for each in intervals), max(each.end for each in intervals))
    moments = session.execute(_by_moments(whole)).all()
    return {
        each: _coming([numbers for due_at, *numbers in moments if due_at in each])
        for each in intervals
    }


def refusals_before() -> sa.Select[int]:
    """How often the period of a charge was refused before: correlated to `Charge`."""
    refused = aliased(Charge)
    return (
        sa.select(sa.func.count())
        .select_from(refused)
        .where(
            refused.subscription_id == Charge.subscription_id,
            refused.period == Charge.period,
            refused.state == ChargeState.FAILED,
        )
        .correlate(Charge)
    )


def _by_moments(whole: Interval) -> sa.Select[datetime, int, int, int, int]:
    """What runs at each moment. Charges run at one hour of the day, retries too, so there are few
    more moments than days, and the index gives them in their order."""
    parts = sa.union_all(_live(whole), _live_retries(whole), _unwanted(whole)).subquery("booked")
    numbers = [whole_won(parts.c[name]) for name in _NUMBERS]
    return sa.select(parts.c.due_at, *numbers).group_by(parts.c.due_at)


def _live(whole: Interval) -> _Numbers:
    numbers = (sa.func.count(), whole_won(Charge.amount), sa.literal(0), sa.literal(0))
    return _by_moment(Charge.due_at, numbers, whole).where(sa.text(LIVE_BY_DAY))


def _live_retries(whole: Interval) -> _Numbers:
    numbers = (sa.literal(0), sa.literal(0), sa.func.count(), whole_won(Charge.amount))
    return _by_moment(Charge.due_at, numbers, whole).where(sa.text(LIVE_BY_DAY), *_is_retry())


def _unwanted(whole: Interval) -> _Numbers:
    """Less the live charges of who asked to stop or has ended."""
    is_retry = sa.case((sa.and_(*_is_retry()), 1), else_=0).label("is_retry")
    # By itself SQLite would look at all charges of the intervals to find these few.
    found = (
        sa.select(Charge.due_at, Charge.amount, is_retry)
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .where(sa.text(LIVE), Subscription.status.in_(_UNWANTED))
        .cte("unwanted")
        .prefix_with("MATERIALIZED")
    )
    numbers = (
        -sa.func.count(),
        -whole_won(found.c.amount),
        -whole_won(found.c.is_retry),
        -whole_won(found.c.amount * found.c.is_retry),
    )
    return _by_moment(found.c.due_at, numbers, whole)


def _by_moment(
    due_at: sa.SQLColumnExpression[datetime],
    numbers: Sequence[sa.ColumnElement[int]],
    whole: Interval,
) -> _Numbers:
    named = [number.label(name) for number, name in zip(numbers, _NUMBERS, strict=True)]
    return (
        sa.select(due_at.label("due_at"), *named)
        .where(due_at >= whole.start, due_at < whole.end)
        .group_by(due_at)
    )


def _is_retry() -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    # Nearly all are first attempts, whose past need not be looked up.
    return Charge.attempt > 1, refusals_before().scalar_subquery() > 0


def _coming(moments: Sequence[Sequence[int]]) -> Coming:
    count, won, retries, retry_won = (
        sum(numbers) for numbers in zip((0, 0, 0, 0), *moments, strict=True)
    )
    return Coming(Amount(count - retries, won - retry_won), Amount(retries, retry_won))
