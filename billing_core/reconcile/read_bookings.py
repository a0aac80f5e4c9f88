"""Reading the gateway's reservations: every one that can exist, compared with what we booked.

What other hands revoked, moved or added is told to a person, well before its day, and is never
undone or done again by itself.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.database import among
from billing_core.jobs import remind
from billing_core.lifecycle.compare_permissions import compare_permissions
from billing_core.lifecycle.live_bookings import BOOKABLE_FOR, LATE_BY
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.other_hands import (
    ABOUT_OUR_OWN,
    BOOKING_FINDINGS,
    close_live_booking,
    differs,
    tell_if_moved,
    tell_live_booking,
)
from billing_core.lifecycle.watch_gateway import note_bookings_read
from billing_core.models import (
    Cancellation,
    Card,
    Charge,
    Finding,
    JobKind,
    Subscription,
)
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

JUST_BOOKED = timedelta(minutes=5)  # may not be in a list that was begun before
BATCH = 500


def read_bookings(system: System) -> datetime:
    """All reservations against our book, and each permission against what was paid for.

    Raises GatewayError when not everything could be read: then nothing is known to be absent.
    Returns when to read again.
    """
    now = system.clock.now()
    listed = {
        booking.merchant_uid: booking
        for booking in system.gateway.bookings(
            now - LATE_BY, now + BOOKABLE_FOR, BookingStatus.SCHEDULED
        )
    }
    names = list(listed)
    for start in range(0, len(names), BATCH):
        with system.database.writing() as session:
            batch = [listed[name] for name in names[start : start + BATCH]]
            _compare(session, batch, listed, now)
    with system.database.writing() as session:
        _look_for_missing(session, set(listed), now)
        _close_what_is_gone(session, set(listed), now)
        note_bookings_read(session, now)
    compare_permissions(system)
    return now + timedelta(minutes=system.settings.bookings_minutes)


def _compare(
    session: Session, bookings: list[Booking], listed: Container[str], now: datetime
) -> None:
    """Asks the book a few questions about all of them: nearly every booking is as it should be."""
    ours = _ours(session, [booking.merchant_uid for booking in bookings])
    owners = _owners(session, [booking.customer_uid for booking in bookings])
    asked = set(
        session.scalars(
            select(Finding.subject).where(
                Finding.kind.in_(ABOUT_OUR_OWN), Finding.resolved_at.is_(None)
            )
        )
    )
    for booking in bookings:
        if booking.merchant_uid in ours:
            charge, status = ours[booking.merchant_uid]
            _compare_own(session, charge, status, booking, asked=asked, listed=listed, now=now)
        elif booking.customer_uid in owners:
            tell_live_booking(session, booking, owners[booking.customer_uid], now, listed=listed)


def _ours(session: Session, names: list[str]) -> dict[str, tuple[Charge, SubscriptionStatus]]:
    rows = session.execute(
        select(Charge, Subscription.status)
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .where(among(session, Charge.merchant_uid, names))
    )
    return {charge.merchant_uid: (charge, status) for charge, status in rows}


def _owners(session: Session, customer_uids: list[str]) -> dict[str, str]:
    rows = session.execute(
        select(Card.customer_uid, Card.member_id).where(
            among(session, Card.customer_uid, customer_uids)
        )
    )
    return {row.customer_uid: row.member_id for row in rows}


def _compare_own(
    session: Session,
    charge: Charge,
    status: SubscriptionStatus,
    booking: Booking,
    *,
    asked: set[str],
    listed: Container[str],
    now: datetime,
) -> None:
    if charge.state is ChargeState.BOOKED and status.billable:
        if charge.merchant_uid in asked or differs(charge, booking):
            tell_if_moved(session, charge, booking, now)
    elif charge.state.live:
        if _should_be_gone(session, charge.subscription_id, status):
            tell_live_booking(session, booking, charge.member_id, now, listed=listed)
    elif charge.settled_at is None or charge.settled_at < now - JUST_BOOKED:
        # Over in our book, and alive at the gateway; what ended just now may be in a list that
        # was begun before.
        tell_live_booking(session, booking, charge.member_id, now, listed=listed)


def _should_be_gone(session: Session, subscription_id: str, status: SubscriptionStatus) -> bool:
    """Its cancellation was confirmed, or it has ended: until then the revoking is under way."""
    if status is SubscriptionStatus.ENDED:
        return True
    confirmed = session.scalar(
        select(Cancellation.id).where(
            Cancellation.subscription_id == subscription_id,
            Cancellation.confirmed_at.is_not(None),
            Cancellation.withdrawn_at.is_(None),
        )
    )
    return confirmed is not None


def _look_for_missing(session: Session, listed: set[str], now: datetime) -> None:
    """Ours that the gateway did not list are read by name: revoked, gone, or run meanwhile."""
    booked = session.scalars(
        select(Charge.merchant_uid).where(
            Charge.state == ChargeState.BOOKED,
            Charge.due_at > now,
            Charge.requested_at < now - JUST_BOOKED,
        )
    )
    for merchant_uid in _missing(booked, listed):
        remind(session, JobKind.RESOLVE, merchant_uid, now)


def _missing(names: Iterable[str], listed: set[str]) -> list[str]:
    return [name for name in names if name not in listed]


def _close_what_is_gone(session: Session, listed: set[str], now: datetime) -> None:
    told = session.scalars(
        select(Finding.subject).where(
            Finding.kind.in_(BOOKING_FINDINGS),
            Finding.resolved_at.is_(None),
            Finding.opened_at < now,
        )
    ).all()
    for merchant_uid in _missing(told, listed):
        close_live_booking(session, merchant_uid, now)
    for finding in _about_charges_that_are_over(session):
        gone = "이 예약은 끝났습니다"
        close_finding(session, finding.kind, finding.subject, now=now, resolution=gone)


def _about_charges_that_are_over(session: Session) -> Sequence[Finding]:
    return session.scalars(
        select(Finding)
        .join(Charge, Charge.merchant_uid == Finding.subject)
        .where(
            Finding.kind.in_(ABOUT_OUR_OWN),
            Finding.resolved_at.is_(None),
            Charge.state.not_in(LIVE_STATES),
        )
    ).all()
