"""Keep the chain alive: exactly one booking for the next charge, or the reason why none.

The same step books a renewal, the next rung of the retry ladder, the charge after a
withdrawn cancellation, and the replacement for a booking on a card that was changed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.send_charge import (
    MOST_REQUESTS,
    intend,
    last_attempt,
    live_charge,
    lock_subscription,
    send,
    sendable_charge,
)
from billing_core.lifecycle.withdraw_booking import withdraw_booking
from billing_core.models import Charge, Subscription
from billing_core.rules.charge import ChargeHow, ChargeState
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
    with system.database.reading() as session:
        stale = _stale_booking(session, session.get_one(Subscription, subscription_id))
    if stale is not None and not withdraw_booking(system, stale):
        return  # it has run or is unclear: its settlement decides what comes next
    with system.database.writing() as session:
        charge = _intend_next(session, subscription_id, system)
    if charge is not None:
        send(system, charge)


def _stale_booking(session: Session, subscription: Subscription) -> Charge | None:
    """A live booking that must not run: its period is paid already, or its card was changed."""
    live = live_charge(session, subscription.id)
    if live is None or live.state is not ChargeState.BOOKED or not subscription.status.billable:
        return None
    paid_already = live.period < subscription.periods_paid
    other_card = live.customer_uid != subscription.customer_uid
    return live if paid_already or other_card else None


def _intend_next(session: Session, subscription_id: str, system: System) -> Charge | None:
    now = system.clock.now()
    subscription = lock_subscription(session, subscription_id)
    if not subscription.status.billable or live_charge(session, subscription_id) is not None:
        return None
    again = sendable_charge(session, subscription)
    if again is not None and again.requested_times >= MOST_REQUESTS:
        open_finding(
            session,
            FindingKind.NO_NEXT_BOOKING,
            subscription.id,
            now=now,
            member_id=subscription.member_id,
            amount=subscription.price,
            error=again.fail_reason,
        )
        return None
    wanted = wanted_charge(session, subscription, system.settings.policy, now)
    if wanted is None:
        return None
    return intend(session, subscription, wanted, ChargeHow.BOOKING, now)


def wanted_charge(
    session: Session, subscription: Subscription, policy: BillingPolicy, now: datetime
) -> NextCharge | None:
    """What should be booked for a billable subscription; None when the ladder has ended."""
    declined = session.scalars(
        select(Charge)
        .where(
            Charge.subscription_id == subscription.id,
            Charge.period == subscription.periods_paid,
            Charge.state == ChargeState.FAILED,
        )
        .order_by(Charge.attempt)
    ).all()
    declines = [charge.decline for charge in declined if charge.decline is not None]
    last_declined_at = max((charge.requested_at for charge in declined), default=None)
    history = PeriodHistory(
        period=subscription.periods_paid,
        last_attempt=last_attempt(session, subscription),
        declines=declines,
        fresh=last_declined_at is not None and last_declined_at < subscription.fresh_since,
    )
    return next_charge(subscription.terms, history, policy, now)
