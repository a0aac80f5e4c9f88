"""The wire's two halves of every charge: write the intent, send once, write what came back.

    requesting, committed ──> the gateway ──> booked · paid · failed · not_sent · unknown

Nothing here is sent twice: whatever is not answered clearly becomes `unknown` and is
resolved by reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.gateway import InvalidRequest, NotSent, OutcomeUnknown, Unauthorized
from billing_core.jobs import enqueue
from billing_core.lifecycle.lock import lock_charge
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Charge, JobKind, Member, Subscription
from billing_core.rules.actor import SYSTEM
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.subscription import NextCharge
from billing_core.system import System

log = structlog.get_logger()

FIRST_READ_AFTER = timedelta(minutes=1)
MOST_REQUESTS = 5  # of one name that never arrived; then a person looks


_ATTEMPTS = (
    select(Charge)
    .where(
        Charge.subscription_id == bindparam("subscription_id"),
        Charge.period == bindparam("period"),
    )
    .order_by(Charge.attempt)
)


def attempts(session: Session, subscription: Subscription) -> Sequence[Charge]:
    """What was tried so far for the period that is to be paid, oldest first."""
    this = {"subscription_id": subscription.id, "period": subscription.periods_paid}
    return session.scalars(_ATTEMPTS, this).all()


def sendable_charge(tried: Sequence[Charge]) -> Charge | None:
    """The latest attempt, if it is proved never to have arrived."""
    return tried[-1] if tried and tried[-1].state.sendable else None


@dataclass(frozen=True)
class Order:
    """What the gateway is about to be asked for; already written down when it is sent."""

    merchant_uid: str
    customer_uid: str
    how: ChargeHow
    amount: int
    due_at: datetime
    name: str
    buyer_name: str


def intend(
    session: Session,
    subscription: Subscription,
    tried: Sequence[Charge],
    wanted: NextCharge,
    *,
    how: ChargeHow,
    now: datetime,
) -> Order:
    """Write down what is about to be asked for. The caller commits before touching the wire."""
    again = sendable_charge(tried)
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
    return Order(
        merchant_uid=charge.merchant_uid,
        customer_uid=charge.customer_uid,
        how=how,
        amount=charge.amount,
        due_at=charge.due_at,
        name=subscription.plan_name,
        buyer_name=session.get_one(Member, subscription.member_id).name,
    )


def send(system: System, order: Order) -> None:
    """Ask the gateway once and write down what it said. Raises NotSent or Unauthorized after
    writing that nothing was sent, so that the job comes back."""
    try:
        if order.how is ChargeHow.NOW:
            _charge(system, order)
        else:
            _book(system, order)
    except (NotSent, Unauthorized, InvalidRequest) as error:
        with system.database.writing() as session:
            _mark(session, order.merchant_uid, ChargeState.NOT_SENT, system.clock.now(), error)
        raise
    except OutcomeUnknown as error:
        now = system.clock.now()
        with system.database.writing() as session:
            _mark(session, order.merchant_uid, ChargeState.UNKNOWN, now, error)
            enqueue(session, JobKind.RESOLVE, order.merchant_uid, now + FIRST_READ_AFTER)


def _charge(system: System, order: Order) -> None:
    payment = system.gateway.charge(
        customer_uid=order.customer_uid,
        merchant_uid=order.merchant_uid,
        amount=order.amount,
        name=order.name,
        buyer_name=order.buyer_name,
        notice_url=system.settings.notice_url,
    )
    with system.database.writing() as session:
        settle_payment(session, payment, source="answer", now=system.clock.now())


def _book(system: System, order: Order) -> None:
    system.gateway.book(
        customer_uid=order.customer_uid,
        merchant_uid=order.merchant_uid,
        due_at=order.due_at,
        amount=order.amount,
        name=order.name,
        buyer_name=order.buyer_name,
        notice_url=system.settings.notice_url,
    )
    with system.database.writing() as session:
        mark_booked(session, order.merchant_uid, system.clock.now())


def mark_booked(session: Session, merchant_uid: str, now: datetime) -> None:
    """The gateway holds the booking. A charge that has meanwhile been settled stays settled."""
    ours = lock_charge(session, merchant_uid)
    if ours is None:
        return
    charge, subscription = ours
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
    ours = lock_charge(session, merchant_uid)
    if ours is None or ours[0].state is not ChargeState.REQUESTING:
        return  # a webhook was quicker than the answer
    charge = ours[0]
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
