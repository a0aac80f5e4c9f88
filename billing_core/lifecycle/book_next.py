"""Keep the chain alive: exactly one booking for the next charge, or the reason why none.

The same step books a renewal, the next rung of the retry ladder, the charge after a
withdrawn cancellation, and the replacement for a booking on a card that was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.send_charge import (
    MOST_REQUESTS,
    Order,
    attempts,
    intend,
    send,
    sendable_charge,
)
from billing_core.lifecycle.withdraw_booking import withdraw_booking
from billing_core.models import Charge, Subscription
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import (
    BillingPolicy,
    NextCharge,
    PeriodHistory,
    next_charge,
)
from billing_core.system import System


def book_next(system: System, subscription_id: str) -> None:
    """Idempotent; does nothing for a subscription that wants no charge or has its booking."""
    step = _look(system, subscription_id)
    if isinstance(step, Charge):
        if not withdraw_booking(system, step):
            return  # it has run or is unclear: its settlement decides what comes next
        step = _look(system, subscription_id)
    if isinstance(step, Order):
        send(system, step)


def _look(system: System, subscription_id: str) -> Order | Charge | None:
    """An order that is now written down, a stale booking to be taken back first, or nothing."""
    now = system.clock.now()
    with system.database.writing() as session:
        subscription = lock_subscription(session, subscription_id)
        if not subscription.status.billable:
            return None
        live = live_charge(session, subscription_id)
        if live is not None:
            return live if _stale(live, subscription) else None
        tried = attempts(session, subscription)
        if _given_up(session, subscription, tried, now):
            return None
        wanted = _wanted(subscription, tried, system.settings.policy, now)
        if wanted is None:
            return None
        return intend(session, subscription, tried, wanted, how=ChargeHow.BOOKING, now=now)


def _stale(live: Charge, subscription: Subscription) -> bool:
    """A booking that must not run: its period is paid already, or its card was changed."""
    paid_already = live.period < subscription.periods_paid
    other_card = live.customer_uid != subscription.customer_uid
    return live.state is ChargeState.BOOKED and (paid_already or other_card)


def _given_up(
    session: Session, subscription: Subscription, tried: Sequence[Charge], now: datetime
) -> bool:
    """The same request never arrived, several times: from here on it is a person's."""
    again = sendable_charge(tried)
    if again is None or again.requested_times < MOST_REQUESTS:
        return False
    open_finding(
        session,
        FindingKind.NO_NEXT_BOOKING,
        subscription.id,
        now=now,
        member_id=subscription.member_id,
        amount=subscription.price,
        error=again.fail_reason,
    )
    return True


def wanted_charge(
    session: Session, subscription: Subscription, policy: BillingPolicy, now: datetime
) -> NextCharge | None:
    """What should be booked for a billable subscription; None when the ladder has ended."""
    return _wanted(subscription, attempts(session, subscription), policy, now)


def _wanted(
    subscription: Subscription, tried: Sequence[Charge], policy: BillingPolicy, now: datetime
) -> NextCharge | None:
    declined = [charge for charge in tried if charge.state is ChargeState.FAILED]
    last_declined_at = max((charge.requested_at for charge in declined), default=None)
    history = PeriodHistory(
        period=subscription.periods_paid,
        last_attempt=max((charge.attempt for charge in tried), default=0),
        declines=[charge.decline or DeclineReason.OTHER for charge in declined],
        fresh=last_declined_at is not None and last_declined_at < subscription.fresh_since,
    )
    return next_charge(subscription.terms, history, policy, now)
