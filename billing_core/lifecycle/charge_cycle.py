"""Charge a cycle that failed at once, with the card that its member has just registered for it.

The due day does not move, so neither do the anchor and the periods: a late payment of the same
cycle, of the same subscription. A booking for another day is taken back first: moved, never
doubled.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle import send_charge
from billing_core.lifecycle.book_next import can_charge
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.register_card import ask_about_late_card
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.lifecycle.withdraw_booking import withdraw_booking
from billing_core.models import Charge, Checkout, JobKind, Subscription
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.subscription import (
    BillingPolicy,
    NextCharge,
    SubscriptionStatus,
    grace_ends,
)
from billing_core.system import System


def charge_cycle(system: System, subscription_id: str) -> None:
    """Idempotent: once per registered card. What is not wanted any more is left to the usual
    booking, which asks the same questions."""
    step = _look(system, subscription_id)
    if isinstance(step, Charge):
        if not withdraw_booking(system, step):
            return  # it has run or is unclear: its settlement decides what comes next
        step = _look(system, subscription_id)
    if isinstance(step, send_charge.Order):
        send_charge.send(system, step)


def _look(system: System, subscription_id: str) -> send_charge.Order | Charge | None:
    now = system.clock.now()
    with system.database.writing() as session:
        subscription = lock_subscription(session, subscription_id)
        if not _wanted_now(session, subscription, system.settings.policy, now):
            _ask_if_over(session, subscription, system.settings.policy, now)
            enqueue(session, JobKind.BOOK_NEXT, subscription_id, now)
            return None
        live = live_charge(session, subscription_id)
        if live is not None:
            if live.state is not ChargeState.BOOKED:
                return None
            live.revoke_asked_at = now
            return live
        tried = send_charge.attempts(session, subscription)
        last = max((charge.attempt for charge in tried), default=0)
        wanted = NextCharge(subscription.periods_paid, last + 1, due_at=now)
        return send_charge.intend(session, subscription, tried, wanted, how=ChargeHow.NOW, now=now)


def _wanted_now(
    session: Session, subscription: Subscription, policy: BillingPolicy, now: datetime
) -> bool:
    """Still unpaid, not stopped, within the grace, no question open, and the card is meant for it
    and was not tried yet."""
    if subscription.status is not SubscriptionStatus.PAST_DUE:
        return False
    if _meant_for_it(session, subscription) is None or not can_charge(session, subscription):
        return False
    if open_questions(session, subscription):
        return False
    if now >= grace_ends(subscription.terms, subscription.periods_paid, policy):
        return False
    tried = send_charge.attempts(session, subscription)
    again = send_charge.sendable_charge(tried)
    if again is not None:
        return not send_charge.given_up(again, subscription, now)
    return not send_charge.tried_since_fresh(
        [one for one in tried if one.state is not ChargeState.REVOKED], subscription
    )


def _meant_for_it(session: Session, subscription: Subscription) -> Checkout | None:
    """The window of the present card, where it was opened to pay the period that is unpaid."""
    return session.scalar(
        select(Checkout).where(
            Checkout.customer_uid == subscription.customer_uid,
            Checkout.pays_period == subscription.periods_paid,
        )
    )


def _ask_if_over(
    session: Session, subscription: Subscription, policy: BillingPolicy, now: datetime
) -> None:
    """The card was registered within the grace and could not be charged in it: its member has
    agreed to pay and waits to hear of it."""
    meant = _meant_for_it(session, subscription)
    if meant is None or subscription.anchor is None:
        return
    if open_cancellation(session, subscription) is not None:
        return
    over = now >= grace_ends(subscription.terms, subscription.periods_paid, policy)
    if over and not send_charge.tried_since_fresh(
        send_charge.attempts(session, subscription), subscription
    ):
        ask_about_late_card(session, meant, now)
