"""A card was registered in the PG's window: keep it, and begin or mend the subscription.

The issuance "payment" itself buys nothing and books nothing; it only says that a billing
key now exists. The first real charge is a job of its own. A registration counts by its own
instant, whoever tells of it when: the latest card of a member is the one that is charged.
"""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.jobs import enqueue
from billing_core.lifecycle.delete_key import replaced_keys
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Cancellation, Card, Charge, Checkout, JobKind, Subscription
from billing_core.models.card import OUR_KEYS
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.registration import Registration, too_late
from billing_core.rules.subscription import SubscriptionStatus


def register_card(session: Session, checkout: Checkout, payment: Payment, *, now: datetime) -> None:
    """Idempotent: a checkout registers its card once. Of two windows at the same time one waits for
    the other: a member has one subscription."""
    if checkout.registered_at is not None:
        return
    hold(session, f"cards:{checkout.member_id}")
    checkout.registered_at = payment.paid_at or payment.started_at or now
    newest = newest_registration(session, checkout.member_id)
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
        Act.CARD_REGISTERED,
        at=now,
        actor=SYSTEM,
        member_id=checkout.member_id,
        subject=checkout.customer_uid,
        card=f"{payment.card_name} {payment.card_number}".strip(),
    )
    subscription = open_subscription(session, checkout.member_id)
    older = newest is not None and checkout.registered_at < newest
    if older and subscription is not None and _wants_card(subscription):
        _delete_if_replaced(session, subscription, now)  # it is charged with a newer card already
    elif _is_stopping(subscription) or _is_too_late(session, checkout, subscription, now):
        ask_about_late_card(session, checkout, now)
    elif subscription is None:
        begin_subscription(session, checkout, checkout.registered_at, now)
    else:
        use_card(session, subscription, checkout, now)


def newest_registration(session: Session, member_id: int) -> datetime | None:
    """When the newest card on a key of ours was registered; one by file has the file's instant."""
    return session.scalar(
        select(func.max(Card.registered_at)).where(
            Card.member_id == member_id, Card.customer_uid.startswith(OUR_KEYS, autoescape=True)
        )
    )


_GOING_ON = select(Subscription).where(
    Subscription.member_id == bindparam("member_id"),
    Subscription.status != SubscriptionStatus.ENDED,
)
_GOING_ON_LOCKED = _GOING_ON.with_for_update().execution_options(populate_existing=True)


def open_subscription(
    session: Session, member_id: int, *, lock: bool = True
) -> Subscription | None:
    """The member's subscription that has not ended, locked for this transaction unless it is
    only looked at."""
    asked = _GOING_ON_LOCKED if lock else _GOING_ON
    return session.scalar(asked, {"member_id": member_id})


def _wants_card(subscription: Subscription) -> bool:
    return subscription.status is not SubscriptionStatus.CANCELLING


def _is_stopping(subscription: Subscription | None) -> bool:
    """Nothing is charged, though the member has just agreed to a charge: a person asks them."""
    return subscription is not None and not _wants_card(subscription)


def _delete_if_replaced(session: Session, subscription: Subscription, now: datetime) -> None:
    """The newer card may have paid before this one was heard of."""
    paid = session.scalar(
        select(Charge.merchant_uid)
        .where(Charge.customer_uid == subscription.customer_uid, Charge.state == ChargeState.PAID)
        .limit(1)
    )
    if paid is None:
        return
    for customer_uid in replaced_keys(session, subscription.member_id, subscription.customer_uid):
        enqueue(session, JobKind.DELETE_KEY, customer_uid, now)


def _is_too_late(
    session: Session, checkout: Checkout, subscription: Subscription | None, now: datetime
) -> bool:
    assert checkout.registered_at is not None  # noqa: S101 - set by the caller
    changed = checkout.subscription_id
    goes_on = subscription is not None and _wants_card(subscription)
    asked_to_stop_at, ended_at = _last_stops(session, checkout.member_id)
    return too_late(
        Registration(
            started_at=checkout.created_at,
            registered_at=checkout.registered_at,
            changes_card=changed is not None,
            asked_to_stop_at=asked_to_stop_at,
            ended_at=ended_at,
            subscription_goes_on=goes_on
            and (changed is None or (subscription is not None and subscription.id == changed)),
        ),
        now,
    )


def _last_stops(session: Session, member_id: int) -> tuple[datetime | None, datetime | None]:
    """The member's last cancellation that was not withdrawn, and their last end."""
    asked = session.scalar(
        select(func.max(Cancellation.requested_at)).where(
            Cancellation.member_id == member_id, Cancellation.withdrawn_at.is_(None)
        )
    )
    ended = session.scalar(
        select(func.max(Subscription.ended_at)).where(
            Subscription.member_id == member_id, Subscription.status == SubscriptionStatus.ENDED
        )
    )
    return asked, ended


def ask_about_late_card(session: Session, checkout: Checkout, now: datetime) -> None:
    """Nothing is charged with it: a person asks the member."""
    open_finding(
        session,
        FindingKind.LATE_REGISTRATION,
        checkout.customer_uid,
        now=now,
        member_id=checkout.member_id,
        amount=checkout.amount,
        checkout_id=checkout.id,
        registered_at=checkout.registered_at,
    )


def begin_subscription(
    session: Session, checkout: Checkout, fresh_since: datetime, now: datetime
) -> Subscription:
    """Begin a subscription; a job makes its first charge at once. For a day from `fresh_since` the
    card counts as put to use."""
    subscription = Subscription(
        id=checkout.id,
        member_id=checkout.member_id,
        plan_id=checkout.plan_id,
        plan_name=checkout.plan_name,
        price=checkout.amount,
        months=checkout.months,
        customer_uid=checkout.customer_uid,
        fresh_since=fresh_since,
        status=SubscriptionStatus.PENDING,
        created_at=now,
        periods_paid=0,
    )
    session.add(subscription)
    session.flush()
    enqueue(session, JobKind.CHARGE_NOW, subscription.id, now)
    return subscription


def use_card(
    session: Session, subscription: Subscription, checkout: Checkout, now: datetime
) -> None:
    """Change the card: from here on this one is charged; a booking on the old one is replaced.
    Another plan is taken on only while no charge may still turn out to have been paid."""
    before = subscription.customer_uid
    subscription.customer_uid = checkout.customer_uid
    subscription.fresh_since = now
    if subscription.status is SubscriptionStatus.PENDING:
        subscription.fresh_since = checkout.registered_at or now
        if live_charge(session, subscription.id) is None:
            take_on_terms(subscription, checkout)
        enqueue(session, JobKind.CHARGE_NOW, subscription.id, now)
    elif subscription.status.billable:
        enqueue(session, _next_step(subscription, checkout), subscription.id, now)
    record_act(
        session,
        Act.CARD_CHANGED,
        at=now,
        actor=SYSTEM,
        member_id=subscription.member_id,
        subject=subscription.id,
        before=before,
        after=checkout.customer_uid,
    )


def _next_step(subscription: Subscription, checkout: Checkout) -> JobKind:
    """The window was opened to pay for the cycle that failed, unless it was paid meanwhile."""
    due = subscription.status is SubscriptionStatus.PAST_DUE
    pays = due and checkout.pays_period == subscription.periods_paid
    return JobKind.CHARGE_NOW if pays else JobKind.BOOK_NEXT


def take_on_terms(subscription: Subscription, checkout: Checkout) -> None:
    """Copy the checkout's plan and price: what the window showed is what will be charged."""
    subscription.plan_id, subscription.plan_name = checkout.plan_id, checkout.plan_name
    subscription.price, subscription.months = checkout.amount, checkout.months
