"""After a cancellation: revoke every booking of every card, and prove it by reading back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError
from billing_core.jobs import enqueue
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.mark_revoked import mark_revoked
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Card, Charge, JobKind, Subscription
from billing_core.rules.actor import SYSTEM
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.system import System

AGAIN_AFTER = timedelta(minutes=1)
TELL_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Reach:
    """Every card of a member, and the stretch of time in which any of them may be booked."""

    customer_uids: tuple[str, ...]
    since: datetime
    until: datetime


def reach_of(session: Session, member_id: str, now: datetime) -> Reach:
    """Bookings lie between the oldest charge that may still run and the furthest one."""
    cards = session.scalars(
        select(Card.customer_uid).where(Card.member_id == member_id, Card.deleted_at.is_(None))
    ).all()
    furthest = session.scalar(select(func.max(Charge.due_at)).where(Charge.member_id == member_id))
    return Reach(
        tuple(cards),
        since=now - timedelta(days=7),
        until=max(furthest or now, now) + timedelta(days=31),
    )


def read_live_bookings(system: System, reach: Reach) -> list[Booking]:
    """Every booking of the member that the gateway would still run."""
    return [
        booking
        for customer_uid in reach.customer_uids
        for booking in system.gateway.bookings_of(
            customer_uid, reach.since, reach.until, BookingStatus.SCHEDULED
        )
    ]


def revoke_bookings(system: System, subscription_id: str) -> datetime | None:
    """None when proved or no longer wanted; otherwise when to look again."""
    with system.database.reading() as session:
        subscription = session.get_one(Subscription, subscription_id)
        if subscription.status.billable:
            return None  # withdrawn meanwhile
        reach = reach_of(session, subscription.member_id, system.clock.now())
    try:
        left = _revoke_and_read_back(system, reach)
    except GatewayError:
        with system.database.writing() as session:
            subscription = lock_subscription(session, subscription_id)
            _tell_if_long(session, subscription, [], system.clock.now())
        raise
    with system.database.writing() as session:
        return _conclude(session, subscription_id, left, system.clock.now())


def _revoke_and_read_back(system: System, reach: Reach) -> list[Booking]:
    """What is still live after everything was revoked: nothing, if all went well."""
    for customer_uid in {booking.customer_uid for booking in read_live_bookings(system, reach)}:
        system.gateway.revoke(customer_uid)
    return read_live_bookings(system, reach)


def _conclude(
    session: Session, subscription_id: str, left: list[Booking], now: datetime
) -> datetime | None:
    subscription = lock_subscription(session, subscription_id)
    live = live_charge(session, subscription_id)
    if live is not None and live.state is ChargeState.BOOKED:
        if any(booking.merchant_uid == live.merchant_uid for booking in left):
            pass
        elif live.due_at > now:
            mark_revoked(session, live.merchant_uid, now)
            live = None
        else:  # it may have run just before: its payment decides
            enqueue(session, JobKind.RESOLVE, live.merchant_uid, now)
    elif live is not None:
        enqueue(session, JobKind.RESOLVE, live.merchant_uid, now)
    if left or live is not None:
        _tell_if_long(session, subscription, left, now)
        return now + AGAIN_AFTER
    _confirm(session, subscription, now)
    return None


def _confirm(session: Session, subscription: Subscription, now: datetime) -> None:
    cancellation = open_cancellation(session, subscription)
    if cancellation is None or cancellation.confirmed_at is not None:
        return
    cancellation.confirmed_at = now
    record_act(
        session,
        "cancellation.confirmed",
        at=now,
        actor=SYSTEM,
        member_id=subscription.member_id,
        subject=cancellation.id,
    )
    close_finding(
        session,
        FindingKind.REVOKE_NOT_CONFIRMED,
        subscription.id,
        now=now,
        resolution="예약 결제가 없는 것을 확인했습니다",
    )


def _tell_if_long(
    session: Session, subscription: Subscription, left: list[Booking], now: datetime
) -> None:
    cancellation = open_cancellation(session, subscription)
    if cancellation is None or now - cancellation.requested_at < TELL_AFTER:
        return
    open_finding(
        session,
        FindingKind.REVOKE_NOT_CONFIRMED,
        subscription.id,
        now=now,
        member_id=subscription.member_id,
        bookings=[booking.merchant_uid for booking in left],
    )
