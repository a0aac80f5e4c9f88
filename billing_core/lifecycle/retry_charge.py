"""Retry a failed payment: by the team, or because the member asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.send_charge import attempts
from billing_core.models import Charge, JobKind, Member, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus


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
    booked for another day is taken back first: moved, never doubled.

    Raises Refusal: "not_allowed", "no_reason", "nothing_failed", "card_cannot_pay",
    "left_to_gateway", "already_coming".
    """
    require_approver(actor, Guarded.RETRY_CHARGE)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON_RETRY, member=member.app_id)
    subscription = _waiting_for_money(session, member)
    refuse_hard_decline(session, subscription)
    _refuse_beside_recovery(session, subscription, policy)
    live = live_charge(session, subscription.id)
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
