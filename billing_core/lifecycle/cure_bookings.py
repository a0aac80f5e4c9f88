"""Cures of findings about bookings and billing keys at the gateway."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.gateway import NotFound, OutcomeUnknown
from billing_core.jobs import enqueue
from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.book_next import book_next
from billing_core.lifecycle.change_access import extend_free
from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.lock import lock_charge, lock_subscription
from billing_core.lifecycle.mark_revoked import mark_revoked
from billing_core.lifecycle.other_hands import tell_if_moved
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.lifecycle.resolve_unknown import resolve_unknown
from billing_core.lifecycle.revoke_bookings import revoke_bookings, unconfirm
from billing_core.models import Charge, JobKind, Subscription
from billing_core.rules.act import Act
from billing_core.rules.booking import Booking, BookingStatus
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy
from billing_core.system import System


def book_again(system: System, asked: AskedCure) -> None:
    """A new booking on the old anchor; the count of tries starts anew. One that stands with
    other money is taken back first."""
    subscription_id = asked.text("subscription_id") or asked.subject
    if asked.finding.kind is FindingKind.BOOKING_AMOUNT_DIFFERS:
        _take_back(system, asked)
    with system.database.writing() as session:
        now = system.clock.now()
        subscription = lock_subscription(session, subscription_id)
        require_billable(subscription)
        subscription.fresh_since = now
        _record(session, system, asked, Act.CHARGE_BOOK_AGAIN_ASKED, subscription)
        asked.close(session, now)
        enqueue(session, JobKind.BOOK_NEXT, subscription_id, now)
    book_next(system, subscription_id)


def require_billable(subscription: Subscription) -> None:
    if not subscription.status.billable:
        raise Refusal(RefusalCode.NOT_BILLABLE, subscription=subscription.id)


def revoke_now(system: System, asked: AskedCure) -> None:
    """Revoke the one booking that the finding names, and read it back. Where it was of a member who
    asked to stop, that nothing else is live is then proved again."""
    _take_back(system, asked)
    with system.database.writing() as session:
        now = system.clock.now()
        subscription = session.get(Subscription, asked.text("subscription_id"))
        asked.close(session, now)
        if subscription is None:
            return
        _record(session, system, asked, Act.CHARGE_REVOKE_ASKED, subscription)
        cancellation = open_cancellation(session, subscription)
        if cancellation is not None:
            unconfirm(cancellation, now)
            enqueue(session, JobKind.REVOKE, subscription.id, now)
        elif subscription.status.billable:
            enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)


def _take_back(system: System, asked: AskedCure) -> None:
    """Raises Refusal "still_booked", or "has_run" when it was too late."""
    name = asked.subject
    customer_uid = asked.text("customer_uid")
    with system.database.writing() as session:
        ours = lock_charge(session, name)
        if ours is not None:
            ours[0].revoke_asked_at = system.clock.now()
            customer_uid = ours[0].customer_uid
    found = _booking(system, name)
    if found is not None:
        system.gateway.revoke(found.customer_uid or customer_uid, [name])
        found = _booking(system, name)
    with system.database.writing() as session:
        now = system.clock.now()
        if found is None or found.status is BookingStatus.REVOKED:
            mark_revoked(session, name, now)
            return
        enqueue(session, JobKind.RESOLVE, name, now)
    if found.status is BookingStatus.EXECUTED:
        raise Refusal(RefusalCode.HAS_RUN, merchant_uid=name)
    raise Refusal(RefusalCode.STILL_BOOKED, merchant_uid=name)


def _booking(system: System, name: str) -> Booking | None:
    try:
        return system.gateway.booking(name)
    except NotFound:
        return None


def move_back(system: System, asked: AskedCure) -> None:
    """Move a booking back to the day we asked for, or should have; if past, to the next minutes.

    Raises Refusal "not_moved", "time_over".
    """
    name = asked.subject
    with system.database.writing() as session:
        now = system.clock.now()
        lock_charge(session, name)
        charge, target = own_day(
            session, name, asked.instant("asked_for"), system.settings.policy, now
        )
        subscription = session.get_one(Subscription, charge.subscription_id)
        charge.due_at, charge.requested_at = target, now  # the write-ahead intent
        _record(session, system, asked, Act.CHARGE_MOVE_BACK_ASKED, subscription)
    with suppress(OutcomeUnknown):  # read back below, as every other answer is
        system.gateway.move(name, target)
    found = _booking(system, name)
    with system.database.writing() as session:
        now = system.clock.now()
        charge = session.get_one(Charge, name)
        if found is None or found.status is not BookingStatus.SCHEDULED:
            enqueue(session, JobKind.RESOLVE, name, now)
        else:
            tell_if_moved(session, charge, found, now)
            if abs((found.due_at - charge.due_at).total_seconds()) <= ROUNDED:
                asked.close(session, now)
                return
    raise Refusal(RefusalCode.NOT_MOVED, merchant_uid=name)


def own_day(
    session: Session, name: str, wanted: datetime, policy: BillingPolicy, now: datetime
) -> tuple[Charge, datetime]:
    """Our booking, and when it is to run where it should have run at `wanted`.

    Raises Refusal "not_moved", "time_over": money that comes after the grace buys nothing.
    """
    charge = session.get(Charge, name)
    if charge is None:
        raise Refusal(RefusalCode.NOT_MOVED_NOT_OURS, merchant_uid=name)
    target = max(wanted, now + policy.late_margin)
    if charge.period_from is not None and target >= charge.period_from + policy.grace:
        raise Refusal(RefusalCode.TIME_OVER, merchant_uid=name)
    return charge, target


ROUNDED = 60  # seconds between what was asked for and what the gateway made of it


def extend_until_booking(system: System, asked: AskedCure) -> None:
    """The member has access until the day to which the booking was moved, and pays from there."""
    with system.database.writing() as session:
        now = system.clock.now()
        extend_free(
            session,
            asked.text("subscription_id"),
            asked.instant("due_at"),
            reason=asked.reason,
            actor=asked.actor,
            now=now,
        )
        asked.close(session, now)


def read_again(system: System, asked: AskedCure) -> None:
    """Read a charge's unknown outcome again. Raises Refusal "still_unknown"."""
    resolve_unknown(system, asked.subject)
    with system.database.reading() as session:
        charge = session.get(Charge, asked.subject)
    if charge is not None and charge.state.live and charge.due_at <= system.clock.now():
        raise Refusal(RefusalCode.STILL_UNKNOWN, merchant_uid=asked.subject)


def revoke_all(system: System, asked: AskedCure) -> None:
    """Revoke all bookings of a subscription. Raises Refusal "still_booked"."""
    if revoke_bookings(system, asked.subject) is not None:
        raise Refusal(RefusalCode.STILL_BOOKED_OTHERS, subscription=asked.subject)


def delete_again(system: System, asked: AskedCure) -> None:
    delete_key_by_hand(system, asked.subject, asked.actor)


def _record(
    session: Session, system: System, asked: AskedCure, act: Act, subscription: Subscription
) -> None:
    record_act(
        session,
        act,
        at=system.clock.now(),
        actor=asked.actor,
        member_id=subscription.member_id,
        subject=asked.subject,
        finding=str(asked.finding.kind),
        reason=asked.reason,
    )
