"""What a settled charge does to its subscription: what it buys, or what its failure starts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.models import (
    Cancellation,
    Charge,
    Downgrade,
    JobKind,
    LedgerEntry,
    Member,
    Subscription,
)
from billing_core.models.ledger import EntryKind
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import read_decline
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.period import paid_through, period_start
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus


def apply_paid(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment, *, now: datetime
) -> None:
    """Money was captured for `charge`. Paid wins over whatever was believed before."""
    if charge.state is ChargeState.PAID:
        if charge.imp_uid != payment.imp_uid:
            _second_capture(session, charge, payment, now)
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


def apply_unexpected(session: Session, member_id: str, payment: Payment, *, now: datetime) -> None:
    """A member of ours was charged although we did not ask: it buys nothing by itself."""
    open_finding(
        session,
        FindingKind.UNEXPECTED_CHARGE,
        payment.imp_uid,
        now=now,
        member_id=member_id,
        amount=payment.amount,
        merchant_uid=payment.merchant_uid,
    )
    session.flush()
    for subscription in session.scalars(
        select(Subscription).where(Subscription.member_id == member_id)
    ):
        _tell_doubles(session, subscription, now)


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
    _tell_doubles(session, subscription, now)


def _second_capture(session: Session, charge: Charge, payment: Payment, now: datetime) -> None:
    """The gateway took the money twice under one name: the later capture is to be refunded."""
    first = session.scalar(
        select(LedgerEntry).where(
            LedgerEntry.imp_uid == charge.imp_uid, LedgerEntry.kind == EntryKind.PAYMENT
        )
    )
    assert payment.paid_at is not None  # noqa: S101 - captured means it has one
    surplus, amount = payment.imp_uid, payment.amount
    if first is not None and (payment.paid_at, payment.imp_uid) < (
        first.occurred_at,
        first.imp_uid,
    ):
        surplus, amount = first.imp_uid, first.amount
    open_finding(
        session,
        FindingKind.DOUBLE_CHARGE,
        surplus,
        now=now,
        member_id=charge.member_id,
        amount=amount,
        merchant_uid=charge.merchant_uid,
    )


def _tell_doubles(session: Session, subscription: Subscription, now: datetime) -> None:
    """Charges we did not ask for, inside a period that is paid: money taken twice."""
    if subscription.anchor is None or subscription.periods_paid == 0:
        return
    unexpected = session.scalars(
        select(LedgerEntry)
        .outerjoin(Charge, Charge.merchant_uid == LedgerEntry.merchant_uid)
        .where(
            LedgerEntry.member_id == subscription.member_id,
            LedgerEntry.kind == EntryKind.PAYMENT,
            LedgerEntry.occurred_at >= period_start(subscription.terms, 0),
            LedgerEntry.occurred_at < subscription.paid_through,
            Charge.merchant_uid.is_(None),
            LedgerEntry.source != "import",
        )
    )
    for entry in unexpected:
        open_finding(
            session,
            FindingKind.DOUBLE_CHARGE,
            entry.imp_uid,
            now=now,
            member_id=entry.member_id,
            amount=entry.amount,
            merchant_uid=entry.merchant_uid,
        )
        close_finding(
            session,
            FindingKind.UNEXPECTED_CHARGE,
            entry.imp_uid,
            now=now,
            resolution="이중 결제로 분류했습니다",
        )


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
