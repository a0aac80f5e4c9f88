"""Find out by reading what became of a charge whose outcome we do not know.

Never by charging again under a new number. "Not found" once proves nothing, the request may
still be running inside the gateway: only several reads after a settling time make it absent,
and then the very same name, the idempotency key, is sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError, NotFound
from billing_core.jobs import enqueue
from billing_core.lifecycle.lock import lock_charge
from billing_core.lifecycle.mark_revoked import mark_revoked
from billing_core.lifecycle.move import move_charge
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.other_hands import tell_booking_lost, tell_if_moved
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.send_charge import mark_booked
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Charge, JobKind, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import Payment
from billing_core.rules.source import Source
from billing_core.rules.transitions import ChargeEvent
from billing_core.system import System

SETTLING = timedelta(minutes=15)
READS_NEEDED = 3
AGAIN_AFTER = timedelta(minutes=6)
AGAIN_WHEN_OLD = timedelta(hours=1)
TELL_AFTER = timedelta(days=1)
WINDOW = timedelta(days=40)  # around its date, where the card's own list is read


@dataclass(frozen=True)
class _Found:
    """What the gateway says of one charge, and in how many of its books we looked."""

    payments: list[Payment]
    booking: Booking | None
    reads: int


def resolve_unknown(system: System, merchant_uid: str) -> datetime | None:
    """Read and settle what became of a charge. None when resolved; otherwise when to read again."""
    with system.database.reading() as session:
        charge = session.get(Charge, merchant_uid)
    if charge is None:
        return None
    if not charge.state.live:  # settled meanwhile, by a webhook or the sweep
        with system.database.writing() as session:
            _known_now(session, charge, system.clock.now())
        return None
    try:
        found = _read(system, charge)
    except GatewayError:
        with system.database.writing() as session:
            _tell_if_old(session, merchant_uid, system.clock.now())
        raise
    now = system.clock.now()
    with system.database.writing() as session:
        for payment in found.payments:
            settle_payment(session, payment, source=Source.READ, now=now)
        return _conclude(session, merchant_uid, found, now)


def _read(system: System, charge: Charge) -> _Found:
    """A booking that is sent twice is refused by its name, so three of the gateway's books, read
    one after the other, prove that it never arrived; a charge is read at three times."""
    payments = system.gateway.find_all_payments(charge.merchant_uid)
    if charge.how is not ChargeHow.BOOKING:
        return _Found(payments, None, reads=1)
    try:
        return _Found(payments, system.gateway.booking(charge.merchant_uid), reads=1)
    except NotFound:
        listed = system.gateway.bookings_of(
            charge.customer_uid, charge.due_at - WINDOW, charge.due_at + WINDOW
        )
        named = [one for one in listed if one.merchant_uid == charge.merchant_uid]
        return _Found(payments, named[0] if named else None, reads=READS_NEEDED)


def _conclude(session: Session, merchant_uid: str, found: _Found, now: datetime) -> datetime | None:
    ours = lock_charge(session, merchant_uid)
    if ours is None:
        return None
    charge, subscription = ours
    if not charge.state.live:
        _known_now(session, charge, now)
        return None
    booking = found.booking
    if booking is None and not found.payments:
        return _not_found(session, charge, subscription, found.reads, now)
    if booking is None:  # a row is there that says neither yes nor no: that is no absence
        _tell_if_old(session, merchant_uid, now)
        return now + (AGAIN_AFTER if now - charge.requested_at < TELL_AFTER else AGAIN_WHEN_OLD)
    if booking.status is BookingStatus.SCHEDULED:
        return _still_booked(session, charge, booking, now)
    if booking.status is BookingStatus.REVOKED:
        _gone(session, charge, subscription, now)
        return None
    _tell_if_old(session, merchant_uid, now)  # it ran; the payment itself is not readable yet
    return now + AGAIN_AFTER


def _still_booked(
    session: Session, charge: Charge, booking: Booking, now: datetime
) -> datetime | None:
    was_waiting = charge.state is not ChargeState.BOOKED
    mark_booked(session, charge.merchant_uid, booking, now)
    tell_if_moved(session, charge, booking, now)
    _known_now(session, charge, now)
    if charge.revoke_asked_at is not None and not was_waiting:  # it was not taken back after all
        enqueue(session, JobKind.BOOK_NEXT, charge.subscription_id, now + AGAIN_AFTER)
    return None if was_waiting or charge.due_at > now else now + AGAIN_WHEN_OLD


def _not_found(
    session: Session, charge: Charge, subscription: Subscription, reads: int, now: datetime
) -> datetime | None:
    if charge.state is ChargeState.REQUESTING:
        move_charge(charge, ChargeEvent.UNANSWERED, now)
    since_settled = now - charge.requested_at - SETTLING
    settled = since_settled >= timedelta(0)
    if settled:
        charge.unknown_reads = min(charge.unknown_reads + reads, _most_reads(charge, since_settled))
    if charge.unknown_reads < READS_NEEDED or not settled:
        return now + AGAIN_AFTER if settled else charge.requested_at + SETTLING
    lost = charge.state is ChargeState.BOOKED
    move_charge(charge, ChargeEvent.PROVED_ABSENT, now)
    record_act(
        session,
        Act.CHARGE_ABSENT,
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=charge.merchant_uid,
        reads=charge.unknown_reads,
    )
    _known_now(session, charge, now)
    if lost and charge.revoke_asked_at is None and subscription.status.billable:
        tell_booking_lost(session, charge, now)
        return None
    _go_on(session, charge, subscription, now)
    return None


def _most_reads(charge: Charge, since_settled: timedelta) -> int:
    """Reads one after the other are one look, however often a person asks. Only a booking cannot
    arrive late under a name that three books do not have."""
    if charge.how is ChargeHow.BOOKING:
        return READS_NEEDED
    return 1 + since_settled // AGAIN_AFTER


def _gone(session: Session, charge: Charge, subscription: Subscription, now: datetime) -> None:
    """Revoked at the gateway. If it was not us, a person says what follows."""
    somebody_else = charge.revoke_asked_at is None and subscription.status.billable
    mark_revoked(session, charge.merchant_uid, now)
    _known_now(session, charge, now)
    if somebody_else:
        tell_booking_lost(session, charge, now)
        return
    _go_on(session, charge, subscription, now)


def _go_on(session: Session, charge: Charge, subscription: Subscription, now: datetime) -> None:
    if subscription.status.billable:
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    elif charge.how is ChargeHow.NOW:
        enqueue(session, JobKind.CHARGE_NOW, subscription.id, now)


def _known_now(session: Session, charge: Charge, now: datetime) -> None:
    close_finding(
        session,
        FindingKind.UNKNOWN_OUTCOME,
        charge.merchant_uid,
        now=now,
        answer=FindingAnswer.CONFIRMED_BY_GATEWAY,
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
        subscription_id=charge.subscription_id,
        due_at=charge.due_at,
    )
