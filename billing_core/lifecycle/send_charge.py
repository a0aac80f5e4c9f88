"""Send a charge to the gateway: a write-ahead intent, one request, and what came back.

    requesting, committed ──> the gateway ──> booked · paid · failed · not_sent · unknown

Nothing here is sent twice: whatever is not answered clearly becomes `unknown` and is
resolved by reading. The name, `merchant_uid`, is the idempotency key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.gateway import InvalidRequest, NotSent, OutcomeUnknown, Unauthorized
from billing_core.jobs import enqueue
from billing_core.lifecycle.lock import lock_charge
from billing_core.lifecycle.move import move_charge
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.read_back import read_back
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.restored import require_compared
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Charge, JobKind, Member, Subscription
from billing_core.plain_rows import CompiledQuery, SeldomFound, plain_rows
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM
from billing_core.rules.booking import Booking
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.period import period_start
from billing_core.rules.source import Source
from billing_core.rules.subscription import NextCharge
from billing_core.rules.transitions import ChargeEvent
from billing_core.system import System

log = structlog.get_logger()

FIRST_READ_AFTER = timedelta(minutes=1)
MOST_REFUSALS = 5  # clear ones, of one name; then a person looks, and we ask once a day
ASK_AGAIN_AFTER = timedelta(days=1)


_ATTEMPTS = SeldomFound(
    select(Charge)
    .where(
        Charge.subscription_id == bindparam("subscription_id"),
        Charge.period == bindparam("period"),
    )
    .order_by(Charge.attempt)
)


def attempts(session: Session, subscription: Subscription) -> Sequence[Charge]:
    """What was tried so far for the period that is to be paid, oldest first."""
    return _ATTEMPTS.all(session, subscription_id=subscription.id, period=subscription.periods_paid)


def sendable_charge(tried: Sequence[Charge]) -> Charge | None:
    """The latest attempt, if it is proved never to have arrived."""
    return tried[-1] if tried and tried[-1].state.sendable else None


def given_up(charge: Charge | None, subscription: Subscription, now: datetime) -> bool:
    """Whether the gateway keeps saying no to this request. What never left us, and what was met
    with silence, uses up nothing; a new card or a person's wish starts the count anew."""
    return (
        charge is not None
        and charge.refused_times >= MOST_REFUSALS
        and charge.requested_at >= subscription.fresh_since
        and now < charge.requested_at + ASK_AGAIN_AFTER
    )


def tried_since_fresh(tried: Sequence[Charge], subscription: Subscription) -> bool:
    """Whether the card was tried since it was put to use, or a person asked for another try."""
    return any(
        charge.customer_uid == subscription.customer_uid
        and charge.requested_at >= subscription.fresh_since
        for charge in tried
    )


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
    """Write the intent ahead: what is about to be asked for. The caller commits before the wire.
    Raises Refusal "restore.not_compared"."""
    require_compared(session)
    again = sendable_charge(tried)
    if again is not None and _same_terms(again, subscription):
        charge = again
        if subscription.fresh_since > charge.requested_at:
            charge.refused_times = 0
        move_charge(charge, ChargeEvent.ASKED_AGAIN, now)
        charge.requested_at = now
        charge.requested_times += 1
        charge.unknown_reads = 0
        charge.customer_uid = subscription.customer_uid
        charge.due_at, charge.how = wanted.due_at, how
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
            plan_id=subscription.plan_id,
            plan_name=subscription.plan_name,
            months=subscription.months,
            period_from=_period_from(subscription, wanted),
            how=how,
            due_at=wanted.due_at,
            state=ChargeState.REQUESTING,
            requested_at=now,
            requested_times=1,
            refused_times=0,
            unknown_reads=0,
        )
        session.add(charge)
    session.flush()
    record_act(
        session,
        Act.CHARGE_REQUESTED,
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
        buyer_name=plain_rows(session, _NAME, member_id=subscription.member_id)[0][0],
    )


_NAME = CompiledQuery(select(Member.name).where(Member.id == bindparam("member_id")))


def _period_from(subscription: Subscription, wanted: NextCharge) -> datetime | None:
    if subscription.anchor is None:
        return None
    return period_start(subscription.terms, wanted.period)


def _same_terms(charge: Charge, subscription: Subscription) -> bool:
    """Otherwise it keeps its own, should it ever turn out to have been paid."""
    now_sold = (subscription.plan_id, subscription.months, subscription.price)
    return (charge.plan_id, charge.months, charge.amount) == now_sold


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
            refused = isinstance(error, InvalidRequest)
            _mark(session, order, ChargeEvent.NOT_SENT, system.clock.now(), error, refused=refused)
        raise
    except OutcomeUnknown as error:
        now = system.clock.now()
        with system.database.writing() as session:
            _mark(session, order, ChargeEvent.UNANSWERED, now, error, refused=error.answered_no)
            enqueue(session, JobKind.RESOLVE, order.merchant_uid, now + FIRST_READ_AFTER)


def _charge(system: System, order: Order) -> None:
    said = system.gateway.charge(
        customer_uid=order.customer_uid,
        merchant_uid=order.merchant_uid,
        amount=order.amount,
        name=order.name,
        buyer_name=order.buyer_name,
        notice_url=system.settings.notice_url,
    )
    payment = read_back(system, said)
    with system.database.writing() as session:
        settle_payment(session, payment, source=Source.ANSWER, now=system.clock.now())


def _book(system: System, order: Order) -> None:
    booking = system.gateway.book(
        customer_uid=order.customer_uid,
        merchant_uid=order.merchant_uid,
        due_at=order.due_at,
        amount=order.amount,
        name=order.name,
        buyer_name=order.buyer_name,
        notice_url=system.settings.notice_url,
    )
    with system.database.writing() as session:
        mark_booked(session, order.merchant_uid, booking, system.clock.now())


def mark_booked(session: Session, merchant_uid: str, booking: Booking, now: datetime) -> None:
    """Mark a charge as booked. One that has meanwhile been settled stays settled."""
    ours = lock_charge(session, merchant_uid)
    if ours is None:
        return
    charge, subscription = ours
    if charge.state not in (ChargeState.REQUESTING, ChargeState.UNKNOWN):
        return
    move_charge(charge, ChargeEvent.BOOKED, now)
    charge.fail_reason, charge.refused_times, charge.due_at = "", 0, booking.due_at
    record_act(
        session,
        Act.CHARGE_BOOKED,
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
        answer=FindingAnswer.BOOKED,
    )
    if not subscription.status.billable:  # cancelled while the request was on its way
        enqueue(session, JobKind.REVOKE, subscription.id, now)
    elif charge.customer_uid != subscription.customer_uid:  # the card was changed meanwhile
        enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)


def _mark(
    session: Session,
    order: Order,
    event: ChargeEvent,
    now: datetime,
    error: Exception,
    *,
    refused: bool,
) -> None:
    ours = lock_charge(session, order.merchant_uid)
    if ours is None or ours[0].state is not ChargeState.REQUESTING:
        return  # a webhook was quicker than the answer
    charge = ours[0]
    move_charge(charge, event, now)
    charge.fail_reason = str(error)[:500]
    charge.refused_times += refused
    record_act(
        session,
        Act(f"charge.{charge.state}"),
        at=now,
        actor=SYSTEM,
        member_id=charge.member_id,
        subject=order.merchant_uid,
        error=str(error)[:500],
    )
    log.warning("charge not answered", merchant_uid=order.merchant_uid, state=str(charge.state))
