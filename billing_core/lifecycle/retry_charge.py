"""Retry a failed payment: by the team, or because the member asked."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.charge_now import wants_first_charge
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.question import open_questions
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.send_charge import attempts
from billing_core.models import AuditRow, Charge, JobKind, Member, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import (
    Actor,
    ActorKind,
    Guarded,
    Role,
    require_approver_unless_member,
)
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus

MOST_TRIES_OF_MEMBER = 3  # of one member's own asking within a day: nobody hammers a card
WITHIN = timedelta(days=1)


def ask_retry(
    session: Session,
    *,
    member: Member,
    reason: str,
    actor: Actor,
    policy: BillingPolicy,
    now: datetime,
) -> None:
    """Ask for a retry: charged within minutes by a job, with the card on file. An attempt that is
    booked for another day is taken back first: moved, never doubled. A member asks on their own
    account, without a reason, a few times a day.

    Raises Refusal: "not_allowed", "no_reason", "nothing_failed", "card_cannot_pay",
    "left_to_gateway", "already_coming"; and to a member "being_looked_into", "retries_used".
    """
    require_approver_unless_member(actor, Guarded.RETRY_CHARGE)
    by_member = actor.role is Role.MEMBER
    if not by_member and not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_RETRY, member=member.app_id)
    subscription = _waiting_for_money(session, member)
    refuse_hard_decline(session, subscription)
    _refuse_beside_recovery(session, subscription, policy)
    live = live_charge(session, subscription.id)
    if by_member:
        _refuse_haste(session, subscription, live, policy, now)
    if live is not None and not _can_move(live, subscription):
        raise Refusal(
            RefusalCode.ALREADY_COMING,
            day=kst_date(live.due_at),
            member=member.app_id,
            merchant_uid=live.merchant_uid,
        )
    subscription.fresh_since = now
    first = subscription.status is SubscriptionStatus.PENDING
    enqueue(session, JobKind.CHARGE_NOW if first else JobKind.BOOK_NEXT, subscription.id, now)
    record_act(
        session,
        Act.CHARGE_RETRY_ASKED,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=subscription.id,
        reason=reason.strip()[:400],
        instead_of=live.merchant_uid if live is not None else "",
    )


def _refuse_haste(
    session: Session,
    subscription: Subscription,
    live: Charge | None,
    policy: BillingPolicy,
    now: datetime,
) -> None:
    """A second click asks for nothing more, and a question to the team is answered first."""
    if open_questions(session, subscription):
        raise Refusal(RefusalCode.BEING_LOOKED_INTO, member=subscription.member_id)
    if retry_is_coming(session, subscription, live, policy, now):
        day = kst_date(live.due_at if live is not None else now)
        raise Refusal(RefusalCode.ALREADY_COMING, day=day, member=subscription.member_id)
    if tries_of_member(session, subscription.member_id, now) >= MOST_TRIES_OF_MEMBER:
        raise Refusal(
            RefusalCode.RETRIES_USED, most=MOST_TRIES_OF_MEMBER, member=subscription.member_id
        )


def tries_of_member(session: Session, member_id: int, now: datetime) -> int:
    """How often the member asked by themselves within a day."""
    asked = select(func.count()).where(
        AuditRow.member_id == member_id,
        AuditRow.act == Act.CHARGE_RETRY_ASKED,
        AuditRow.actor_kind == ActorKind.MEMBER,
        AuditRow.at > now - WITHIN,
    )
    return session.scalar(asked) or 0


def retry_is_coming(
    session: Session,
    subscription: Subscription,
    live: Charge | None,
    policy: BillingPolicy,
    now: datetime,
) -> bool:
    """Whether a try is on its way, due within minutes, or asked for and not yet sent. `live` is
    the one that may take money."""
    if live is not None:
        soon = live.due_at <= now + 2 * policy.late_margin
        hurried = subscription.fresh_since >= live.requested_at  # it is about to be moved
        return live.state is not ChargeState.BOOKED or soon or hurried
    if subscription.status is SubscriptionStatus.PENDING:
        return wants_first_charge(session, subscription, now)
    tried = attempts(session, subscription)
    declined = [one.requested_at for one in tried if one.state is ChargeState.FAILED]
    return bool(declined) and max(declined) < subscription.fresh_since


def _waiting_for_money(session: Session, member: Member) -> Subscription:
    subscription = open_subscription(session, member.id)
    wanted = (SubscriptionStatus.PAST_DUE, SubscriptionStatus.PENDING)
    if subscription is None or subscription.status not in wanted:
        raise Refusal(RefusalCode.NOTHING_FAILED, member=member.app_id)
    return subscription


def _can_move(live: Charge, subscription: Subscription) -> bool:
    """A rung of the ladder that stands at the gateway; not what is on its way or unclear."""
    return live.state is ChargeState.BOOKED and subscription.status is SubscriptionStatus.PAST_DUE


def refuse_hard_decline(session: Session, subscription: Subscription) -> None:
    """Refuse after a hard decline: the same card cannot pay, and the member has to be told."""
    refused = last_decline(session, subscription)
    if refused is not None and refused.hard:
        raise Refusal(RefusalCode.CARD_CANNOT_PAY, member=subscription.member_id, decline=refused)


def _refuse_beside_recovery(
    session: Session, subscription: Subscription, policy: BillingPolicy
) -> None:
    """The gateway tries the same booking again by itself: the period would be paid twice."""
    booked = subscription.status is SubscriptionStatus.PAST_DUE
    if policy.gateway_recovery and booked and last_decline(session, subscription) is not None:
        raise Refusal(RefusalCode.LEFT_TO_GATEWAY, member=subscription.member_id)


def last_decline(session: Session, subscription: Subscription) -> DeclineReason | None:
    """Why the card that would be charged said no the last time; None for another card since."""
    declined = [
        charge
        for charge in attempts(session, subscription)
        if charge.state is ChargeState.FAILED and charge.customer_uid == subscription.customer_uid
    ]
    return (declined[-1].decline or DeclineReason.OTHER) if declined else None
