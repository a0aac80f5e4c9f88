"""Reading the gateway's reservations: every one that can exist, compared with what we booked.

What other hands revoked, moved or added is told to a person, well before its day, and is never
undone or done again by itself.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.gateway import InvalidRequest, NotFound
from billing_core.jobs import remind
from billing_core.lifecycle import other_hands, watch_gateway
from billing_core.lifecycle.compare_permissions import compare_permissions
from billing_core.lifecycle.live_bookings import BOOKABLE_FOR, LATE_BY
from billing_core.lifecycle.open_finding import close_finding
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
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

JUST_BOOKED = timedelta(minutes=5)  # may not be in a list that was begun before
BATCH = 500
_BOOKED = select(Charge.merchant_uid).where(
    Charge.state == ChargeState.BOOKED,
    Charge.due_at > bindparam("now"),
    Charge.due_at >= bindparam("since"),
    Charge.due_at < bindparam("until"),
    Charge.requested_at < bindparam("old"),
)
_TOLD_BEFORE = select(Finding.subject).where(
    Finding.kind.in_(other_hands.BOOKING_FINDINGS),
    Finding.resolved_at.is_(None),
    Finding.opened_at < bindparam("now"),
)
_ASKED = select(Finding.subject).where(
    Finding.kind.in_(other_hands.ABOUT_OUR_OWN), Finding.resolved_at.is_(None)
)
_OVER = (
    select(Finding)
    .join(Charge, Charge.merchant_uid == Finding.subject)
    .where(
        Finding.kind.in_((*other_hands.ABOUT_OUR_OWN, FindingKind.BOOKING_NOT_RUN)),
        Finding.resolved_at.is_(None),
        Charge.state.not_in(LIVE_STATES),
    )
)


def read_bookings(system: System) -> datetime:
    """Compare all reservations with our book, in the order of their due dates, and each permission
    with what was paid for. A reading that was cut off lately goes on from its checkpoint.

    Raises GatewayError. Returns when to read again.
    """
    now = system.clock.now()
    with system.database.writing() as session:
        begun_at, reached = watch_gateway.begin_bookings(session, now, anew_at=now - LATE_BY)
    until = begun_at + BOOKABLE_FOR
    rows = system.gateway.bookings(reached, until, BookingStatus.SCHEDULED)
    listed: set[str] = set()
    strange: list[tuple[Booking, int]] = []
    while batch := list(islice(rows, BATCH)):
        listed.update(booking.merchant_uid for booking in batch)
        since, reached = reached, max(reached, batch[-1].due_at)
        with system.database.writing() as session:
            strange += _compare(session, batch, now)
            _look_for_missing(session, listed, since, reached, now)
            watch_gateway.note_bookings_reached(session, reached)
    with system.database.writing() as session:
        _look_for_missing(session, listed, reached, until, now)
        if begun_at == now:  # all were listed just now: which of our own stand is known
            for booking, member_id in strange:
                other_hands.tell_live_booking(session, booking, member_id, now, listed=listed)
    _close_what_is_gone(system, listed, now)
    with system.database.writing() as session:
        _close_what_is_over(session, now)
        watch_gateway.note_bookings_read(session, begun_at)
    compare_permissions(system)
    return now + timedelta(minutes=system.settings.bookings_minutes)


def _compare(session: Session, bookings: list[Booking], now: datetime) -> list[tuple[Booking, int]]:
    """Asks the book a few questions about all of them: nearly every booking is as it should be.
    Returns those that should not be there, each with its member; a person was told."""
    ours = _ours(session, [booking.merchant_uid for booking in bookings])
    owners = _owners(session, [booking.customer_uid for booking in bookings])
    asked = set(session.scalars(_ASKED))
    strange: list[tuple[Booking, int]] = []
    for booking in bookings:
        if booking.merchant_uid in ours:
            charge, status = ours[booking.merchant_uid]
            if _is_strange(session, charge, status, now):
                strange.append((booking, charge.member_id))
            elif _stands(charge, status) and (
                charge.merchant_uid in asked or other_hands.differs(charge, booking)
            ):
                other_hands.tell_if_moved(session, charge, booking, now)
        elif booking.customer_uid in owners:
            strange.append((booking, owners[booking.customer_uid]))
    for booking, member_id in strange:
        other_hands.tell_live_booking(session, booking, member_id, now)
    return strange


def _ours(session: Session, names: list[str]) -> dict[str, tuple[Charge, SubscriptionStatus]]:
    rows = session.execute(
        select(Charge, Subscription.status)
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .where(among(Charge.merchant_uid, names))
    )
    return {charge.merchant_uid: (charge, status) for charge, status in rows}


def _owners(session: Session, customer_uids: list[str]) -> dict[str, int]:
    rows = session.execute(
        select(Card.customer_uid, Card.member_id).where(among(Card.customer_uid, customer_uids))
    )
    return {row.customer_uid: row.member_id for row in rows}


def _is_strange(
    session: Session, charge: Charge, status: SubscriptionStatus, now: datetime
) -> bool:
    """Ours, alive at the gateway, and should not be."""
    if _stands(charge, status):
        return False
    if charge.state.live:
        return _should_be_gone(session, charge.subscription_id, status)
    # Over in our book; what ended just now may be in a list that was begun before.
    return charge.settled_at is None or charge.settled_at < now - JUST_BOOKED


def _stands(charge: Charge, status: SubscriptionStatus) -> bool:
    """It waits in our book for its day."""
    return charge.state is ChargeState.BOOKED and status.billable


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


def _look_for_missing(
    session: Session, listed: set[str], since: datetime, until: datetime, now: datetime
) -> None:
    """Ours of [since, until) that the gateway did not list are read by name: revoked, moved, or
    run meanwhile."""
    times = {"now": now, "since": since, "until": until, "old": now - JUST_BOOKED}
    booked = session.scalars(_BOOKED, times)
    for merchant_uid in _missing(booked, listed):
        remind(session, JobKind.RESOLVE, merchant_uid, now)


def _missing(names: Iterable[str], listed: set[str]) -> list[str]:
    return [name for name in names if name not in listed]


def _close_what_is_gone(system: System, listed: set[str], now: datetime) -> None:
    """What was asked about and is not listed is read by name: it may have been moved meanwhile,
    or listed before this reading was cut off."""
    with system.database.reading() as session:
        told = session.scalars(_TOLD_BEFORE, {"now": now}).all()
    for merchant_uid in _missing(told, listed):
        if _is_gone(system, merchant_uid):
            with system.database.writing() as session:
                other_hands.close_live_booking(session, merchant_uid, now)


def _close_what_is_over(session: Session, now: datetime) -> None:
    """What was asked about a charge of ours that has run or is revoked meanwhile."""
    for finding in session.scalars(_OVER).all():
        gone = FindingAnswer.BOOKING_OVER
        close_finding(session, finding.kind, finding.subject, now=now, answer=gone)


def _is_gone(system: System, merchant_uid: str) -> bool:
    try:
        found = system.gateway.booking(merchant_uid)
    except (NotFound, InvalidRequest):  # a name of other hands that cannot be asked for
        return True
    return found.status in (BookingStatus.EXECUTED, BookingStatus.REVOKED)
