"""After a cancellation or an end: revoke the bookings of every card, and prove it by reading back.

The work belongs to one subscription: what a later one of the same member has booked is left
alone. On a key that came by file only our own bookings are revoked, because it may serve
another product; what else lives on it is a person's question.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError
from billing_core.jobs import enqueue
from billing_core.lifecycle import other_hands
from billing_core.lifecycle.live_bookings import Reach, reach_of, read_live_bookings
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.mark_revoked import mark_revoked
from billing_core.lifecycle.move import move_cancellation, state_of
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.queue_notice import notice_of_cancellation
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Cancellation, Finding, JobKind, Subscription
from billing_core.models.card import OUR_KEYS
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.booking import Booking
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.merchant_uid import ChargeRef, parse_merchant_uid
from billing_core.rules.transitions import CancellationEvent, CancellationState
from billing_core.system import System

AGAIN_AFTER = timedelta(minutes=1)
TELL_AFTER = timedelta(hours=1)


def revoke_bookings(system: System, subscription_id: str) -> datetime | None:
    """Revoke and read back. None when proved or no longer wanted; otherwise when to look again."""
    with system.database.writing() as session:
        subscription = lock_subscription(session, subscription_id)
        now = system.clock.now()
        if subscription.status.billable:  # withdrawn meanwhile
            _close(session, subscription_id, FindingAnswer.WITHDRAWN, now)
            return None
        own = live_charge(session, subscription_id)
        if own is not None:
            own.revoke_asked_at = own.revoke_asked_at or now
        reach = reach_of(session, subscription.member_id, now, subscription_id=subscription_id)
        meant = other_hands.recognised(session, subscription.member_id)
    try:
        if own is not None:  # known by name: no list that cannot be read keeps it alive
            system.gateway.revoke(own.customer_uid, [own.merchant_uid])
        left = _revoke_and_read_back(system, reach, meant)
    except GatewayError:
        with system.database.writing() as session:
            subscription = lock_subscription(session, subscription_id)
            _tell_if_long(session, subscription, [], system.clock.now())
        raise
    with system.database.writing() as session:
        return _conclude(session, subscription_id, reach, left, system.clock.now())


def _revoke_and_read_back(system: System, reach: Reach, meant: set[str]) -> list[Booking]:
    """What is still live after everything was revoked: nothing, if all went well."""
    live = _not_meant(read_live_bookings(system, reach), meant)
    by_card: dict[str, list[str]] = defaultdict(list)
    for booking in live:
        if _ours_to_revoke(booking, reach):
            by_card[booking.customer_uid].append(booking.merchant_uid)
    if not by_card:
        return live
    for customer_uid, names in by_card.items():
        system.gateway.revoke(customer_uid, names)
    return _not_meant(read_live_bookings(system, reach), meant)


def _not_meant(bookings: Sequence[Booking], meant: set[str]) -> list[Booking]:
    return [one for one in bookings if one.merchant_uid not in meant]


def _ours_to_revoke(booking: Booking, reach: Reach) -> bool:
    """Our own, and whatever else is booked on a key of ours while nothing of the member goes on."""
    own = isinstance(parse_merchant_uid(booking.merchant_uid), ChargeRef)
    our_key = booking.customer_uid.startswith(OUR_KEYS)
    return own or (our_key and not reach.other_subscriptions)


def _conclude(
    session: Session, subscription_id: str, reach: Reach, left: list[Booking], now: datetime
) -> datetime | None:
    subscription = lock_subscription(session, subscription_id)
    if subscription.status.billable:  # withdrawn while we read: the chain is mended
        enqueue(session, JobKind.BOOK_NEXT, subscription_id, now)
    still = {booking.merchant_uid for booking in left}
    live = live_charge(session, subscription_id)
    if live is not None and live.merchant_uid not in still:
        if live.state is ChargeState.BOOKED and live.due_at > now:
            mark_revoked(session, live.merchant_uid, now)
            live = None
        else:  # it may have run just before, or is on its way: its payment decides
            enqueue(session, JobKind.RESOLVE, live.merchant_uid, now)
    _close_what_is_gone(session, subscription.member_id, still, now)
    if left or live is not None:
        _tell_if_long(session, subscription, left, now)
        for booking in left:
            if not _ours_to_revoke(booking, reach):
                other_hands.tell_live_booking(session, booking, subscription.member_id, now)
        return now + AGAIN_AFTER
    _confirm(session, subscription, now)
    return None


def _close_what_is_gone(session: Session, member_id: int, still: set[str], now: datetime) -> None:
    told = session.scalars(
        select(Finding.subject).where(
            Finding.member_id == member_id,
            Finding.resolved_at.is_(None),
            Finding.kind.in_(other_hands.BOOKING_FINDINGS),
        )
    )
    for merchant_uid in set(told) - still:
        other_hands.close_live_booking(session, merchant_uid, now)


def _confirm(session: Session, subscription: Subscription, now: datetime) -> None:
    _close(session, subscription.id, FindingAnswer.NOTHING_BOOKED, now)
    cancellation = open_cancellation(session, subscription)
    if cancellation is None or state_of(cancellation) is not CancellationState.REQUESTED:
        return
    move_cancellation(cancellation, CancellationEvent.PROVED, now)
    notice_of_cancellation(session, cancellation, subscription, now)
    record_act(
        session,
        Act.CANCELLATION_CONFIRMED,
        at=now,
        actor=SYSTEM,
        member_id=subscription.member_id,
        subject=cancellation.id,
    )


def _close(session: Session, subscription_id: str, answer: FindingAnswer, now: datetime) -> None:
    kind = FindingKind.REVOKE_NOT_CONFIRMED
    close_finding(session, kind, subscription_id, now=now, answer=answer)


def unconfirm(cancellation: Cancellation, now: datetime) -> None:
    """Take a confirmation back: a live booking was found, to be revoked and proved again."""
    if state_of(cancellation) is CancellationState.CONFIRMED:
        move_cancellation(cancellation, CancellationEvent.BOOKING_FOUND, now)


def _tell_if_long(
    session: Session, subscription: Subscription, left: Sequence[Booking], now: datetime
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
        amount=sum(booking.amount for booking in left),
        subscription_id=subscription.id,
        due_at=min((booking.due_at for booking in left), default=None),
        bookings=[booking.merchant_uid for booking in left],
    )
