"""A card was registered in the PG's window: keep it, and begin or mend the subscription.

The issuance "payment" itself buys nothing and books nothing; it only says that a billing
key now exists. The first real charge is a job of its own.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Card, Checkout, JobKind, Subscription
from billing_core.rules.actor import SYSTEM
from billing_core.rules.payment import Payment
from billing_core.rules.plan import Plan
from billing_core.rules.subscription import SubscriptionStatus


def register_card(session: Session, checkout: Checkout, payment: Payment, *, now: datetime) -> None:
    """Idempotent: a checkout registers its card once."""
    if checkout.registered_at is not None:
        return
    checkout.registered_at = payment.paid_at or now
    session.add(
        Card(
            customer_uid=checkout.customer_uid,
            member_id=checkout.member_id,
            card_name=payment.card_name,
            card_number=payment.card_number,
            registered_at=checkout.registered_at,
        )
    )
    session.flush()
    record_act(
        session,
        "card.registered",
        at=now,
        actor=SYSTEM,
        member_id=checkout.member_id,
        subject=checkout.customer_uid,
        card=f"{payment.card_name} {payment.card_number}".strip(),
    )
    subscription = open_subscription(session, checkout.member_id)
    if subscription is None:
        _begin(session, checkout, now)
    else:
        _use_card(session, subscription, checkout, now)


def open_subscription(session: Session, member_id: str) -> Subscription | None:
    """The member's subscription that has not ended, locked for this transaction."""
    return session.scalar(
        select(Subscription)
        .where(Subscription.member_id == member_id, Subscription.status != SubscriptionStatus.ENDED)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _begin(session: Session, checkout: Checkout, now: datetime) -> None:
    subscription = Subscription(
        id=checkout.id,
        member_id=checkout.member_id,
        plan_id=checkout.plan_id,
        plan_name=checkout.plan_name,
        price=checkout.amount,
        months=checkout.months,
        customer_uid=checkout.customer_uid,
        fresh_since=now,
        status=SubscriptionStatus.PENDING,
        created_at=now,
        periods_paid=0,
    )
    session.add(subscription)
    session.flush()
    enqueue(session, JobKind.CHARGE_NOW, subscription.id, now)


def _use_card(
    session: Session, subscription: Subscription, checkout: Checkout, now: datetime
) -> None:
    """From here on this card is charged; a booking on the old one is replaced."""
    before = subscription.customer_uid
    subscription.customer_uid = checkout.customer_uid
    subscription.fresh_since = now
    if subscription.status is SubscriptionStatus.PENDING:
        plan = Plan(checkout.plan_id, checkout.plan_name, checkout.amount, checkout.months)
        subscription.plan_id, subscription.plan_name = plan.id, plan.name
        subscription.price, subscription.months = plan.price, plan.months
        enqueue(session, JobKind.CHARGE_NOW, subscription.id, now)
    elif subscription.status.billable:
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    record_act(
        session,
        "card.changed",
        at=now,
        actor=SYSTEM,
        member_id=subscription.member_id,
        subject=subscription.id,
        before=before,
        after=checkout.customer_uid,
    )
