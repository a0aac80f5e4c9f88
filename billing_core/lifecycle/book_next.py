"""Book the next charge of a subscription: exactly one booking, or the reason why none.

The same step books a renewal, the next rung of the retry ladder, the charge after a
withdrawn cancellation, and the replacement for a booking on a card that was changed.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.lifecycle import send_charge
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.withdraw_booking import withdraw_booking
from billing_core.models import Card, Charge, Subscription
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import (
    BillingPolicy,
    NextCharge,
    PeriodHistory,
    SubscriptionStatus,
    next_charge,
)
from billing_core.system import System


def book_next(system: System, subscription_id: str) -> None:
    """Book the next charge, unless none is wanted or it is booked already. Idempotent."""
    step = _look(system, subscription_id)
    if isinstance(step, Charge):
        if not withdraw_booking(system, step):
            return  # it has run or is unclear: its settlement decides what comes next
        step = _look(system, subscription_id)
    if isinstance(step, send_charge.Order):
        send_charge.send(system, step)


def _look(system: System, subscription_id: str) -> send_charge.Order | Charge | None:
    """An order that is now written down, a stale booking to be taken back first, or nothing."""
    now = system.clock.now()
    policy = system.settings.policy
    with system.database.writing() as session:
        subscription = lock_subscription(session, subscription_id)
        if not subscription.status.billable:
            return None
        live = live_charge(session, subscription_id)
        waits = bool(open_questions(session, subscription))
        unwanted = live is not None and _left_to_the_gateway(session, live, subscription, policy)
        if live is not None and (unwanted or _stale(live, subscription, policy, now, waits=waits)):
            live.revoke_asked_at = now
            return live
        if live is not None or waits or not can_charge(session, subscription):
            return None
        tried = send_charge.attempts(session, subscription)
        wanted = _wanted(subscription, tried, policy, now)
        if wanted is None or _left_to_a_person(session, subscription, tried, now):
            return None
        return send_charge.intend(
            session, subscription, tried, wanted, how=ChargeHow.BOOKING, now=now
        )


def can_charge(session: Session, subscription: Subscription) -> bool:
    """There is a card that was not deleted. Who pays by transfer may have none."""
    return bool(plain_rows(session, _CARD, customer_uid=subscription.customer_uid))


_CARD = CompiledQuery(
    select(Card.customer_uid).where(
        Card.customer_uid == bindparam("customer_uid"), Card.deleted_at.is_(None)
    )
)


def _stale(
    live: Charge, subscription: Subscription, policy: BillingPolicy, now: datetime, *, waits: bool
) -> bool:
    """A booking that must not run as it stands: it is for a period that is paid already or not
    yet to be paid, its card was changed, or a person wants a refused charge tried at once and
    not on its day. While a question is open (`waits`) only the first."""
    if live.state is not ChargeState.BOOKED:
        return False
    if live.period != subscription.periods_paid or waits:
        return live.period != subscription.periods_paid
    other_card = live.customer_uid != subscription.customer_uid
    retry = subscription.status is SubscriptionStatus.PAST_DUE
    hurried = retry and subscription.fresh_since >= live.requested_at
    return other_card or (hurried and live.due_at > now + 2 * policy.late_margin)


def _left_to_the_gateway(
    session: Session, live: Charge, subscription: Subscription, policy: BillingPolicy
) -> bool:
    """A retry that was booked before it was declared that the gateway retries by itself."""
    if not policy.gateway_recovery or live.state is not ChargeState.BOOKED:
        return False
    return any(
        one.state is ChargeState.FAILED and one.customer_uid == live.customer_uid
        for one in send_charge.attempts(session, subscription)
    )


def _left_to_a_person(
    session: Session, subscription: Subscription, tried: Sequence[Charge], now: datetime
) -> bool:
    again = send_charge.sendable_charge(tried)
    if again is None or not send_charge.given_up(again, subscription, now):
        return False
    open_finding(
        session,
        FindingKind.NO_NEXT_BOOKING,
        subscription.id,
        now=now,
        member_id=subscription.member_id,
        amount=subscription.price,
        subscription_id=subscription.id,
        due_at=again.due_at,
        error=again.fail_reason,
    )
    return True


def wanted_charge(
    session: Session,
    subscription: Subscription,
    policy: BillingPolicy,
    now: datetime,
    *,
    fresh_since: datetime | None = None,
) -> NextCharge | None:
    """What should be booked for a billable subscription; None when the ladder has ended.
    `fresh_since`: as if a person asked to begin the count of tries anew then."""
    tried = send_charge.attempts(session, subscription)
    return _wanted(subscription, tried, policy, now, fresh_since=fresh_since)


def _wanted(
    subscription: Subscription,
    tried: Sequence[Charge],
    policy: BillingPolicy,
    now: datetime,
    *,
    fresh_since: datetime | None = None,
) -> NextCharge | None:
    declined = [charge for charge in tried if charge.state is ChargeState.FAILED]
    last_declined_at = max((charge.requested_at for charge in declined), default=None)
    history = PeriodHistory(
        period=subscription.periods_paid,
        last_attempt=max((charge.attempt for charge in tried), default=0),
        declines=[charge.decline or DeclineReason.OTHER for charge in declined],
        fresh=last_declined_at is not None
        and last_declined_at < (fresh_since or subscription.fresh_since),
    )
    return next_charge(subscription.terms, history, policy, now)
