"""Find out by reading what became of a charge whose outcome we do not know.

Never by charging again under a new number. "Not found" once proves nothing, the request may
still be running inside the gateway: only several reads after a settling time make it absent,
and then the very same name is sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError, NotFound
from billing_core.jobs import enqueue
from billing_core.lifecycle.lock import lock_charge
from billing_core.lifecycle.mark_revoked import mark_revoked
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.send_charge import mark_booked
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Charge, JobKind, Subscription
from billing_core.rules.actor import SYSTEM
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.system import System

SETTLING = timedelta(minutes=15)
READS_NEEDED = 3
AGAIN_AFTER = timedelta(minutes=6)
AGAIN_WHEN_OLD = timedelta(hours=1)
TELL_AFTER = timedelta(days=1)


def resolve_unknown(system: System, merchant_uid: str) -> datetime | None:
    """None when resolved; otherwise when to read again."""
    with system.database.reading() as session:
        charge = session.get(Charge, merchant_uid)
    if charge is None:
        return None
    if not charge.state.live:  # settled meanwhile, by a webhook or the sweep
        with system.database.writing() as session:
            _known_now(session, charge, system.clock.now())
        return None
    try:
        payments = system.gateway.find_all_payments(merchant_uid)
        booking = _read_booking(system, charge)
    except GatewayError:
        with system.database.writing() as session:
            _tell_if_old(session, merchant_uid, system.clock.now())
        raise
    now = system.clock.now()
    with system.database.writing() as session:
        for payment in payments:
            settle_payment(session, payment, source="read", now=now)
        return _conclude(session, merchant_uid, booking, now)


def _read_booking(system: System, charge: Charge) -> Booking | None:
    if charge.how is not ChargeHow.BOOKING:
        return None
    try:
        return system.gateway.booking(charge.merchant_uid)
    except NotFound:
        return None


def _conclude(
    session: Session, merchant_uid: str, booking: Booking | None, now: datetime
) -> datetime | None:
    ours = lock_charge(session, merchant_uid)
    if ours is None:
        return None
    charge, subscription = ours
    if not charge.state.live:
        _known_now(session, charge, now)
        return None
    if booking is not None and booking.status is BookingStatus.SCHEDULED:
        was_waiting = charge.state is not ChargeState.BOOKED
        mark_booked(session, merchant_uid, now)
        _known_now(session, charge, now)
        return None if was_waiting else now + AGAIN_WHEN_OLD
    if booking is not None and booking.status is BookingStatus.REVOKED:
        _gone(session, charge, subscription, now)
        return None
    if booking is not None:  # it ran; the payment itself is not readable yet
        _tell_if_old(session, merchant_uid, now)
        return now + AGAIN_AFTER
    return _not_found(session, charge, subscription, now)


def _not_found(
    session: Session, charge: Charge, subscription: Subscription, now: datetime
) -> datetime | None:
    if charge.state is ChargeState.REQUESTING:
        charge.state = ChargeState.UNKNOWN
    charge.unknown_reads += 1
    if charge.unknown_reads < READS_NEEDED or now - charge.requested_at < SETTLING:
        return now + AGAIN_AFTER
    lost = charge.state is ChargeState.BOOKED
    charge.state, charge.settled_at = ChargeState.ABSENT, now
    record_act(
        session,
        "charge.absent",
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=charge.merchant_uid,
        reads=charge.unknown_reads,
    )
    _known_now(session, charge, now)
    if lost:
        _tell_lost(session, charge, now)
    _go_on(session, charge, subscription, now)
    return None


def _gone(session: Session, charge: Charge, subscription: Subscription, now: datetime) -> None:
    """Revoked at the gateway. If we still wanted it, somebody else did that: book again."""
    unasked = charge.state is ChargeState.BOOKED and subscription.status.billable
    mark_revoked(session, charge.merchant_uid, now)
    if unasked:
        _tell_lost(session, charge, now)
    _known_now(session, charge, now)
    _go_on(session, charge, subscription, now)


def _go_on(session: Session, charge: Charge, subscription: Subscription, now: datetime) -> None:
    if subscription.status.billable:
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    elif charge.how is ChargeHow.NOW:
        enqueue(session, JobKind.CHARGE_NOW, subscription.id, now)


def _tell_lost(session: Session, charge: Charge, now: datetime) -> None:
    open_finding(
        session,
        FindingKind.BOOKING_LOST,
        charge.merchant_uid,
        now=now,
        member_id=charge.member_id,
        amount=charge.amount,
    )


def _known_now(session: Session, charge: Charge, now: datetime) -> None:
    close_finding(
        session,
        FindingKind.UNKNOWN_OUTCOME,
        charge.merchant_uid,
        now=now,
        resolution=f"게이트웨이에서 확인했습니다({charge.state})",
    )


def _tell_if_old(session: Session, merchant_uid: str, now: datetime) -> None:
    """After a day it is a person's: the period stays frozen until it is known."""
    charge = session.get_one(Charge, merchant_uid)
    due = max(charge.requested_at, charge.due_at) if charge.how is ChargeHow.BOOKING else None
    if now - (due or charge.requested_at) < TELL_AFTER:
        return
    open_finding(
        session,
        FindingKind.UNKNOWN_OUTCOME,
        merchant_uid,
        now=now,
        member_id=charge.member_id,
        amount=charge.amount,
    )
