"""A member whose time is over begins again with money that a person has accepted.

A new subscription, counted from the day of the decision. The old one stays ended, and its
refused period stays refused.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.buy_period import begin_on, void_waiting_downgrades
from billing_core.lifecycle.change_permission import change_permission
from billing_core.lifecycle.lock import lock_member
from billing_core.lifecycle.move import move_charge, move_subscription
from billing_core.models import Charge, JobKind, Subscription
from billing_core.rules.actor import Actor
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.permission import Permission, PermissionCause
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.rules.transitions import ChargeEvent, SubscriptionEvent


@dataclass(frozen=True)
class Sold:
    """The terms that the money was for, and the card that is charged next. Whole won."""

    member_id: int
    plan_id: str
    plan_name: str
    amount: int
    months: int
    customer_uid: str


def begin_again(
    session: Session,
    sold: Sold,
    *,
    imp_uid: str,
    subscription_id: str,
    cause: PermissionCause,
    actor: Actor,
    now: datetime,
) -> Subscription:
    """Begin a subscription paid by `imp_uid`, which is in the ledger already; `cause` says why the
    permission is given."""
    subscription = Subscription(
        id=subscription_id,
        member_id=sold.member_id,
        plan_id=sold.plan_id,
        plan_name=sold.plan_name,
        price=sold.amount,
        months=sold.months,
        customer_uid=sold.customer_uid,
        fresh_since=now,
        status=SubscriptionStatus.PENDING,
        created_at=now,
        periods_paid=0,
    )
    session.add(subscription)
    session.flush()
    charge = settled_charge(subscription, period=0, attempt=1, due_at=now, now=now)
    charge.imp_uid = imp_uid
    session.add(charge)
    session.flush()
    move_charge(charge, ChargeEvent.CAPTURED, now)
    begin_on(subscription, charge, now)
    move_subscription(subscription, SubscriptionEvent.PAID, now)
    member = lock_member(session, subscription.member_id)
    change_permission(
        session,
        member,
        Permission.PAID,
        now=now,
        actor=actor,
        cause=cause,
        paid_through=subscription.paid_through,
    )
    void_waiting_downgrades(session, member.id, now)
    enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    return subscription


def settled_charge(
    subscription: Subscription, *, period: int, attempt: int, due_at: datetime, now: datetime
) -> Charge:
    """One that the gateway was never asked for: its money came without it."""
    return Charge(
        merchant_uid=ChargeRef(subscription.id, period, attempt).merchant_uid,
        subscription_id=subscription.id,
        member_id=subscription.member_id,
        customer_uid=subscription.customer_uid,
        period=period,
        attempt=attempt,
        amount=subscription.price,
        plan_id=subscription.plan_id,
        plan_name=subscription.plan_name,
        months=subscription.months,
        how=ChargeHow.NOW,
        due_at=due_at,
        state=ChargeState.NOT_SENT,
        requested_at=now,
        requested_times=0,
        refused_times=0,
        unknown_reads=0,
        settled_at=now,
    )
