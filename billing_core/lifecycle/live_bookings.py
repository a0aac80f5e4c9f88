"""Every booking of a member that the gateway would still run: read over all that could exist.

Our own by name, whatever date somebody moved them to; every card the member ever had, in every
window up to the end of what can be booked.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.gateway import NotFound
from billing_core.models import Card, Charge, Subscription
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.merchant_uid import ChargeRef, parse_merchant_uid
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

# The gateway names no limit. A yearly plan books a year ahead; twice that is looked through.
BOOKABLE_FOR = timedelta(days=730)
LATE_BY = timedelta(days=7)  # a booking that is due this long may still run


@dataclass(frozen=True)
class Reach:
    """All cards of one member, our own bookings that may be alive, and the window to look in.

    `other_subscriptions` of the same member want their bookings: those are not ours to judge.
    """

    member_id: int
    customer_uids: tuple[str, ...]
    own_names: tuple[str, ...]
    other_subscriptions: tuple[str, ...]
    since: datetime
    until: datetime

    def concerns(self, booking: Booking) -> bool:
        ref = parse_merchant_uid(booking.merchant_uid)
        wanted_elsewhere = (
            isinstance(ref, ChargeRef) and ref.subscription_id in self.other_subscriptions
        )
        return not wanted_elsewhere


def reach_of(
    session: Session, member_id: int, now: datetime, *, subscription_id: str | None = None
) -> Reach:
    """Where to look for a member's bookings. `subscription_id`: the one that is over; without it
    any of the member's may be."""
    cards = session.scalars(
        select(Card.customer_uid).where(Card.member_id == member_id).order_by(Card.registered_at)
    ).all()
    own = session.scalars(
        select(Charge.merchant_uid).where(
            Charge.member_id == member_id, Charge.state.in_(LIVE_STATES)
        )
    ).all()
    going_on = session.scalars(
        select(Subscription.id).where(
            Subscription.member_id == member_id,
            Subscription.id != (subscription_id or ""),
            Subscription.status.not_in([SubscriptionStatus.ENDED, SubscriptionStatus.CANCELLING]),
        )
    ).all()
    return Reach(
        member_id,
        tuple(cards),
        tuple(own),
        tuple(going_on),
        since=now - LATE_BY,
        until=now + BOOKABLE_FOR,
    )


def read_live_bookings(system: System, reach: Reach) -> list[Booking]:
    """A member's live bookings, each once, the earliest first. Raises GatewayError: what was not
    read is not absent."""
    named = _by_name(system, reach.own_names)
    listed = [
        booking
        for customer_uid in reach.customer_uids
        for booking in system.gateway.bookings_of(
            customer_uid, reach.since, reach.until, BookingStatus.SCHEDULED
        )
    ]
    return _concerning(reach, [*named, *listed])


def read_live_bookings_of(system: System, reaches: Sequence[Reach]) -> dict[int, list[Booking]]:
    """Those of many members, by member: all reservations are read once instead of card by card."""
    if len(reaches) == 1:
        return {reaches[0].member_id: read_live_bookings(system, reaches[0])}
    if not reaches:
        return {}
    cards = {uid for reach in reaches for uid in reach.customer_uids}
    all_of_them = system.gateway.bookings(
        min(reach.since for reach in reaches),
        max(reach.until for reach in reaches),
        BookingStatus.SCHEDULED,
    )
    listed = [booking for booking in all_of_them if booking.customer_uid in cards]
    return {
        reach.member_id: _concerning(
            reach,
            [
                *_by_name(system, reach.own_names),
                *(one for one in listed if one.customer_uid in reach.customer_uids),
            ],
        )
        for reach in reaches
    }


def _by_name(system: System, names: Collection[str]) -> list[Booking]:
    found: list[Booking] = []
    for name in names:
        try:
            booking = system.gateway.booking(name)
        except NotFound:
            continue
        if booking.status in (BookingStatus.SCHEDULED, BookingStatus.UNRECOGNISED):
            found.append(booking)
    return found


def _concerning(reach: Reach, bookings: Iterable[Booking]) -> list[Booking]:
    once = {booking.merchant_uid: booking for booking in bookings if reach.concerns(booking)}
    return sorted(once.values(), key=lambda booking: (booking.due_at, booking.merchant_uid))
