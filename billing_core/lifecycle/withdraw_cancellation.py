"""Withdraw a cancellation: the member stays after all, and the next charge is booked again."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.move import move_cancellation, move_subscription
from billing_core.lifecycle.open_finding import close_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.request_cancellation import open_cancellation
from billing_core.models import Cancellation, JobKind, Member
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, refuse_viewer
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.transitions import CancellationEvent, SubscriptionEvent


def withdraw_cancellation(
    session: Session, *, member: Member, actor: Actor, now: datetime
) -> Cancellation:
    """Withdraw the open cancellation; the old anchor is kept. Raises Refusal: "not_allowed",
    "nothing_to_withdraw" or "too_late": once the paid time is over, coming back is a new
    subscription."""
    refuse_viewer(actor, Guarded.WITHDRAW_CANCELLATION)
    subscription = open_subscription(session, member.id)
    asked = open_cancellation(session, subscription) if subscription else None
    if subscription is None or asked is None:
        raise Refusal(RefusalCode.NOTHING_TO_WITHDRAW, member=member.app_id)
    if subscription.paid_through is None or subscription.paid_through <= now:
        raise Refusal(RefusalCode.TOO_LATE, member=member.app_id)
    move_cancellation(asked, CancellationEvent.WITHDRAWN, now)
    asked.withdrawn_by = actor.name
    move_subscription(subscription, SubscriptionEvent.WITHDRAWN, now)
    close_finding(
        session,
        FindingKind.REVOKE_NOT_CONFIRMED,
        subscription.id,
        now=now,
        answer=FindingAnswer.WITHDRAWN,
    )
    enqueue(session, JobKind.BOOK_NEXT, subscription.id, now)
    record_act(
        session,
        Act.CANCELLATION_WITHDRAWN,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=asked.id,
        paid_through=subscription.paid_through,
    )
    return asked
