"""The wire's two halves of every charge: write the intent, send once, write what came back.

    requesting, committed ──> the gateway ──> booked · paid · failed · not_sent · unknown

Nothing here is sent twice: whatever is not answered clearly becomes `unknown` and is
resolved by reading.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.gateway import InvalidRequest, NotSent, OutcomeUnknown, Unauthorized
from billing_core.jobs import enqueue
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Charge, JobKind, Member, Subscription
from billing_core.rules.actor import SYSTEM
from billing_core.rules.charge import LIVE_STATES, ChargeHow, ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.subscription import NextCharge
from billing_core.system import System

log = structlog.get_logger()

FIRST_READ_AFTER = timedelta(minutes=1)
MOST_REQUESTS = 5  # of one name that never arrived; then a person looks


def lock_subscription(session: Session, subscription_id: str) -> Subscription:
    return session.get_one(
        Subscription, subscription_id, with_for_update=True, populate_existing=True
    )


def live_charge(session: Session, subscription_id: str) -> Charge | None:
    return session.scalar(
        select(Charge).where(
            Charge.subscription_id == subscription_id, Charge.state.in_(LIVE_STATES)
        )
    )


def sendable_charge(session: Session, subscription: Subscription) -> Charge | None:
    """An attempt at the period to be paid that is proved never to have arrived."""
    latest = session.scalar(
        select(Charge)
        .where(
            Charge.subscription_id == subscription.id,
            Charge.period == subscription.periods_paid,
        )
        .order_by(Charge.attempt.desc())
        .limit(1)
    )
    return latest if latest is not None and latest.state.sendable else None


def last_attempt(session: Session, subscription: Subscription) -> int:
    """The highest attempt number used for the period to be paid, 0 when none."""
    found = session.scalar(
        select(func.max(Charge.attempt)).where(
            Charge.subscription_id == subscription.id,
            Charge.period == subscription.periods_paid,
        )
    )
    return found or 0


def intend(
    session: Session, subscription: Subscription, wanted: NextCharge, how: ChargeHow, now: datetime
) -> Charge:
    """Write down what is about to be asked for. The caller commits before touching the wire."""
    again = sendable_charge(session, subscription)
    if again is not None:
        again.state, again.requested_at = ChargeState.REQUESTING, now
        again.requested_times += 1
        again.unknown_reads = 0
        again.customer_uid, again.amount = subscription.customer_uid, subscription.price
        again.due_at, again.how = wanted.due_at, how
        charge = again
    else:
        ref = ChargeRef(subscription.id, wanted.period, wanted.attempt)
        charge = Charge(
            merchant_uid=ref.merchant_uid,
            subscription_id=subscription.id,
            member_id=subscription.member_id,
            customer_uid=subscription.customer_uid,
            period=wanted.period,
            attempt=wanted.attempt,
            amount=subscription.price,
            how=how,
            due_at=wanted.due_at,
            state=ChargeState.REQUESTING,
            requested_at=now,
            requested_times=1,
            unknown_reads=0,
        )
        session.add(charge)
    session.flush()
    record_act(
        session,
        "charge.requested",
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=charge.merchant_uid,
        amount=charge.amount,
        how=str(how),
        due_at=charge.due_at,
    )
    return charge


def send(system: System, charge: Charge) -> None:
    """Ask the gateway once and write down what it said. Raises NotSent or Unauthorized after
    writing that nothing was sent, so that the job comes back."""
    with system.database.reading() as session:
        subscription = session.get_one(Subscription, charge.subscription_id)
        buyer = session.get_one(Member, charge.member_id).name
    notice_url = system.settings.notice_url
    try:
        if charge.how is ChargeHow.NOW:
            payment = system.gateway.charge(
                customer_uid=charge.customer_uid,
                merchant_uid=charge.merchant_uid,
                amount=charge.amount,
                name=subscription.plan_name,
                buyer_name=buyer,
                notice_url=notice_url,
            )
            with system.database.writing() as session:
                settle_payment(session, payment, source="answer", now=system.clock.now())
        else:
            system.gateway.book(
                customer_uid=charge.customer_uid,
                merchant_uid=charge.merchant_uid,
                due_at=charge.due_at,
                amount=charge.amount,
                name=subscription.plan_name,
                buyer_name=buyer,
                notice_url=notice_url,
            )
            with system.database.writing() as session:
                mark_booked(session, charge.merchant_uid, system.clock.now())
    except (NotSent, Unauthorized, InvalidRequest) as error:
        with system.database.writing() as session:
            _mark(session, charge.merchant_uid, ChargeState.NOT_SENT, system.clock.now(), error)
        raise
    except OutcomeUnknown as error:
        now = system.clock.now()
        with system.database.writing() as session:
            _mark(session, charge.merchant_uid, ChargeState.UNKNOWN, now, error)
            enqueue(session, JobKind.RESOLVE, charge.merchant_uid, now + FIRST_READ_AFTER)


def mark_booked(session: Session, merchant_uid: str, now: datetime) -> None:
    """The gateway holds the booking. A charge that has meanwhile been settled stays settled."""
    charge, subscription = _lock(session, merchant_uid)
    if charge.state not in (ChargeState.REQUESTING, ChargeState.UNKNOWN):
        return
    charge.state, charge.fail_reason = ChargeState.BOOKED, ""
    record_act(
        session,
        "charge.booked",
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=merchant_uid,
        due_at=charge.due_at,
        amount=charge.amount,
    )
    close_finding(
        session,
        FindingKind.NO_NEXT_BOOKING,
        subscription.id,
        now=now,
        resolution="다음 결제가 예약되었습니다",
    )
    if not subscription.status.billable:  # cancelled while the request was on its way
        enqueue(session, JobKind.REVOKE, subscription.id, now)


def _mark(
    session: Session, merchant_uid: str, state: ChargeState, now: datetime, error: Exception
) -> None:
    charge, _ = _lock(session, merchant_uid)
    if charge.state is not ChargeState.REQUESTING:
        return  # a webhook was quicker than the answer
    charge.state, charge.fail_reason = state, str(error)[:500]
    record_act(
        session,
        f"charge.{state}",
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=merchant_uid,
        error=str(error)[:500],
    )
    log.warning("charge not answered", merchant_uid=merchant_uid, state=str(state))


def _lock(session: Session, merchant_uid: str) -> tuple[Charge, Subscription]:
    charge = session.get_one(Charge, merchant_uid)
    subscription = lock_subscription(session, charge.subscription_id)
    session.refresh(charge)
    return charge, subscription
