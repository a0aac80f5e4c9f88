"""What a member's own page says: their subscription, what went wrong, and every payment.

Read from our own book, in few queries: it is opened by anybody with a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, load_only

from billing_core.desk.billing_state import ChargeAhead
from billing_core.lifecycle.book_next import can_charge, wanted_charge
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.retry_charge import (
    MOST_TRIES_OF_MEMBER,
    retry_is_coming,
    tries_of_member,
)
from billing_core.lifecycle.send_charge import attempts
from billing_core.models import Cancellation, Card, Charge, Subscription
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.period import due_at
from billing_core.rules.plan import Plan
from billing_core.rules.subscription import (
    NEVER_PAID_AFTER,
    BillingPolicy,
    EndKind,
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


@dataclass(frozen=True)
class StandingCancellation:
    """The cancellation that was not taken back. `goes_on_at` is when the next payment would be
    if it were; None once it is too late for that."""

    id: str
    requested_at: datetime
    confirmed: bool
    goes_on_at: datetime | None


@dataclass(frozen=True)
class MemberSubscription:
    """The open subscription, or else the last. `under_way`: money may be taken right now."""

    id: str
    period: int  # the cycle to be paid next
    status: SubscriptionStatus
    plan: Plan
    card: str
    paid_through: datetime | None
    ended_at: datetime | None
    end_kind: EndKind | None
    next_charge: ChargeAhead | None
    under_way: bool
    trouble: MemberTrouble | None


@dataclass(frozen=True)
class MemberHome:
    """What the first page shows; a member of an imported history alone has no subscription."""

    subscription: MemberSubscription | None
    cancellation: StandingCancellation | None


def member_home(
    session: Session, member_id: int, policy: BillingPolicy, now: datetime
) -> MemberHome:
    found = _latest(session, member_id)
    if found is None:
        return MemberHome(None, _cancellation_of_file(session, member_id))
    subscription, card, asked, live = found
    return MemberHome(
        MemberSubscription(
            id=subscription.id,
            period=subscription.periods_paid,
            status=subscription.status,
            plan=Plan(
                subscription.plan_id,
                subscription.plan_name,
                subscription.price,
                subscription.months,
            ),
            card=_shown_card(card),
            paid_through=subscription.paid_through,
            ended_at=subscription.ended_at,
            end_kind=subscription.end_kind,
            next_charge=_next_charge(session, subscription, live, policy, now),
            under_way=live is not None and live.state is not ChargeState.BOOKED,
            trouble=_trouble(session, subscription, live, policy, now),
        ),
        StandingCancellation(
            asked.id,
            asked.requested_at,
            asked.confirmed_at is not None,
            _goes_on_at(subscription, policy, now),
        )
        if asked is not None
        else None,
    )


# Built once: a page asks it every time.
_LATEST = (
    select(Subscription, Card, Cancellation, Charge)
    .outerjoin(Card, Card.customer_uid == Subscription.customer_uid)
    .outerjoin(
        Cancellation,
        and_(Cancellation.subscription_id == Subscription.id, Cancellation.withdrawn_at.is_(None)),
    )
    .outerjoin(
        Charge, and_(Charge.subscription_id == Subscription.id, Charge.state.in_(LIVE_STATES))
    )
    .where(Subscription.member_id == bindparam("member_id"))
    .order_by(
        Subscription.status == SubscriptionStatus.ENDED,
        Subscription.created_at.desc(),
        Subscription.id,
    )
    .limit(1)
    .options(
        load_only(Cancellation.requested_at, Cancellation.confirmed_at),
        load_only(Card.card_name, Card.card_number, Card.deleted_at),
    )
)


def _latest(
    session: Session, member_id: int
) -> tuple[Subscription, Card | None, Cancellation | None, Charge | None] | None:
    """The open subscription, of which there is at most one, or else the one begun last; each of
    the others is at most one, too."""
    row = session.execute(_LATEST, {"member_id": member_id}).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


def _cancellation_of_file(session: Session, member_id: int) -> StandingCancellation | None:
    found = session.execute(
        select(Cancellation.id, Cancellation.requested_at, Cancellation.confirmed_at)
        .where(Cancellation.member_id == member_id, Cancellation.withdrawn_at.is_(None))
        .order_by(Cancellation.requested_at.desc(), Cancellation.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    return StandingCancellation(
        found.id, found.requested_at, found.confirmed_at is not None, goes_on_at=None
    )


def _goes_on_at(
    subscription: Subscription, policy: BillingPolicy, now: datetime
) -> datetime | None:
    paid_through = subscription.paid_through
    if subscription.status is not SubscriptionStatus.CANCELLING or paid_through is None:
        return None
    if paid_through <= now or subscription.anchor is None:
        return None
    return due_at(subscription.terms, subscription.periods_paid, policy.charge_hour)


def standing_cancellation_of(session: Session, member_id: int) -> str | None:
    """Of which a confirmation may be handed out: the newest that was not taken back."""
    return session.scalar(
        select(Cancellation.id)
        .where(Cancellation.member_id == member_id, Cancellation.withdrawn_at.is_(None))
        .order_by(Cancellation.requested_at.desc(), Cancellation.id)
        .limit(1)
    )


def _shown_card(card: Card | None) -> str:
    if card is None or card.deleted_at is not None:
        return ""
    return f"{card.card_name} {card.card_number}".strip()


def _next_charge(
    session: Session,
    subscription: Subscription,
    live: Charge | None,
    policy: BillingPolicy,
    now: datetime,
) -> ChargeAhead | None:
    if not subscription.status.wants_charges:
        return None
    if live is not None:
        return ChargeAhead(live.amount, live.due_at, booked=live.state is ChargeState.BOOKED)
    if subscription.status is not SubscriptionStatus.ACTIVE:
        return None
    if not can_charge(session, subscription) or open_questions(session, subscription):
        return None
    coming = wanted_charge(session, subscription, policy, now)
    return ChargeAhead(subscription.price, coming.due_at, booked=False) if coming else None


def _trouble(
    session: Session,
    subscription: Subscription,
    live: Charge | None,
    policy: BillingPolicy,
    now: datetime,
) -> MemberTrouble | None:
    if subscription.status not in (SubscriptionStatus.PAST_DUE, SubscriptionStatus.PENDING):
        return None
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
