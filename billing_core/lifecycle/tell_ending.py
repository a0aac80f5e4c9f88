"""Three days before access ends, the member is told: once, in the morning (a daily job)."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.queue_notice import queue_notice
from billing_core.models import Cancellation, Subscription
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.notice import NoticeKind
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

BEFORE = timedelta(days=3)
AT_HOUR = 10  # in Seoul


def tell_ending(system: System) -> datetime:
    """Queue the notices of today; returns tomorrow's hour. Access ends with the paid time of who
    cancelled, and with the grace of who could not be charged. Idempotent."""
    now = system.clock.now()
    if now < kst_instant(kst_date(now), AT_HOUR):
        return kst_instant(kst_date(now), AT_HOUR)
    if system.database.tells_members:
        with system.database.writing() as session:
            _cancelled(session, now)
            _failing(session, now, system.settings.policy.grace)
    return kst_instant(kst_date(now) + timedelta(days=1), AT_HOUR)


def _cancelled(session: Session, now: datetime) -> None:
    """Whoever asked to stop in these last days has just been told the day."""
    asked_before = (
        select(Cancellation.id)
        .where(
            Cancellation.subscription_id == Subscription.id,
            Cancellation.withdrawn_at.is_(None),
            Cancellation.requested_at < now - timedelta(days=1),
        )
        .exists()
    )
    ending = select(Subscription).where(
        Subscription.status == SubscriptionStatus.CANCELLING,
        Subscription.paid_through > now,
        Subscription.paid_through <= now + BEFORE,
        asked_before,
    )
    for subscription in session.scalars(ending):
        if subscription.paid_through is not None:
            _queue(session, subscription, subscription.paid_through, now, failing=False)


def _failing(session: Session, now: datetime, grace: timedelta) -> None:
    ending = select(Subscription).where(
        Subscription.status == SubscriptionStatus.PAST_DUE,
        Subscription.paid_through > now - grace,
        Subscription.paid_through <= now - grace + BEFORE,
    )
    for subscription in session.scalars(ending):
        if subscription.paid_through is not None:
            _queue(session, subscription, subscription.paid_through + grace, now, failing=True)


def _queue(
    session: Session, subscription: Subscription, ends: datetime, now: datetime, *, failing: bool
) -> None:
    queue_notice(
        session,
        NoticeKind.ACCESS_ENDING,
        member_id=subscription.member_id,
        event=f"{subscription.id}:{kst_date(ends)}",
        at=now,
        subscription=subscription.id,
        plan=subscription.plan_name,
        ends=ends,
        failing=failing,
    )
