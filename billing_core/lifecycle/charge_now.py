"""The first real charge, at once, with the card that was just registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.send_charge import (
    MOST_REQUESTS,
    Order,
    attempts,
    intend,
    send,
    sendable_charge,
)
from billing_core.models import Charge, Subscription
from billing_core.rules.charge import ChargeHow
from billing_core.rules.subscription import NextCharge, SubscriptionStatus
from billing_core.system import System


def charge_now(system: System, subscription_id: str) -> None:
    """Charges a pending subscription once per registered card (or per explicit wish to try
    again): running the job twice does not charge twice."""
    with system.database.writing() as session:
        order = _intend_first(session, subscription_id, system.clock.now())
    if order is not None:
        send(system, order)


def _intend_first(session: Session, subscription_id: str, now: datetime) -> Order | None:
    subscription = lock_subscription(session, subscription_id)
    if subscription.status is not SubscriptionStatus.PENDING:
        return None
    if live_charge(session, subscription_id) is not None:
        return None
    tried = attempts(session, subscription)
    again = sendable_charge(tried)
    if again is None and _tried_since_fresh(tried, subscription):
        return None
    if again is not None and again.requested_times >= MOST_REQUESTS:
        return None
    wanted = NextCharge(period=0, attempt=len(tried) + 1, due_at=now)
    return intend(session, subscription, tried, wanted, how=ChargeHow.NOW, now=now)


def _tried_since_fresh(tried: Sequence[Charge], subscription: Subscription) -> bool:
    return any(
        charge.customer_uid == subscription.customer_uid
        and charge.requested_at >= subscription.fresh_since
        for charge in tried
    )
