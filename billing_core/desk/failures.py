"""Members whose last charge failed and who are not paid yet: why, what comes next, what to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from billing_core.models import Charge, Member, Subscription
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus

Value = TypeVar("Value")


@dataclass(frozen=True)
class FailureRow:
    """`next_try_at` is the booked retry, None when the ladder has ended. `access_until` is when
    an unpaid member counts as gone; None while the first charge was never paid."""

    member_id: str
    member_name: str
    plan_name: str
    amount: int
    reason: DeclineReason
    said: str
    failed_at: datetime
    tries: int
    next_try_at: datetime | None
    access_until: datetime | None
    card_changed: bool


def failing_subscriptions(column: InstrumentedAttribute[Value]) -> Select[Value]:
    """One column of every subscription that waits for money after a refusal."""
    refused = (
        select(Charge.subscription_id)
        .where(Charge.state == ChargeState.FAILED, Charge.period == Subscription.periods_paid)
        .where(Charge.subscription_id == Subscription.id)
        .exists()
    )
    return select(column).where(
        or_(
            Subscription.status == SubscriptionStatus.PAST_DUE,
            and_(Subscription.status == SubscriptionStatus.PENDING, refused),
        )
    )


def failures(session: Session, policy: BillingPolicy) -> list[FailureRow]:
    """Newest refusal first."""
    latest = (
        select(Charge.subscription_id, func.max(Charge.attempt).label("attempt"))
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .where(Charge.state == ChargeState.FAILED, Charge.period == Subscription.periods_paid)
        .group_by(Charge.subscription_id)
        .subquery()
    )
    coming = aliased(Charge)
    rows = session.execute(
        select(Charge, Subscription, Member.name, coming.due_at)
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .join(Member, Member.id == Subscription.member_id)
        .join(
            latest,
            and_(
                latest.c.subscription_id == Charge.subscription_id,
                latest.c.attempt == Charge.attempt,
                Charge.period == Subscription.periods_paid,
            ),
        )
        .outerjoin(
            coming,
            and_(coming.subscription_id == Subscription.id, coming.state.in_(LIVE_STATES)),
        )
        .where(Subscription.id.in_(failing_subscriptions(Subscription.id)))
        .order_by(Charge.settled_at.desc(), Charge.merchant_uid)
    )
    return [
        _row(charge, subscription, name, due_at, policy)
        for charge, subscription, name, due_at in rows
    ]


def _row(
    charge: Charge,
    subscription: Subscription,
    name: str,
    next_try_at: datetime | None,
    policy: BillingPolicy,
) -> FailureRow:
    paid_through = subscription.paid_through
    return FailureRow(
        member_id=charge.member_id,
        member_name=name,
        plan_name=subscription.plan_name,
        amount=charge.amount,
        reason=charge.decline or DeclineReason.OTHER,
        said=charge.fail_reason,
        failed_at=charge.settled_at or charge.requested_at,
        tries=charge.attempt,
        next_try_at=next_try_at,
        access_until=paid_through + timedelta(days=policy.grace_days) if paid_through else None,
        card_changed=charge.customer_uid != subscription.customer_uid,
    )
