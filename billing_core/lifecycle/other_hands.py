"""Drift of bookings: what others did at the gateway is told to a person, never undone by itself."""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.open_finding import close_finding, find, open_finding
from billing_core.models import Cancellation, Card, Charge, Finding, Subscription
from billing_core.models.base import one_of
from billing_core.plain_rows import SeldomFound
from billing_core.rules.booking import Booking
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.period import period_start
from billing_core.rules.subscription import SubscriptionStatus

# Between what was asked for and what the gateway made of it.
ROUNDING = timedelta(minutes=1)
# About one that is not the member's own next charge.
BOOKING_FINDINGS = (
    FindingKind.BOOKING_ADDED,
    FindingKind.DOUBLE_BOOKING,
    FindingKind.LIVE_BOOKING_AFTER_CANCELLATION,
)
ABOUT_OUR_OWN = (
    FindingKind.BOOKING_MOVED,
    FindingKind.BOOKING_DAY_DIFFERS,
    FindingKind.BOOKING_AMOUNT_DIFFERS,
)


_RECOGNISED = SeldomFound(
    select(Finding).where(
        Finding.member_id == bindparam("member_id"),
        one_of(Finding.kind, BOOKING_FINDINGS),
        Finding.cure == Cure.RECOGNISE,
    )
)


def differs(charge: Charge, booking: Booking) -> bool:
    """The gateway's booking is not what we asked for, or what we asked for is not the anchor's."""
    return _moved(charge, booking) or _off_its_day(charge) or booking.amount != charge.amount


def _moved(charge: Charge, booking: Booking) -> bool:
    return abs(booking.due_at - charge.due_at) > ROUNDING


def _off_its_day(charge: Charge) -> bool:
    """Booked for another day than its period begins on, although that was still to come when it
    was asked for: what is booked late, and a retry, has no other day than soon."""
    begins = charge.period_from
    if begins is None or charge.attempt > 1 or charge.requested_at >= begins:
        return False
    return kst_date(charge.due_at) != kst_date(begins)


def _on_its_day(charge: Charge) -> datetime:
    """The same hour on the day on which its period begins."""
    assert charge.period_from is not None  # noqa: S101 - whatever is off its day has one
    hour = charge.due_at - kst_instant(kst_date(charge.due_at))
    return kst_instant(kst_date(charge.period_from)) + hour


def tell_booking_lost(session: Session, charge: Charge, now: datetime) -> None:
    """Open a finding: it was booked and is not any more, and we did not revoke it."""
    _tell(session, FindingKind.BOOKING_LOST, charge, now, due_at=charge.due_at, won=charge.amount)


def tell_if_moved(session: Session, charge: Charge, booking: Booking, now: datetime) -> None:
    """Open findings where a booking's day or money is not as it should be; close the others."""
    if _off_its_day(charge) and kst_date(booking.due_at) == kst_date(_on_its_day(charge)):
        charge.due_at = booking.due_at  # whoever moved it has put it right
    moved, off_its_day = _moved(charge, booking), _off_its_day(charge)
    other_won = booking.amount != charge.amount and not _accepted(session, charge, booking)
    wrong = {
        FindingKind.BOOKING_MOVED: charge.due_at if moved else None,
        FindingKind.BOOKING_DAY_DIFFERS: _on_its_day(charge) if off_its_day and not moved else None,
        FindingKind.BOOKING_AMOUNT_DIFFERS: charge.due_at if other_won else None,
    }
    for kind, asked_for in wrong.items():
        if asked_for is not None:
            won, due_at = booking.amount, booking.due_at
            _tell(session, kind, charge, now, due_at, won=won, asked_for=asked_for)
        else:
            again = FindingAnswer.BOOKING_AGREES
            close_finding(session, kind, charge.merchant_uid, now=now, answer=again)


def _accepted(session: Session, charge: Charge, booking: Booking) -> bool:
    """A person said that it may run for this very amount."""
    told = find(session, FindingKind.BOOKING_AMOUNT_DIFFERS, charge.merchant_uid)
    return told is not None and told.cure is Cure.RECOGNISE and told.amount == booking.amount


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


def tell_live_booking(
    session: Session,
    booking: Booking,
    member_id: int,
    now: datetime,
    *,
    listed: Container[str] | None = None,
) -> None:
    """Open a finding for a booking that is none of ours, or of a member who asked to stop or has
    ended. `listed`: the names of all that the gateway holds, where all were read."""
    subscription = session.scalar(
        select(Subscription).where(
            Subscription.member_id == member_id, Subscription.status != SubscriptionStatus.ENDED
        )
    )
    kept = _same_money(session, subscription, booking, listed) if subscription else None
    kind = _kind_of(session, booking, subscription, kept)
    meant = recognised(session, member_id, as_double=kind is FindingKind.DOUBLE_BOOKING)
    if booking.merchant_uid in meant and _as_seen(session, booking):
        return
    for other in BOOKING_FINDINGS:
        if other is not kind:
            into = FindingAnswer.MOVED_TO_ANOTHER
            close_finding(session, other, booking.merchant_uid, now=now, answer=into)
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
        **({"kept": kept.merchant_uid, "kept_at": kept.due_at} if kept else {}),
    )


def _kind_of(
    session: Session, booking: Booking, subscription: Subscription | None, kept: Charge | None
) -> FindingKind:
    goes_on = subscription is not None and subscription.status is not SubscriptionStatus.CANCELLING
    card = session.get(Card, booking.customer_uid)
    ours_to_stop = card is not None and card.issued_by_us
    if not goes_on and ours_to_stop:
        return FindingKind.LIVE_BOOKING_AFTER_CANCELLATION
    return FindingKind.DOUBLE_BOOKING if goes_on and kept else FindingKind.BOOKING_ADDED


def _same_money(
    session: Session, subscription: Subscription, booking: Booking, listed: Container[str] | None
) -> Charge | None:
    """Our own booking beside which this one would take the same won, on whatever card, within
    time that is paid for or that ours pays for: ours is the one that stays."""
    ours = live_charge(session, subscription.id)
    if ours is None or ours.period_from is None or ours.merchant_uid == booking.merchant_uid:
        return None
    if listed is not None and ours.merchant_uid not in listed:
        return None  # it is not there any more, which is another question
    ends = period_start(subscription.terms, ours.period + 1)
    return ours if booking.amount == ours.amount and booking.due_at < ends else None


def recognised(session: Session, member_id: int, *, as_double: bool = False) -> set[str]:
    """Bookings that a person said are meant, although they are none of ours. On a key of ours that
    holds until the member asks to stop: then it is taken back like every other. `as_double`: those
    that are meant even beside our own; a yes to one that stood alone does not say that."""
    meant = [
        one
        for one in _RECOGNISED.all(session, member_id=member_id)
        if one.kind is FindingKind.DOUBLE_BOOKING or not as_double
    ]
    if not meant:
        return set()
    stopped_at = session.scalar(
        select(func.max(Cancellation.recorded_at)).where(
            Cancellation.member_id == member_id, Cancellation.withdrawn_at.is_(None)
        )
    )
    return {one.subject for one in meant if _still_meant(session, one, stopped_at)}


def _as_seen(session: Session, booking: Booking) -> bool:
    """A person said yes to this day and these won, and not to whatever it is made of later."""
    told = session.scalars(
        select(Finding).where(
            Finding.subject == booking.merchant_uid,
            Finding.kind.in_(BOOKING_FINDINGS),
            Finding.cure == Cure.RECOGNISE,
        )
    )
    return any(
        one.amount == booking.amount
        and abs(datetime.fromisoformat(str(one.detail["due_at"])) - booking.due_at) <= ROUNDING
        for one in told
    )


def _still_meant(session: Session, finding: Finding, stopped_at: datetime | None) -> bool:
    if stopped_at is None or finding.resolved_at is None or finding.resolved_at > stopped_at:
        return True
    card = session.get(Card, str(finding.detail.get("customer_uid", "")))
    return card is None or not card.issued_by_us


def close_live_booking(session: Session, merchant_uid: str, now: datetime) -> None:
    """Close the findings about a booking: the gateway was read and does not hold it any more."""
    for kind in BOOKING_FINDINGS:
        close_finding(session, kind, merchant_uid, now=now, answer=FindingAnswer.BOOKING_GONE)
