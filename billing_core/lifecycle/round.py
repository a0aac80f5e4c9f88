"""The watchman's round, a periodic job: does what time brings about, and repairs what was left.

Each finding of the round only writes down a job or ends a subscription; doing it twice, or
on two machines at once, changes nothing more.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from billing_core.idempotency import wipe_answers
from billing_core.jobs import remind
from billing_core.lifecycle.charge_now import wants_first_charge
from billing_core.lifecycle.deadlines import tell_what_is_overdue
from billing_core.lifecycle.delete_key import keys_of_the_gone
from billing_core.lifecycle.end_subscription import end_subscription, subscriptions_to_end
from billing_core.lifecycle.ended_by_us import ask_about_ended
from billing_core.lifecycle.failed_events import tell_failed_events
from billing_core.lifecycle.lock import live_charge, lock_subscription
from billing_core.lifecycle.open_finding import open_finding
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.strangers import drop_old_strangers
from billing_core.lifecycle.take_back import bookings_to_take_back
from billing_core.lifecycle.watch_gateway import watch_gateway
from billing_core.models import Cancellation, Charge, Job, JobKind, Subscription
from billing_core.models.subscription import has_card
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

EVERY = timedelta(minutes=1)
ANSWER_TIME = timedelta(minutes=5)  # longer than any time-out: nobody is still waiting for it
RUN_TIME = timedelta(hours=1)  # a booking that is due this long should have told us
BOOKING_TIME = timedelta(hours=1)  # a paid subscription should be booked again within this
BOOKING_TIME_AT_MOST = timedelta(days=1)  # whatever is being tried meanwhile
_HANGING = select(Charge.merchant_uid).where(
    (Charge.state == ChargeState.UNKNOWN)
    | ((Charge.state == ChargeState.REQUESTING) & (Charge.requested_at < bindparam("asked_before")))
    | ((Charge.state == ChargeState.BOOKED) & (Charge.due_at < bindparam("due_before")))
)
_UNCONFIRMED = select(Cancellation.subscription_id).where(
    Cancellation.confirmed_at.is_(None),
    Cancellation.withdrawn_at.is_(None),
    Cancellation.subscription_id.is_not(None),
)
_ON_ITS_WAY = select(Job.subject).where(Job.kind == JobKind.BOOK_NEXT, Job.last_error == "")
_LIVE = exists().where(Charge.subscription_id == Subscription.id, Charge.state.in_(LIVE_STATES))
_UNBOOKED = select(Subscription.id).where(
    Subscription.status.in_([SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE]),
    has_card(),
    ~_LIVE,
)
_PENDING = select(Subscription).where(Subscription.status == SubscriptionStatus.PENDING)


def make_round(system: System) -> datetime:
    """Do one round; returns when to go again."""
    now = system.clock.now()
    watch_gateway(system)
    with system.database.reading() as session:
        over = subscriptions_to_end(session, system.settings.policy, now)
    for subscription_id in over:
        with system.database.writing() as session:
            end_subscription(session, subscription_id, system.settings.policy, now)
    with system.database.writing() as session:
        _resolve_what_hangs(session, now)
        _confirm_cancellations(session, now)
        _mend_broken_chains(session, now)
        _charge_who_waits(session, now)
        if system.settings.policy.gateway_recovery:
            _leave_retries_to_the_gateway(session, now)
        for merchant_uid in bookings_to_take_back(session, now):
            remind(session, JobKind.TAKE_BACK, merchant_uid, now)
        for customer_uid in keys_of_the_gone(session, now):
            remind(session, JobKind.DELETE_KEY, customer_uid, now)
        tell_what_is_overdue(session, now)
        tell_failed_events(session, now)
        ask_about_ended(session, now)
        drop_old_strangers(session, now)
        wipe_answers(session, system.wall_clock.now())
    return now + EVERY


def _resolve_what_hangs(session: Session, now: datetime) -> None:
    """Requests nobody answered (we may have died meanwhile) and bookings that fell silent."""
    late = {"asked_before": now - ANSWER_TIME, "due_before": now - RUN_TIME}
    for merchant_uid in session.scalars(_HANGING, late):
        remind(session, JobKind.RESOLVE, merchant_uid, now)


def _confirm_cancellations(session: Session, now: datetime) -> None:
    for subscription_id in session.scalars(_UNCONFIRMED):
        if subscription_id is not None:
            remind(session, JobKind.REVOKE, subscription_id, now)


def _mend_broken_chains(session: Session, now: datetime) -> None:
    """An active subscription has a live charge, or an open alert that says it has none."""
    on_its_way = set(session.scalars(_ON_ITS_WAY))
    for subscription_id in session.scalars(_UNBOOKED).all():
        subscription = lock_subscription(session, subscription_id)
        if open_questions(session, subscription):
            continue  # a person says what follows
        remind(session, JobKind.BOOK_NEXT, subscription_id, now)
        if subscription.status is not SubscriptionStatus.ACTIVE:
            continue
        if subscription_id in on_its_way:
            wanted_for = now - _wanted_since(session, subscription)
            late = wanted_for > BOOKING_TIME_AT_MOST
        else:
            late = _unbooked_for(session, subscription, BOOKING_TIME, now)
        if late:
            _tell_unbooked(session, subscription, now)


def _unbooked_for(
    session: Session, subscription: Subscription, waited: timedelta, now: datetime
) -> bool:
    if live_charge(session, subscription.id) is not None:
        return False
    last_settled = session.scalar(
        select(Charge.settled_at)
        .where(Charge.subscription_id == subscription.id, Charge.settled_at.is_not(None))
        .order_by(Charge.settled_at.desc())
        .limit(1)
    )
    return last_settled is None or last_settled < now - waited


def _wanted_since(session: Session, subscription: Subscription) -> datetime:
    """Since when a booking has been wanted, as far as the book tells."""
    asked = session.scalar(
        select(func.max(Charge.settled_at)).where(Charge.subscription_id == subscription.id)
    )
    withdrawn = session.scalar(
        select(func.max(Cancellation.withdrawn_at)).where(
            Cancellation.subscription_id == subscription.id
        )
    )
    known = (subscription.created_at, subscription.fresh_since, asked, withdrawn)
    return max(at for at in known if at is not None)


def _tell_unbooked(session: Session, subscription: Subscription, now: datetime) -> None:
    open_finding(
        session,
        FindingKind.NO_NEXT_BOOKING,
        subscription.id,
        now=now,
        member_id=subscription.member_id,
        amount=subscription.price,
        subscription_id=subscription.id,
        due_at=subscription.paid_through,
    )


def _charge_who_waits(session: Session, now: datetime) -> None:
    """First charges that could not be sent yet."""
    for subscription in session.scalars(_PENDING).all():
        if wants_first_charge(session, subscription, now):
            remind(session, JobKind.CHARGE_NOW, subscription.id, now)


def _leave_retries_to_the_gateway(session: Session, now: datetime) -> None:
    """What of our ladder was booked before the setting was made."""
    retries = session.scalars(
        select(Charge.subscription_id).where(Charge.state == ChargeState.BOOKED, Charge.attempt > 1)
    )
    for subscription_id in retries:
        remind(session, JobKind.BOOK_NEXT, subscription_id, now)
