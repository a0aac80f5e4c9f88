"""What a settled charge does to its subscription: what it buys, or what its failure starts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.tell_surplus import second_capture, tell_doubles
from billing_core.models import (
    Cancellation,
    Charge,
    Downgrade,
    JobKind,
    Member,
    Subscription,
)
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import read_decline
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.period import paid_through
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus


def apply_paid(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment, *, now: datetime
) -> None:
    """Money was captured for `charge`. Paid wins over whatever was believed before."""
    if charge.state is ChargeState.PAID:
        if charge.imp_uid != payment.imp_uid:
            second_capture(session, charge, payment, now)
        return
    believed = charge.state
    charge.state, charge.imp_uid, charge.settled_at = ChargeState.PAID, payment.imp_uid, now
    charge.fail_reason, charge.decline = "", None
    record_act(
        session,
        "charge.paid",
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=charge.merchant_uid,
        imp_uid=payment.imp_uid,
        amount=payment.amount,
        believed=str(believed),
    )
    if payment.amount != charge.amount:
        _find(session, FindingKind.AMOUNT_MISMATCH, charge, payment, now, asked=charge.amount)
    ended = subscription.status is SubscriptionStatus.ENDED
    stopped = ended or subscription.status is SubscriptionStatus.CANCELLING
    if charge.period < subscription.periods_paid:
        _find(session, FindingKind.DOUBLE_CHARGE, charge, payment, now, period=charge.period)
    elif stopped and _cancelled_before(session, subscription, payment):
        _find(session, FindingKind.CHARGE_AFTER_CANCELLATION, charge, payment, now)
    elif ended and _has_newer_subscription(session, subscription):
        _find(session, FindingKind.UNEXPECTED_CHARGE, charge, payment, now)
    else:
        _buy_period(session, charge, subscription, payment, now)


def apply_failed(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment, *, now: datetime
) -> None:
    """The card was refused. A charge that is known to be paid stays paid."""
    if charge.state in (ChargeState.PAID, ChargeState.FAILED):
        return
    charge.state, charge.imp_uid, charge.settled_at = ChargeState.FAILED, payment.imp_uid, now
    charge.fail_reason, charge.decline = payment.fail_reason, read_decline(payment.fail_reason)
    record_act(
        session,
        "charge.failed",
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=charge.merchant_uid,
        imp_uid=payment.imp_uid,
        amount=charge.amount,
        reason=payment.fail_reason,
        decline=str(charge.decline),
    )
    if subscription.status.billable and charge.period == subscription.periods_paid:
        subscription.status = SubscriptionStatus.PAST_DUE
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)


def _buy_period(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment, now: datetime
) -> None:
    assert payment.paid_at is not None  # noqa: S101 - captured means it has one
    if subscription.anchor is None:
        subscription.anchor = kst_date(payment.paid_at)
    subscription.periods_paid = charge.period + 1
    subscription.paid_through = paid_through(subscription.terms, charge.period)
    was = subscription.status
    if was is SubscriptionStatus.ENDED and _downgraded(session, subscription):
        _find(session, FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE, charge, payment, now)
        return
    if was is not SubscriptionStatus.CANCELLING:
        subscription.status = SubscriptionStatus.ACTIVE
        subscription.ended_at, subscription.end_kind = None, None
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    if was in (SubscriptionStatus.PENDING, SubscriptionStatus.ENDED):
        _void_waiting_downgrades(session, subscription, now)
    member = session.get_one(Member, subscription.member_id, with_for_update=True)
    change_permission(
        session,
        member,
        Permission.PAID,
        now=now,
        actor=SYSTEM,
        cause="paid",
        paid_through=subscription.paid_through,
    )
    session.flush()
    tell_doubles(session, subscription, now)


def _find(
    session: Session,
    kind: FindingKind,
    charge: Charge,
    payment: Payment,
    now: datetime,
    **detail: object,
) -> None:
    open_finding(
        session,
        kind,
        payment.imp_uid,
        now=now,
        member_id=charge.member_id,
        amount=payment.amount,
        merchant_uid=charge.merchant_uid,
        **detail,
    )


def _cancelled_before(session: Session, subscription: Subscription, payment: Payment) -> bool:
    """Asked to stop, did not take it back, and was charged afterwards."""
    return (
        session.scalar(
            select(Cancellation.id).where(
                Cancellation.subscription_id == subscription.id,
                Cancellation.withdrawn_at.is_(None),
                Cancellation.requested_at <= payment.paid_at,
            )
        )
        is not None
    )


def _has_newer_subscription(session: Session, subscription: Subscription) -> bool:
    return (
        session.scalar(
            select(Subscription.id).where(
                Subscription.member_id == subscription.member_id,
                Subscription.id != subscription.id,
                Subscription.status != SubscriptionStatus.ENDED,
            )
        )
        is not None
    )


def _downgraded(session: Session, subscription: Subscription) -> bool:
    return (
        session.scalar(
            select(Downgrade.id).where(
                Downgrade.subscription_id == subscription.id,
                Downgrade.state == DowngradeState.APPROVED,
            )
        )
        is not None
    )


def _void_waiting_downgrades(session: Session, subscription: Subscription, now: datetime) -> None:
    """The member has paid again: nobody needs to decide any more."""
    waiting = session.scalars(
        select(Downgrade)
        .where(
            Downgrade.member_id == subscription.member_id,
            Downgrade.state.in_([DowngradeState.DUE, DowngradeState.HELD]),
        )
        .with_for_update()
    )
    for downgrade in waiting:
        downgrade.state, downgrade.void_reason = DowngradeState.VOID, "새 결제가 확인되었습니다"
        record_act(
            session,
            "downgrade.void",
            at=now,
            actor=SYSTEM,
            member_id=downgrade.member_id,
            subject=str(downgrade.id),
        )
