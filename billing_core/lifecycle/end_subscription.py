"""Subscriptions whose paid time is over end, and their downgrade becomes due for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.lock import lock_subscription
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Charge, Downgrade, Member, Subscription
from billing_core.rules.actor import SYSTEM
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import (
    BillingPolicy,
    EndKind,
    SubscriptionStatus,
    end_kind,
)

NEVER_PAID_AFTER = timedelta(days=7)


def subscriptions_to_end(session: Session, policy: BillingPolicy, now: datetime) -> Sequence[str]:
    """Ids. One whose last charge may still take money is left until that is known."""
    return session.scalars(
        select(Subscription.id)
        .where(
            _is_over(policy, now),
            ~exists().where(
                Charge.subscription_id == Subscription.id, Charge.state.in_(LIVE_STATES)
            ),
        )
        .order_by(Subscription.paid_through, Subscription.id)
    ).all()


def _is_over(policy: BillingPolicy, now: datetime) -> ColumnElement[bool]:
    grace = timedelta(days=policy.grace_days)
    return or_(
        and_(
            Subscription.status == SubscriptionStatus.CANCELLING,
            or_(Subscription.paid_through <= now, Subscription.paid_through.is_(None)),
        ),
        and_(
            Subscription.status.in_([SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE]),
            Subscription.paid_through <= now - grace,
        ),
        and_(
            Subscription.status == SubscriptionStatus.PENDING,
            Subscription.fresh_since <= now - NEVER_PAID_AFTER,
        ),
    )


def end_subscription(
    session: Session, subscription_id: str, policy: BillingPolicy, now: datetime
) -> None:
    """Ends one and makes its downgrade due. Asks again under the lock: a payment may have come."""
    subscription = lock_subscription(session, subscription_id)
    if subscription_id not in subscriptions_to_end(session, policy, now):
        return
    subscription.end_kind = _kind(session, subscription)
    subscription.status, subscription.ended_at = SubscriptionStatus.ENDED, now
    record_act(
        session,
        "subscription.ended",
        at=now,
        actor=SYSTEM,
        member_id=subscription.member_id,
        subject=subscription.id,
        kind=str(subscription.end_kind),
        paid_through=subscription.paid_through,
    )
    session.flush()
    _make_downgrade_due(session, subscription, now)


def _kind(session: Session, subscription: Subscription) -> EndKind | None:
    if subscription.paid_through is None:
        return None  # never a paying member
    cancellation = open_cancellation(session, subscription)
    return end_kind(
        asked=cancellation is not None,
        failed_before_asking=cancellation is not None and cancellation.past_due,
        failed=subscription.status is SubscriptionStatus.PAST_DUE,
    )


def _make_downgrade_due(session: Session, subscription: Subscription, now: datetime) -> None:
    member = session.get_one(Member, subscription.member_id)
    if subscription.paid_through is None or subscription.end_kind is None:
        return
    if member.permission is not Permission.PAID:
        return
    known = session.scalar(
        select(Downgrade).where(
            Downgrade.member_id == member.id, Downgrade.paid_through == subscription.paid_through
        )
    )
    if known is None:
        known = Downgrade(
            member_id=member.id,
            subscription_id=subscription.id,
            paid_through=subscription.paid_through,
            kind=subscription.end_kind,
            state=DowngradeState.DUE,
            due_at=now,
            evidence=[],
        )
        session.add(known)
    elif known.state is DowngradeState.VOID:
        known.state, known.void_reason, known.due_at = DowngradeState.DUE, "", now
    session.flush()
    record_act(
        session,
        "downgrade.due",
        at=now,
        actor=SYSTEM,
        member_id=member.id,
        subject=str(known.id),
        paid_through=subscription.paid_through,
        kind=str(subscription.end_kind),
    )
