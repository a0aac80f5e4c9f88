"""Cancel a subscription (정기결제 해지): no next charge, access stays until paid-through."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.move import move_subscription
from billing_core.lifecycle.question import close_questions_about_next_charge
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import Cancellation, JobKind, Member, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, refuse_viewer
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.rules.transitions import SubscriptionEvent


def request_cancellation(
    session: Session,
    *,
    cancellation_id: str,
    member: Member,
    reason: str,
    actor: Actor,
    now: datetime,
    reason_code: CancelReason | None = None,
) -> Cancellation:
    """Record a member's wish to stop. Several clicks are one request: the open one is returned. The
    bookings are revoked by a job that reads back, and `confirmed_at` says when that was proved.

    Raises Refusal: "not_allowed", "no_subscription".
    """
    refuse_viewer(actor, Guarded.REQUEST_CANCELLATION)
    subscription = open_subscription(session, member.id)
    if subscription is None:
        raise Refusal(RefusalCode.NO_SUBSCRIPTION, member=member.app_id)
    asked = open_cancellation(session, subscription)
    if asked is not None:
        return asked
    cancellation = Cancellation(
        id=cancellation_id,
        member_id=member.id,
        subscription_id=subscription.id,
        requested_at=now,
        recorded_at=now,
        requested_by=actor.name,
        reason=reason[:400],
        reason_code=reason_code,
        paid_through=subscription.paid_through,
        past_due=subscription.status is SubscriptionStatus.PAST_DUE,
    )
    session.add(cancellation)
    before = subscription.status
    move_subscription(subscription, SubscriptionEvent.CANCELLED, now)
    close_questions_about_next_charge(session, subscription, now, FindingAnswer.MEMBER_CANCELLED)
    enqueue(session, JobKind.REVOKE, subscription.id, now)
    record_act(
        session,
        Act.CANCELLATION_REQUESTED,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=cancellation.id,
        before=str(before),
        paid_through=subscription.paid_through,
        reason=reason[:400],
        **({"reason_code": reason_code} if reason_code else {}),
    )
    return cancellation


def open_cancellation(session: Session, subscription: Subscription) -> Cancellation | None:
    """The request of this subscription that was not taken back."""
    return session.scalar(
        select(Cancellation).where(
            Cancellation.subscription_id == subscription.id, Cancellation.withdrawn_at.is_(None)
        )
    )
