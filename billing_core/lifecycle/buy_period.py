"""Extend a subscription: a charge that was paid in time gives its period, by its own terms."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.delete_key import replaced_keys
from billing_core.lifecycle.lock import lock_member
from billing_core.lifecycle.move import move_downgrade, move_subscription
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.queue_notice import notice_of_recovery
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Cancellation, Charge, Downgrade, JobKind, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import kst_date
from billing_core.rules.downgrade import DowngradeState, VoidReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.period import Terms, period_start
from billing_core.rules.permission import Permission, PermissionCause
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.rules.transitions import DowngradeEvent, SubscriptionEvent


def in_time(charge: Charge, subscription: Subscription, payment: Payment, grace: timedelta) -> bool:
    """Whether a charge was paid in time, by the payment's own instant: within the grace of its
    period, or, for a first charge, before the subscription was given up."""
    assert payment.paid_at is not None  # noqa: S101 - captured means it has one
    if charge.period_from is None:
        return subscription.ended_at is None or payment.paid_at < subscription.ended_at
    return payment.paid_at < charge.period_from + grace


def buy_period(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment, *, now: datetime
) -> None:
    """Give the period of a paid charge: its subscription goes on, its member is paid, and the next
    charge is booked, unless they have asked to stop."""
    _give_time(charge, subscription, payment)
    was, asked = subscription.status, _asked_to_stop(session, subscription)
    if asked is not None:
        asked.past_due = False  # what had been refused was paid before they asked
    if was is SubscriptionStatus.ENDED and _downgraded(session, subscription):
        _tell_after_downgrade(session, charge, payment, now)
        return
    leaves = was is SubscriptionStatus.ENDED and asked is not None
    move_subscription(
        subscription, SubscriptionEvent.LEAVES_LATER if leaves else SubscriptionEvent.PAID, now
    )
    if was is SubscriptionStatus.PAST_DUE:
        notice_of_recovery(session, charge, payment, now)
    if subscription.status.billable:
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    if was in (SubscriptionStatus.PENDING, SubscriptionStatus.ENDED):
        void_waiting_downgrades(session, subscription.member_id, now)
    for customer_uid in replaced_keys(session, subscription.member_id, charge.customer_uid):
        enqueue(session, JobKind.DELETE_KEY, customer_uid, now)
    member = lock_member(session, subscription.member_id)
    change_permission(
        session,
        member,
        Permission.PAID,
        now=now,
        actor=SYSTEM,
        cause=PermissionCause.PAID,
        paid_through=subscription.paid_through,
    )


def _give_time(charge: Charge, subscription: Subscription, payment: Payment) -> None:
    """By the terms it was asked under, which become those of the subscription."""
    assert payment.paid_at is not None  # noqa: S101 - captured means it has one
    if subscription.anchor is None:
        subscription.anchor = kst_date(payment.paid_at)
    subscription.plan_id, subscription.plan_name = charge.plan_id, charge.plan_name
    subscription.price, subscription.months = charge.amount, charge.months
    terms = subscription.terms
    charge.covers_from = charge.period_from = period_start(terms, charge.period)
    charge.covers_until = period_start(terms, charge.period + 1)
    subscription.periods_paid = charge.period + 1
    subscription.paid_through = charge.covers_until


def begin_on(subscription: Subscription, charge: Charge, start: datetime) -> None:
    """A first period that begins on the KST day of `start`, whenever it was paid."""
    subscription.anchor = kst_date(start)
    terms = Terms(subscription.anchor, charge.months, charge.amount)
    charge.period_from = charge.covers_from = period_start(terms, 0)
    charge.covers_until = period_start(terms, 1)
    subscription.periods_paid, subscription.paid_through = 1, charge.covers_until


def _asked_to_stop(session: Session, subscription: Subscription) -> Cancellation | None:
    """Their request that stands; there is none where a subscription goes on."""
    stopped = (SubscriptionStatus.CANCELLING, SubscriptionStatus.ENDED)
    return open_cancellation(session, subscription) if subscription.status in stopped else None


def _tell_after_downgrade(
    session: Session, charge: Charge, payment: Payment, now: datetime
) -> None:
    open_finding(
        session,
        FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE,
        payment.imp_uid,
        now=now,
        member_id=charge.member_id,
        amount=payment.amount,
        subscription_id=charge.subscription_id,
        merchant_uid=charge.merchant_uid,
        paid_at=payment.paid_at,
    )


def _downgraded(session: Session, subscription: Subscription) -> bool:
    approved = session.scalar(
        select(Downgrade.id).where(
            Downgrade.subscription_id == subscription.id,
            Downgrade.state == DowngradeState.APPROVED,
        )
    )
    return approved is not None


def void_waiting_downgrades(session: Session, member_id: int, now: datetime) -> None:
    """Void a member's waiting downgrades: paid again, so nobody needs to decide any more."""
    waiting = session.scalars(
        select(Downgrade)
        .where(
            Downgrade.member_id == member_id,
            Downgrade.state.in_([DowngradeState.DUE, DowngradeState.HELD]),
        )
        .with_for_update()
    )
    for downgrade in waiting:
        move_downgrade(downgrade, DowngradeEvent.OVERTAKEN)
        downgrade.void_reason = VoidReason.NEW_PAYMENT
        record_act(
            session,
            Act.DOWNGRADE_VOID,
            at=now,
            actor=SYSTEM,
            member_id=member_id,
            subject=str(downgrade.id),
        )
