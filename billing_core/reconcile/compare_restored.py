"""After a restore: the gateway's book first, before anything is charged or booked again.

What we asked for since the backup bears names that only we give, so it is recognised: payments buy
what they bought, bookings are ours again. A booking that should be there and is not may have been
cancelled by its member since, which no backup can know: a person says what follows.
"""

from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.gateway import NotFound
from billing_core.lifecycle.book_next import can_charge, wanted_charge
from billing_core.lifecycle.live_bookings import BOOKABLE_FOR, LATE_BY
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.mark_revoked import mark_revoked
from billing_core.lifecycle.other_hands import tell_booking_lost
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.resolve_unknown import resolve_unknown
from billing_core.lifecycle.restored import remember_charge, waits_for_comparing
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Card, Charge, Finding, Restoration, Subscription
from billing_core.reconcile.read_bookings import read_bookings
from billing_core.reconcile.sweep import leave_out, sweep
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.charge import LIVE_STATES, ChargeHow, ChargeState
from billing_core.rules.day_read import READ_STATUSES
from billing_core.rules.finding import FindingKind
from billing_core.rules.merchant_uid import ChargeRef, parse_merchant_uid
from billing_core.rules.payment import Payment
from billing_core.rules.source import Source
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

BEFORE = timedelta(days=1)  # what was under way while the backup was made
MOST_TRIES = 99
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_GOING_ON = select(Subscription.id).where(
    Subscription.status.in_([SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE])
)


def compare_restored(system: System, _subject: str = "") -> datetime | None:
    """Compares the two books and lets go. Raises GatewayError where the gateway cannot be read: then
    nothing is let go. Idempotent. Whoever was told something before the restore is not told again."""
    with system.database.reading() as session:
        restored = waits_for_comparing(session)
    if restored is None:
        return None
    quiet = _telling_nobody(system)
    _take_in_payments(quiet, restored.backup_at - BEFORE)
    sweep(quiet)
    _take_in_bookings(quiet)
    read_bookings(quiet)
    now = system.clock.now()
    with system.database.writing() as session:
        done = session.get_one(Restoration, restored.id)
        lost = select(Finding.id).where(
            Finding.kind == FindingKind.BOOKING_LOST, Finding.resolved_at.is_(None)
        )
        done.compared_at, done.absent = now, len(session.scalars(lost).all())
    return None


def _telling_nobody(system: System) -> System:
    """The same book, for us alone: whoever cancels at a door meanwhile is told as always."""
    database = copy(system.database)
    database.tells_members = False
    return replace(system, database=database)


def _take_in_payments(system: System, since: datetime) -> None:
    """In the order in which they happened: each period is bought after the one before it."""
    until = max(system.clock.now(), system.gateway.now()) + timedelta(seconds=1)
    found = [
        payment
        for status in READ_STATUSES
        for payment in system.gateway.payments_by_status(
            status, since, until, on_unreadable=lambda row, why: leave_out(system, row, why)
        )
        if isinstance(parse_merchant_uid(payment.merchant_uid), ChargeRef) and not payment.flaws
    ]
    for payment in sorted(found, key=_happened):
        _take_in(system, payment)


def _happened(payment: Payment) -> datetime:
    return payment.paid_at or payment.failed_at or payment.started_at or _EARLIEST


def _take_in(system: System, payment: Payment) -> None:
    ref = parse_merchant_uid(payment.merchant_uid)
    if not isinstance(ref, ChargeRef):
        return
    now = system.clock.now()
    with system.database.writing() as session:
        subscription = session.get(Subscription, ref.subscription_id)
        if subscription is None:
            return  # begun since: its member has to be imported again (docs/operating.md)
        if session.get(Charge, payment.merchant_uid) is None:
            subscription = lock_subscription(session, subscription.id)
            if payment.amount != subscription.price:
                return  # on other terms, of which we know nothing: a person is told of it
            remember_charge(
                session,
                subscription,
                ref,
                state=ChargeState.ABSENT,  # until it is settled, the line below
                how=ChargeHow.NOW,
                customer_uid=payment.customer_uid or subscription.customer_uid,
                amount=payment.amount,
                due_at=_happened(payment),
                now=now,
            )
        settle_payment(session, payment, source=Source.READ, now=now)


@dataclass(frozen=True)
class _Expected:
    """A booking that should be there and is not: the last of its names that the gateway knew, or
    the first that it never heard."""

    ref: ChargeRef
    known: Booking | None


def _take_in_bookings(system: System) -> None:
    now = system.clock.now()
    ours: dict[str, list[tuple[ChargeRef, Booking]]] = {}
    listed: set[str] = set()
    for booking in system.gateway.bookings(
        now - LATE_BY, now + BOOKABLE_FOR, BookingStatus.SCHEDULED
    ):
        listed.add(booking.merchant_uid)
        ref = parse_merchant_uid(booking.merchant_uid)
        if isinstance(ref, ChargeRef):
            ours.setdefault(ref.subscription_id, []).append((ref, booking))
    with system.database.reading() as session:
        going_on = session.scalars(_GOING_ON).all()
    for subscription_id in going_on:
        _adopt(system, subscription_id, ours.get(subscription_id, []), listed)
    for merchant_uid in _not_listed(system, listed):
        resolve_unknown(system, merchant_uid)
    for subscription_id in going_on:
        _ask_where_absent(system, subscription_id)


def _adopt(
    system: System,
    subscription_id: str,
    booked: list[tuple[ChargeRef, Booking]],
    listed: set[str],
) -> None:
    """The gateway's booking under our name is ours again, with the card that it is on."""
    now = system.clock.now()
    with system.database.writing() as session:
        subscription = lock_subscription(session, subscription_id)
        live = live_charge(session, subscription_id)
        news = [
            (ref, one)
            for ref, one in booked
            if ref.period == subscription.periods_paid
            and session.get(Charge, one.merchant_uid) is None
        ]
        if not news or (live is not None and live.merchant_uid in listed):
            return
        if live is not None:
            mark_revoked(session, live.merchant_uid, now)
            session.flush()
        ref, booking = max(news, key=lambda one: one[0].attempt)
        remember_charge(
            session,
            subscription,
            ref,
            state=ChargeState.BOOKED,
            how=ChargeHow.BOOKING,
            customer_uid=booking.customer_uid,
            amount=booking.amount,
            due_at=booking.due_at,
            now=now,
        )
        if booking.customer_uid != subscription.customer_uid:
            if session.get(Card, booking.customer_uid) is None:
                session.add(
                    Card(
                        customer_uid=booking.customer_uid,
                        member_id=subscription.member_id,
                        registered_at=now,
                    )
                )
                session.flush()
            subscription.customer_uid = booking.customer_uid


def _not_listed(system: System, listed: set[str]) -> list[str]:
    with system.database.reading() as session:
        live = session.scalars(select(Charge.merchant_uid).where(Charge.state.in_(LIVE_STATES)))
        return [name for name in live if name not in listed]


def _ask_where_absent(system: System, subscription_id: str) -> None:
    policy, now = system.settings.policy, system.clock.now()
    with system.database.reading() as session:
        subscription = session.get_one(Subscription, subscription_id)
        if _somebody_knows(session, subscription):
            return
        wanted = wanted_charge(session, subscription, policy, now)
    if wanted is None:
        return
    expected = _expected(system, ChargeRef(subscription_id, wanted.period, wanted.attempt))
    with system.database.writing() as session:
        subscription = lock_subscription(session, subscription_id)
        if _somebody_knows(session, subscription):
            return
        known = expected.known
        charge = session.get(Charge, expected.ref.merchant_uid) or remember_charge(
            session,
            subscription,
            expected.ref,
            state=ChargeState.REVOKED if known else ChargeState.ABSENT,
            how=ChargeHow.BOOKING,
            customer_uid=known.customer_uid if known else subscription.customer_uid,
            amount=known.amount if known else subscription.price,
            due_at=known.due_at if known else wanted.due_at,
            now=now,
        )
        tell_booking_lost(session, charge, now)


def _somebody_knows(session: Session, subscription: Subscription) -> bool:
    return (
        not subscription.status.billable
        or not can_charge(session, subscription)
        or live_charge(session, subscription.id) is not None
        or bool(open_questions(session, subscription))
    )


def _expected(system: System, first: ChargeRef) -> _Expected:
    """Names that the gateway has heard are never given again."""
    last: _Expected | None = None
    for attempt in range(first.attempt, MOST_TRIES):
        ref = ChargeRef(first.subscription_id, first.period, attempt)
        try:
            last = _Expected(ref, system.gateway.booking(ref.merchant_uid))
        except NotFound:
            return last or _Expected(ref, None)
    return last or _Expected(first, None)
