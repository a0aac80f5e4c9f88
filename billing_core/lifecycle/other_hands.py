"""What somebody else did to a booking at the gateway: told to a person, never undone by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.models import Card, Charge, Finding, Subscription
from billing_core.rules.booking import Booking
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import SubscriptionStatus

# Between what was asked for and what the gateway made of it.
ROUNDING = timedelta(minutes=1)
BOOKING_FINDINGS = (
    FindingKind.BOOKING_ADDED,
    FindingKind.LIVE_BOOKING_AFTER_CANCELLATION,
)


ABOUT_OUR_OWN = (FindingKind.BOOKING_MOVED, FindingKind.BOOKING_AMOUNT_DIFFERS)


def differs(charge: Charge, booking: Booking) -> bool:
    """The gateway's booking is not what we asked for."""
    return _moved(charge, booking) or booking.amount != charge.amount


def _moved(charge: Charge, booking: Booking) -> bool:
    return abs(booking.due_at - charge.due_at) > ROUNDING


def tell_booking_lost(session: Session, charge: Charge, now: datetime) -> None:
    """It was booked and is not any more, and we did not revoke it."""
    _tell(session, FindingKind.BOOKING_LOST, charge, now, due_at=charge.due_at, won=charge.amount)


def tell_if_moved(session: Session, charge: Charge, booking: Booking, now: datetime) -> None:
    """The booking stands on another day, or takes other money, than we asked for."""
    _tell_or_close(
        session,
        FindingKind.BOOKING_MOVED,
        charge,
        booking,
        now,
        wrong=_moved(charge, booking),
    )
    _tell_or_close(
        session,
        FindingKind.BOOKING_AMOUNT_DIFFERS,
        charge,
        booking,
        now,
        wrong=booking.amount != charge.amount,
    )


def _tell_or_close(
    session: Session,
    kind: FindingKind,
    charge: Charge,
    booking: Booking,
    now: datetime,
    *,
    wrong: bool,
) -> None:
    if wrong:
        asked_for = charge.due_at
        _tell(session, kind, charge, now, booking.due_at, won=booking.amount, asked_for=asked_for)
    else:
        close_finding(
            session, kind, charge.merchant_uid, now=now, resolution="포트원의 예약과 다시 같습니다"
        )


def _tell(
    session: Session,
    kind: FindingKind,
    charge: Charge,
    now: datetime,
    due_at: datetime,
    *,
    won: int,
    **detail: Any,
) -> None:
    open_finding(
        session,
        kind,
        charge.merchant_uid,
        now=now,
        member_id=charge.member_id,
        amount=won,
        subscription_id=charge.subscription_id,
        due_at=due_at,
        **detail,
    )


def tell_live_booking(session: Session, booking: Booking, member_id: str, now: datetime) -> None:
    """A booking that is none of ours, or of a member who asked to stop or has ended."""
    subscription = session.scalar(
        select(Subscription).where(
            Subscription.member_id == member_id, Subscription.status != SubscriptionStatus.ENDED
        )
    )
    goes_on = subscription is not None and subscription.status is not SubscriptionStatus.CANCELLING
    card = session.get(Card, booking.customer_uid)
    ours_to_stop = card is not None and card.issued_by_us
    kind = (
        FindingKind.BOOKING_ADDED
        if goes_on or not ours_to_stop
        else FindingKind.LIVE_BOOKING_AFTER_CANCELLATION
    )
    if booking.merchant_uid in recognised(session, member_id):
        return
    open_finding(
        session,
        kind,
        booking.merchant_uid,
        now=now,
        member_id=member_id,
        amount=booking.amount,
        subscription_id=subscription.id if subscription else "",
        customer_uid=booking.customer_uid,
        due_at=booking.due_at,
    )


def recognised(session: Session, member_id: str) -> set[str]:
    """Bookings that a person said are meant, although they are none of ours."""
    return set(
        session.scalars(
            select(Finding.subject).where(
                Finding.member_id == member_id,
                Finding.kind.in_(BOOKING_FINDINGS),
                Finding.cure == Cure.RECOGNISE,
            )
        )
    )


def close_live_booking(session: Session, merchant_uid: str, now: datetime) -> None:
    """The gateway was read and does not hold it any more."""
    for kind in BOOKING_FINDINGS:
        close_finding(
            session, kind, merchant_uid, now=now, resolution="예약이 없는 것을 확인했습니다"
        )
