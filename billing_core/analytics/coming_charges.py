"""What the gateway is booked to take, in any stretch ahead: renewals and retries apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, Integer, Select, and_, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from billing_core.analytics.cycle_numbers import Amount
from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.stretch import S, per_stretch
from billing_core.models import Charge, Subscription
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.subscription import SubscriptionStatus

WANTED = tuple(status for status in SubscriptionStatus if status.billable)


@dataclass(frozen=True)
class Coming:
    """`retries` follow a refusal of the same period; everything else is a renewal."""

    renewals: Amount
    retries: Amount

    @property
    def all(self) -> Amount:
        return self.renewals + self.retries


def coming_in(session: Session, stretches: Sequence[S]) -> dict[S, Coming]:
    """Charges that may still take money from members who have not asked to stop."""
    found = per_stretch(session, stretches, _booked)
    return {each: _coming(*found.get(each, (0, 0, 0, 0))) for each in stretches}


def refusals_before() -> Select[int]:
    """How often the period of a charge was refused before: correlated to `Charge`."""
    refused = aliased(Charge)
    return (
        select(func.count())
        .select_from(refused)
        .where(
            refused.subscription_id == Charge.subscription_id,
            refused.period == Charge.period,
            refused.state == ChargeState.FAILED,
        )
        .correlate(Charge)
    )


def _booked(span: CTE) -> Select[int, int, int, int]:
    # Nearly all are first attempts, whose past need not be looked up.
    refused = refusals_before().scalar_subquery() > 0
    is_retry = case((Charge.attempt == 1, 0), (refused, 1), else_=0)
    live = (
        select(Charge.due_at, Charge.amount, is_retry.label("is_retry"))
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .where(Charge.state.in_(LIVE_STATES), Subscription.status.in_(WANTED))
        .subquery("live")
    )
    retry_won = case((live.c.is_retry == 1, live.c.amount), else_=0)
    return (
        select(
            func.count(),
            whole_won(live.c.amount),
            cast(func.sum(live.c.is_retry), Integer),
            whole_won(retry_won),
        )
        .select_from(span)
        .join(live, and_(live.c.due_at >= span.c.starts, live.c.due_at < span.c.ends))
    )


def _coming(count: int, won: int, retries: int, retry_won: int) -> Coming:
    return Coming(Amount(count - retries, won - retry_won), Amount(retries, retry_won))
