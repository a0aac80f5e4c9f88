"""A payment that was refused, and what its member can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from billing_core.lifecycle.book_next import can_charge
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.retry_charge import (
    MOST_TRIES_OF_MEMBER,
    retry_is_coming,
    tries_of_member,
)
from billing_core.lifecycle.send_charge import attempts
from billing_core.models import Charge, Subscription
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.subscription import (
    NEVER_PAID_AFTER,
    BillingPolicy,
    SubscriptionStatus,
)


class WayOut(StrEnum):
    """What can be done about a refused payment, as the member is told."""

    RETRY = "retry"  # or another card
    OTHER_CARD = "other_card"  # nothing else helps
    TOMORROW = "tomorrow"  # the tries of a day are used up
    BY_ITSELF = "by_itself"  # the gateway tries again
    UNDER_WAY = "under_way"
    WITH_US = "with_us"  # the team has a question to answer


@dataclass(frozen=True)
class MemberTrouble:
    """A payment that was refused. `until` is when the subscription ends unless it is paid, and
    `next_try_at` the try that is booked."""

    reason: DeclineReason
    amount: int
    failed_at: datetime
    until: datetime | None
    next_try_at: datetime | None
    way_out: WayOut


def trouble_of(
    session: Session, subscription_id: str, policy: BillingPolicy, now: datetime
) -> MemberTrouble | None:
    """Of a subscription that is past due, or waits for its first payment. None where nothing was
    refused."""
    subscription = session.get_one(Subscription, subscription_id)
    live = live_charge(session, subscription_id)
    tried = attempts(session, subscription)
    refused = [one for one in tried if one.state is ChargeState.FAILED]
    if not refused:
        return None
    booked = live is not None and live.state is ChargeState.BOOKED
    return MemberTrouble(
        reason=refused[-1].decline or DeclineReason.OTHER,
        amount=refused[-1].amount,
        failed_at=refused[-1].settled_at or refused[-1].requested_at,
        until=_ends_unpaid(subscription, policy),
        next_try_at=live.due_at if live is not None and booked else None,
        way_out=_way_out(session, subscription, live, refused, policy=policy, now=now),
    )


def _ends_unpaid(subscription: Subscription, policy: BillingPolicy) -> datetime | None:
    if subscription.status is SubscriptionStatus.PENDING:
        return subscription.fresh_since + NEVER_PAID_AFTER
    paid_through = subscription.paid_through
    return paid_through + policy.grace if paid_through is not None else None


def _way_out(
    session: Session,
    subscription: Subscription,
    live: Charge | None,
    refused: Sequence[Charge],
    *,
    policy: BillingPolicy,
    now: datetime,
) -> WayOut:
    if open_questions(session, subscription):
        return WayOut.WITH_US
    if retry_is_coming(session, subscription, live, policy, now):
        return WayOut.UNDER_WAY
    of_this_card = [one for one in refused if one.customer_uid == subscription.customer_uid]
    hard = bool(of_this_card) and (of_this_card[-1].decline or DeclineReason.OTHER).hard
    if hard or not can_charge(session, subscription):
        return WayOut.OTHER_CARD
    past_due = subscription.status is SubscriptionStatus.PAST_DUE
    if policy.gateway_recovery and past_due and of_this_card:
        return WayOut.BY_ITSELF
    if tries_of_member(session, subscription.member_id, now) >= MOST_TRIES_OF_MEMBER:
        return WayOut.TOMORROW
    return WayOut.RETRY
