"""Where a member stands: card, last payment, paid-through, next charge, permission.

Everything comes from our own book; nothing is asked of the gateway while a person waits.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.book_next import wanted_charge
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import (
    Cancellation,
    Card,
    Member,
    PaymentRecord,
    PermissionChange,
    Subscription,
)
from billing_core.rules.charge import ChargeState
from billing_core.rules.classification import PaymentClass
from billing_core.rules.decline import DeclineReason
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.permission import Permission
from billing_core.rules.plan import Plan
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus


@dataclass(frozen=True)
class LastPayment:
    """A member's last payment, in won; `refunded` is how much of `amount` went back."""

    imp_uid: str
    amount: int
    refunded: int
    paid_at: datetime
    receipt_url: str


@dataclass(frozen=True)
class LastFailure:
    failed_at: datetime
    decline: DeclineReason
    fail_reason: str  # the card company's own words


@dataclass(frozen=True)
class ChargeAhead:
    """The next charge. `booked`: registered at the gateway; otherwise we are about to book it."""

    amount: int
    due_at: datetime
    booked: bool


@dataclass(frozen=True)
class SubscriptionState:
    """A subscription. `next_charge` is None when none is wanted; `cancellation` is the one not
    taken back."""

    status: SubscriptionStatus
    plan: Plan
    paid_through: datetime | None
    card: Card | None
    next_charge: ChargeAhead | None
    cancellation: Cancellation | None


@dataclass(frozen=True)
class BillingState:
    """A member's state. `subscription` is the open one, or else the last; `last_failure` only while
    unpaid since."""

    member_id: str  # the app's
    permission: Permission
    subscription: SubscriptionState | None
    last_payment: LastPayment | None
    last_failure: LastFailure | None


@dataclass(frozen=True)
class HeldPermission:
    """A member's permission; `since` is None where it never changed, `paid_through` where nothing
    was paid."""

    member_id: str  # the app's
    permission: Permission
    since: datetime | None
    paid_through: datetime | None


_LATEST_FIRST = (
    Subscription.status == SubscriptionStatus.ENDED,
    Subscription.created_at.desc(),
    Subscription.id,
)
_HELD = select(
    Member.permission,
    select(PermissionChange.changed_at)
    .where(PermissionChange.member_id == Member.id)
    .order_by(PermissionChange.id.desc())
    .limit(1)
    .scalar_subquery(),
    select(Subscription.paid_through)
    .where(Subscription.member_id == Member.id)
    .order_by(*_LATEST_FIRST)
    .limit(1)
    .scalar_subquery(),
).where(Member.app_id == bindparam("app_id"))


def billing_state(
    session: Session, app_id: str, policy: BillingPolicy, now: datetime
) -> BillingState:
    """A member's billing state. Raises Refusal "unknown_member"."""
    member = the_member(session, app_id)
    subscription = latest_subscription(session, member.id)
    paid = last_payment(session, member.id)
    return BillingState(
        member_id=app_id,
        permission=member.permission,
        subscription=_state_of(session, subscription, policy, now) if subscription else None,
        last_payment=paid,
        last_failure=_failure_since(session, member.id, paid),
    )


def held_permission(session: Session, app_id: str) -> HeldPermission:
    """A member's permission, by one query: apps ask at every page of theirs. Raises Refusal
    "unknown_member"."""
    held = session.execute(_HELD, {"app_id": app_id}).one_or_none()
    if held is None:
        raise Refusal(RefusalCode.UNKNOWN_MEMBER, member=app_id)
    return HeldPermission(app_id, *held)


def last_withdrawn(session: Session, app_id: str) -> Cancellation | None:
    """The cancellation of the open subscription that was taken back last."""
    return session.scalar(
        select(Cancellation)
        .join(Subscription, Subscription.id == Cancellation.subscription_id)
        .join(Member, Member.id == Cancellation.member_id)
        .where(
            Member.app_id == app_id,
            Cancellation.withdrawn_at.is_not(None),
            Subscription.status != SubscriptionStatus.ENDED,
        )
        .order_by(Cancellation.withdrawn_at.desc(), Cancellation.id)
        .limit(1)
    )


def _state_of(
    session: Session, subscription: Subscription, policy: BillingPolicy, now: datetime
) -> SubscriptionState:
    return SubscriptionState(
        status=subscription.status,
        plan=Plan(
            subscription.plan_id, subscription.plan_name, subscription.price, subscription.months
        ),
        paid_through=subscription.paid_through,
        card=session.get(Card, subscription.customer_uid),
        next_charge=_coming_charge(session, subscription, policy, now),
        cancellation=open_cancellation(session, subscription),
    )


def _coming_charge(
    session: Session, subscription: Subscription, policy: BillingPolicy, now: datetime
) -> ChargeAhead | None:
    wanted = subscription.status.wants_charges
    live = live_charge(session, subscription.id) if wanted else None
    if live is not None:
        return ChargeAhead(live.amount, live.due_at, booked=live.state is ChargeState.BOOKED)
    if not subscription.status.billable or open_questions(session, subscription):
        return None
    coming = wanted_charge(session, subscription, policy, now)
    return ChargeAhead(subscription.price, coming.due_at, booked=False) if coming else None


def latest_subscription(session: Session, member_id: int) -> Subscription | None:
    """A member's open subscription, of which there is at most one, or else the one begun last."""
    return session.scalar(
        select(Subscription)
        .where(Subscription.member_id == member_id)
        .order_by(*_LATEST_FIRST)
        .limit(1)
    )


def last_payment(session: Session, member_id: int) -> LastPayment | None:
    """The counted charge paid last; never an issuance."""
    found = _latest_charge(session, member_id, PaymentRecord.paid_at)
    if found is None or found.paid_at is None:
        return None
    return LastPayment(
        found.imp_uid, found.amount, found.cancel_amount, found.paid_at, found.receipt_url
    )


def _failure_since(
    session: Session, member_id: int, paid: LastPayment | None
) -> LastFailure | None:
    failed = PaymentRecord.status == PaymentStatus.FAILED
    found = _latest_charge(session, member_id, PaymentRecord.failed_at, failed)
    if found is None or found.failed_at is None:
        return None
    if paid is not None and paid.paid_at >= found.failed_at:
        return None
    return LastFailure(found.failed_at, found.decline or DeclineReason.OTHER, found.fail_reason)


def _latest_charge(
    session: Session,
    member_id: int,
    when: InstrumentedAttribute[datetime | None],
    *where: ColumnElement[bool],
) -> PaymentRecord | None:
    return session.scalar(
        select(PaymentRecord)
        .where(
            PaymentRecord.member_id == member_id,
            PaymentRecord.payment_class == PaymentClass.CHARGE,
            when.is_not(None),
            *where,
        )
        .order_by(when.desc(), PaymentRecord.imp_uid)
        .limit(1)
    )
