"""What a member's own page says: their subscription, what went wrong, and every payment.

Read from our own book, in few queries: it is opened by anybody with a link.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from billing_core.desk.billing_state import ChargeAhead
from billing_core.desk.member_trouble import MemberTrouble, trouble_of
from billing_core.lifecycle.book_next import can_charge, wanted_charge
from billing_core.lifecycle.question import open_questions
from billing_core.models import Cancellation, Card, Charge, Subscription
from billing_core.models.base import one_of
from billing_core.plain_rows import CompiledQuery, Looking, entities, plain_rows
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.period import due_at
from billing_core.rules.plan import Plan
from billing_core.rules.subscription import (
    BillingPolicy,
    EndKind,
    SubscriptionStatus,
)


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


def member_home(asked: Looking, member_id: int, policy: BillingPolicy, now: datetime) -> MemberHome:
    latest = _latest(asked, member_id)
    if latest is None:
        with entities(asked) as session:
            return MemberHome(None, _cancellation_of_file(session, member_id))
    subscription = MemberSubscription(
        id=latest.id,
        period=latest.periods_paid,
        status=latest.status,
        plan=Plan(latest.plan_id, latest.plan_name, latest.price, latest.months),
        card=_shown_card(latest),
        paid_through=latest.paid_through,
        ended_at=latest.ended_at,
        end_kind=latest.end_kind,
        next_charge=_next_charge(asked, latest, policy, now),
        under_way=latest.live_state not in (None, ChargeState.BOOKED),
        trouble=_trouble(asked, latest, policy, now),
    )
    return MemberHome(subscription, _cancellation(asked, latest, policy, now))


class _Latest(NamedTuple):
    """The open subscription, of which there is at most one, or else the one begun last; with its
    card, its cancellation and the charge that may still take money, each at most one, too."""

    id: str
    periods_paid: int
    status: SubscriptionStatus
    plan_id: str
    plan_name: str
    price: int
    months: int
    paid_through: datetime | None
    ended_at: datetime | None
    end_kind: EndKind | None
    card_name: str | None
    card_number: str | None
    card_deleted_at: datetime | None
    cancellation_id: str | None
    requested_at: datetime | None
    confirmed_at: datetime | None
    live_state: ChargeState | None
    live_amount: int | None
    live_due_at: datetime | None


_UNPAID = (SubscriptionStatus.PAST_DUE, SubscriptionStatus.PENDING)

# Built once, and plain columns: a page asks it every time.
_LATEST = CompiledQuery(
    select(
        Subscription.id,
        Subscription.periods_paid,
        Subscription.status,
        Subscription.plan_id,
        Subscription.plan_name,
        Subscription.price,
        Subscription.months,
        Subscription.paid_through,
        Subscription.ended_at,
        Subscription.end_kind,
        Card.card_name,
        Card.card_number,
        Card.deleted_at,
        Cancellation.id,
        Cancellation.requested_at,
        Cancellation.confirmed_at,
        Charge.state,
        Charge.amount,
        Charge.due_at,
    )
    .outerjoin(Card, Card.customer_uid == Subscription.customer_uid)
    .outerjoin(
        Cancellation,
        and_(Cancellation.subscription_id == Subscription.id, Cancellation.withdrawn_at.is_(None)),
    )
    .outerjoin(
        Charge, and_(Charge.subscription_id == Subscription.id, one_of(Charge.state, LIVE_STATES))
    )
    .where(Subscription.member_id == bindparam("member_id"))
    .order_by(
        Subscription.status == SubscriptionStatus.ENDED,
        Subscription.created_at.desc(),
        Subscription.id,
    )
    .limit(1)
)


def _latest(asked: Looking, member_id: int) -> _Latest | None:
    return next(starmap(_Latest, plain_rows(asked, _LATEST, member_id=member_id)), None)


def _trouble(
    asked: Looking, latest: _Latest, policy: BillingPolicy, now: datetime
) -> MemberTrouble | None:
    if latest.status not in _UNPAID:
        return None
    with entities(asked) as session:
        return trouble_of(session, latest.id, policy, now)


def _cancellation(
    asked: Looking, latest: _Latest, policy: BillingPolicy, now: datetime
) -> StandingCancellation | None:
    if latest.cancellation_id is None or latest.requested_at is None:
        return None
    return StandingCancellation(
        latest.cancellation_id,
        latest.requested_at,
        latest.confirmed_at is not None,
        _goes_on_at(asked, latest, policy, now),
    )


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
    asked: Looking, latest: _Latest, policy: BillingPolicy, now: datetime
) -> datetime | None:
    paid_through = latest.paid_through
    if latest.status is not SubscriptionStatus.CANCELLING or paid_through is None:
        return None
    with entities(asked) as session:
        subscription = session.get_one(Subscription, latest.id)
        if paid_through <= now or subscription.anchor is None:
            return None
        return due_at(subscription.terms, latest.periods_paid, policy.charge_hour)


def standing_cancellation_of(session: Session, member_id: int) -> str | None:
    """Of which a confirmation may be handed out: the newest that was not taken back."""
    return session.scalar(
        select(Cancellation.id)
        .where(Cancellation.member_id == member_id, Cancellation.withdrawn_at.is_(None))
        .order_by(Cancellation.requested_at.desc(), Cancellation.id)
        .limit(1)
    )


def _shown_card(latest: _Latest) -> str:
    if latest.card_deleted_at is not None:
        return ""
    return f"{latest.card_name or ''} {latest.card_number or ''}".strip()


def _next_charge(
    asked: Looking, latest: _Latest, policy: BillingPolicy, now: datetime
) -> ChargeAhead | None:
    if not latest.status.wants_charges:
        return None
    if latest.live_amount is not None and latest.live_due_at is not None:
        booked = latest.live_state is ChargeState.BOOKED
        return ChargeAhead(latest.live_amount, latest.live_due_at, booked=booked)
    if latest.status is not SubscriptionStatus.ACTIVE:
        return None
    with entities(asked) as session:
        return _unbooked(session, latest.id, policy, now)


def _unbooked(
    session: Session, subscription_id: str, policy: BillingPolicy, now: datetime
) -> ChargeAhead | None:
    subscription = session.get_one(Subscription, subscription_id)
    if not can_charge(session, subscription) or open_questions(session, subscription):
        return None
    coming = wanted_charge(session, subscription, policy, now)
    return ChargeAhead(subscription.price, coming.due_at, booked=False) if coming else None
