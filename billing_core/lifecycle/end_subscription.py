"""Subscriptions whose paid time is over end, and their downgrade becomes due for a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.book_next import can_charge
from billing_core.lifecycle.ended_by_us import ask_about_ended
from billing_core.lifecycle.lock import lock_subscription
from billing_core.lifecycle.move import move_downgrade, move_subscription
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.question import close_questions_about_next_charge, open_questions
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.lifecycle.send_charge import attempts
from billing_core.models import Charge, Downgrade, Member, Subscription
from billing_core.models.base import UtcInstant, one_of
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor
from billing_core.rules.charge import LIVE_STATES, ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import (
    NEVER_PAID_AFTER,
    BillingPolicy,
    EndKind,
    SubscriptionStatus,
    end_kind,
)
from billing_core.rules.transitions import DowngradeEvent, SubscriptionEvent


def subscriptions_to_end(session: Session, policy: BillingPolicy, now: datetime) -> Sequence[str]:
    """Ids of those that are over. One whose last charge may still take money waits until known."""
    return [key for (key,) in plain_rows(session, _TO_END, **_by(policy, now))]


def any_over(session: Session, policy: BillingPolicy, now: datetime) -> bool:
    """Whether time has brought any to its end, whatever its last charge may still do."""
    return bool(plain_rows(session, _ANY_OVER, **_by(policy, now)))


def _by(policy: BillingPolicy, now: datetime) -> dict[str, datetime]:
    return {"now": now, "grace_over": now - policy.grace, "never_paid": now - NEVER_PAID_AFTER}


def _instant(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcInstant)


# `rules.subscription.is_over` for the database; a property test holds the two together.
_OVER = or_(
    and_(
        Subscription.status == SubscriptionStatus.CANCELLING,
        or_(Subscription.paid_through <= _instant("now"), Subscription.paid_through.is_(None)),
    ),
    and_(
        one_of(Subscription.status, (SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE)),
        Subscription.paid_through <= _instant("grace_over"),
    ),
    and_(
        Subscription.status == SubscriptionStatus.PENDING,
        Subscription.fresh_since <= _instant("never_paid"),
    ),
)
_ANY_OVER = CompiledQuery(select(Subscription.id).where(_OVER).limit(1))
_LIVE = exists().where(Charge.subscription_id == Subscription.id, one_of(Charge.state, LIVE_STATES))
_TO_END = CompiledQuery(
    select(Subscription.id)
    .where(_OVER, ~_LIVE)
    .order_by(Subscription.paid_through, Subscription.id)
)


ABOUT_ACCESS = (FindingKind.UNASKED_REFUND, FindingKind.REFUNDED_PERIOD)


def end_subscription(
    session: Session, subscription_id: str, policy: BillingPolicy, now: datetime
) -> None:
    """Ends one. Its downgrade becomes due, unless the fault is ours: then a person is asked.
    Asks again under the lock: a payment may have come, or a question may be open that the grace
    waits for."""
    subscription = lock_subscription(session, subscription_id)
    if subscription_id not in subscriptions_to_end(session, policy, now):
        return
    if subscription.status.billable and open_questions(
        session, subscription, FindingKind.BOOKING_MOVED
    ):
        return
    if subscription.status is SubscriptionStatus.PENDING and not _was_refused(
        session, subscription
    ):
        return  # our own failure: the first charge never got an answer, and a person is told
    _end(session, subscription, now)


def _was_refused(session: Session, subscription: Subscription) -> bool:
    """The card said no to the last try."""
    tried = attempts(session, subscription)
    return bool(tried) and tried[-1].state in (ChargeState.FAILED, ChargeState.REVOKED)


def give_up_first_charge(
    session: Session, subscription: Subscription, actor: Actor, now: datetime
) -> None:
    """A person ends a subscription that never had its first charge."""
    _end(session, subscription, now, actor)


def _end(
    session: Session, subscription: Subscription, now: datetime, actor: Actor = SYSTEM
) -> None:
    kind = _kind(session, subscription)
    move_subscription(subscription, SubscriptionEvent.ENDED, now)
    subscription.end_kind = kind
    record_act(
        session,
        Act.SUBSCRIPTION_ENDED,
        at=now,
        actor=actor,
        member_id=subscription.member_id,
        subject=subscription.id,
        kind=str(kind),
        paid_through=subscription.paid_through,
    )
    session.flush()
    close_questions_about_next_charge(session, subscription, now, FindingAnswer.SUBSCRIPTION_ENDED)
    if kind is EndKind.SYSTEM:
        # One question is left: whether they go on from today.
        for finding in open_questions(session, subscription, *ABOUT_ACCESS):
            close_finding(
                session,
                finding.kind,
                finding.subject,
                now=now,
                answer=FindingAnswer.ASKED_WITH_THE_OTHERS,
            )
        ask_about_ended(session, now)
    else:
        make_downgrade_due(session, subscription, now)


def _kind(session: Session, subscription: Subscription) -> EndKind | None:
    if subscription.paid_through is None:
        return None  # never a paying member
    cancellation = open_cancellation(session, subscription)
    return end_kind(
        asked=cancellation is not None,
        failed_before_asking=cancellation is not None and cancellation.past_due,
        # Without a card the next transfer was the member's to send.
        failed=subscription.status is SubscriptionStatus.PAST_DUE
        or not can_charge(session, subscription),
    )


def make_downgrade_due(session: Session, subscription: Subscription, now: datetime) -> bool:
    """Put a downgrade on the list for approval. False where there is nothing to decide, or a person
    has decided already."""
    member = session.get_one(Member, subscription.member_id)
    if subscription.paid_through is None or subscription.end_kind is None:
        return False
    if member.permission is not Permission.PAID:
        return False
    known = session.scalar(
        select(Downgrade).where(
            Downgrade.member_id == member.id, Downgrade.paid_through == subscription.paid_through
        )
    )
    if known is None:
        known = Downgrade(
            member_id=member.id,
            subscription_id=subscription.id,
            paid_through=subscription.paid_through,
            kind=subscription.end_kind,
            state=DowngradeState.DUE,
            due_at=now,
            evidence=[],
        )
        session.add(known)
    elif known.state is DowngradeState.VOID:
        move_downgrade(known, DowngradeEvent.DUE_AGAIN)
        known.void_reason, known.due_at = None, now
    session.flush()
    record_act(
        session,
        Act.DOWNGRADE_DUE,
        at=now,
        actor=SYSTEM,
        member_id=member.id,
        subject=str(known.id),
        paid_through=subscription.paid_through,
        kind=str(subscription.end_kind),
    )
    return known.state.waiting
