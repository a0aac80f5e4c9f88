"""What a settled charge does to its subscription: what it buys, or what its failure starts."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.buy_period import buy_period, in_time
from billing_core.lifecycle.move import move_charge, move_subscription
from billing_core.lifecycle.open_finding import close_finding, open_finding, still_open
from billing_core.lifecycle.queue_notice import notice_of_failure
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.tell_surplus import second_capture, tell_doubles
from billing_core.models import Cancellation, Charge, JobKind, Subscription
from billing_core.roll_ups.state import grace_of
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import read_decline
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import Payment
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.rules.transitions import ChargeEvent, SubscriptionEvent


def apply_paid(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment, *, now: datetime
) -> None:
    """Apply captured money to its charge and subscription. Paid wins over what was believed before.

    It buys by the terms it was asked under, if it was paid in time by its own instant; what came
    after the grace, or after the member had stopped, buys nothing until a person has decided.
    """
    if charge.state is ChargeState.PAID:
        if charge.imp_uid != payment.imp_uid:
            second_capture(session, charge, payment, now)
        return
    believed = charge.state
    move_charge(charge, ChargeEvent.CAPTURED, now)
    charge.imp_uid = payment.imp_uid
    record_act(
        session,
        Act.CHARGE_PAID,
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=charge.merchant_uid,
        imp_uid=payment.imp_uid,
        amount=payment.amount,
        believed=str(believed),
    )
    close_what_was_asked(session, charge, now)
    if payment.amount != charge.amount:
        _find(session, FindingKind.AMOUNT_MISMATCH, charge, payment, now, asked=charge.amount)
    why_nothing = _buys_nothing(session, charge, subscription, payment)
    if why_nothing is not None:
        _find(session, why_nothing, charge, payment, now, period=charge.period)
        return
    charge.fail_reason, charge.decline = "", None
    buy_period(session, charge, subscription, payment, now=now)
    session.flush()
    tell_doubles(session, subscription, now)


def _buys_nothing(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment
) -> FindingKind | None:
    """What is wrong with money that buys no time."""
    ended = subscription.status is SubscriptionStatus.ENDED
    if charge.period < subscription.periods_paid:
        return FindingKind.DOUBLE_CHARGE
    if _cancelled_before(session, subscription, payment):
        return FindingKind.CHARGE_AFTER_CANCELLATION
    if ended and _has_newer_subscription(session, subscription):
        return FindingKind.UNEXPECTED_CHARGE
    if not in_time(charge, subscription, payment, grace_of(session)):
        return FindingKind.LATE_CAPTURE
    return None


def apply_failed(
    session: Session, charge: Charge, subscription: Subscription, payment: Payment, *, now: datetime
) -> None:
    """Apply a decline to its charge and subscription. A charge known to be paid stays paid."""
    if charge.state in (ChargeState.PAID, ChargeState.FAILED):
        return
    move_charge(charge, ChargeEvent.DECLINED, now)
    charge.imp_uid = payment.imp_uid
    charge.fail_reason, charge.decline = payment.fail_reason, read_decline(payment.fail_reason)
    record_act(
        session,
        Act.CHARGE_FAILED,
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=charge.merchant_uid,
        imp_uid=payment.imp_uid,
        amount=charge.amount,
        reason=payment.fail_reason,
        decline=str(charge.decline),
    )
    close_what_was_asked(session, charge, now)
    if subscription.status.billable and charge.period == subscription.periods_paid:
        move_subscription(subscription, SubscriptionEvent.DECLINED, now)
        notice_of_failure(session, charge, payment, now)
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)


def close_what_was_asked(session: Session, charge: Charge, now: datetime) -> None:
    """Close the findings about this charge that its outcome answers."""
    about = {
        FindingKind.FIRST_CHARGE_STUCK: charge.subscription_id,
        FindingKind.BOOKING_NOT_RUN: charge.merchant_uid,
        FindingKind.PERIOD_LEFT_OUT: charge.merchant_uid,
        FindingKind.BOOKING_MOVED: charge.merchant_uid,
        FindingKind.BOOKING_LOST: charge.merchant_uid,
        FindingKind.LIVE_BOOKING_AFTER_CANCELLATION: charge.merchant_uid,
        FindingKind.BOOKING_AMOUNT_DIFFERS: charge.merchant_uid,
        FindingKind.BOOKING_DAY_DIFFERS: charge.merchant_uid,
        FindingKind.DOUBLE_BOOKING: charge.merchant_uid,
        FindingKind.UNKNOWN_OUTCOME: charge.merchant_uid,
    }
    for kind, subject in still_open(session, about):
        close_finding(session, kind, subject, now=now, answer=FindingAnswer.OUTCOME_KNOWN)


def _find(
    session: Session,
    kind: FindingKind,
    charge: Charge,
    payment: Payment,
    now: datetime,
    **detail: object,
) -> None:
    if kind.refund_due and payment.cancel_amount >= payment.amount:
        return  # given back already
    open_finding(
        session,
        kind,
        payment.imp_uid,
        now=now,
        member_id=charge.member_id,
        amount=payment.amount,
        subscription_id=charge.subscription_id,
        merchant_uid=charge.merchant_uid,
        paid_at=payment.paid_at,
        **detail,
    )


def _cancelled_before(session: Session, subscription: Subscription, payment: Payment) -> bool:
    """Asked to stop, did not take it back, and was charged afterwards."""
    stopped = (SubscriptionStatus.CANCELLING, SubscriptionStatus.ENDED)
    if subscription.status not in stopped:
        return False
    asked = session.scalar(
        select(Cancellation.id).where(
            Cancellation.subscription_id == subscription.id,
            Cancellation.withdrawn_at.is_(None),
            Cancellation.requested_at <= payment.paid_at,
        )
    )
    return asked is not None


def _has_newer_subscription(session: Session, subscription: Subscription) -> bool:
    newer = session.scalar(
        select(Subscription.id).where(
            Subscription.member_id == subscription.member_id,
            Subscription.id != subscription.id,
            Subscription.status != SubscriptionStatus.ENDED,
        )
    )
    return newer is not None
