"""A charge at once, with the card that was just registered: the first one, or of a failed cycle."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle import send_charge
from billing_core.lifecycle.charge_cycle import charge_cycle
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.register_card import take_on_terms
from billing_core.models import Charge, Checkout, Subscription
from billing_core.rules.charge import ChargeHow
from billing_core.rules.registration import CARD_COUNTS_FOR
from billing_core.rules.subscription import NextCharge, SubscriptionStatus
from billing_core.system import System


def charge_now(system: System, subscription_id: str) -> None:
    """Charges a pending subscription once per registered card (or per explicit wish to try
    again); one that is past due with the card that was registered for its failed cycle. Where the
    end was quicker a person is asked.
    Idempotent: running the job twice does not charge twice."""
    with system.database.writing() as session:
        status = lock_subscription(session, subscription_id).status
        order = _intend_first(session, subscription_id, system.clock.now())
    if status in (SubscriptionStatus.PAST_DUE, SubscriptionStatus.ENDED):
        charge_cycle(system, subscription_id)
    if order is not None:
        send_charge.send(system, order)


def _intend_first(
    session: Session, subscription_id: str, now: datetime
) -> send_charge.Order | None:
    subscription = lock_subscription(session, subscription_id)
    if not wants_first_charge(session, subscription, now):
        return None
    tried = send_charge.attempts(session, subscription)
    _take_on_terms_of_window(session, subscription, tried)
    wanted = NextCharge(period=0, attempt=len(tried) + 1, due_at=now)
    return send_charge.intend(session, subscription, tried, wanted, how=ChargeHow.NOW, now=now)


def wants_first_charge(session: Session, subscription: Subscription, now: datetime) -> bool:
    """Whether the first charge is to be sent: it was not answered yet, and the card was put to use
    today. Later a person asks first."""
    if subscription.status is not SubscriptionStatus.PENDING:
        return False
    if live_charge(session, subscription.id) is not None:
        return False
    if now >= subscription.fresh_since + CARD_COUNTS_FOR:
        return False
    tried = send_charge.attempts(session, subscription)
    again = send_charge.sendable_charge(tried)
    if again is None:
        return not send_charge.tried_since_fresh(tried, subscription)
    return not send_charge.given_up(again, subscription, now)


def _take_on_terms_of_window(
    session: Session, subscription: Subscription, tried: Sequence[Charge]
) -> None:
    """The window of the present card may have shown another plan while a charge was unclear,
    when no plan could be taken on. What it showed is what is charged to this card first."""
    checkout = session.scalar(
        select(Checkout).where(Checkout.customer_uid == subscription.customer_uid)
    )
    if checkout is None or checkout.registered_at is None or not tried:
        return
    if all(one.customer_uid != checkout.customer_uid for one in tried):
        take_on_terms(subscription, checkout)
