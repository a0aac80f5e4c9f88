"""A payment link: made at the desk for one cycle that failed, and used once, for this one alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.checkout_page import require_cycle_open
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.retry_charge import last_decline
from billing_core.lifecycle.send_charge import attempts
from billing_core.models import Member, MemberLink, Subscription
from billing_core.portal.links import is_unspent, make_member_link, use_up
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.charge import ChargeState
from billing_core.rules.member_link import MemberLinkKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import BillingPolicy, SubscriptionStatus
from billing_core.tokens import digest

PAY_PATH = "/pay/"


def make_payment_link(
    session: Session,
    member: Member,
    *,
    actor: Actor,
    policy: BillingPolicy,
    now: datetime,
    wall_now: datetime,
) -> str:
    """The path of a new link, for the cycle that failed last. `now` is of the desk's clock, by
    which cycles end; `wall_now` of the real one, by which links do.

    Raises Refusal: "not_allowed", "nothing_failed", "left_to_gateway", "cycle_over",
    "checkout_under_way", "member_forgotten".
    """
    require_approver(actor, Guarded.SEND_MEMBER_LINK)
    subscription = open_subscription(session, member.id)
    if subscription is None or not _has_failed(session, subscription):
        raise Refusal(RefusalCode.NOTHING_FAILED, member=member.app_id)
    _refuse_beside_the_gateways_own(session, subscription, policy)
    require_cycle_open(session, subscription, subscription.periods_paid, policy, now)
    token = make_member_link(
        session,
        member,
        MemberLinkKind.PAYMENT,
        actor=actor,
        at=now,
        now=wall_now,
        subscription=subscription,
    )
    return PAY_PATH + token


def _has_failed(session: Session, subscription: Subscription) -> bool:
    if subscription.status is SubscriptionStatus.PAST_DUE:
        return True
    if subscription.status is not SubscriptionStatus.PENDING:
        return False
    return any(one.state is ChargeState.FAILED for one in attempts(session, subscription))


def _refuse_beside_the_gateways_own(
    session: Session, subscription: Subscription, policy: BillingPolicy
) -> None:
    """The gateway tries the old card again by itself: the period would be paid twice."""
    past_due = subscription.status is SubscriptionStatus.PAST_DUE
    if policy.gateway_recovery and past_due and last_decline(session, subscription) is not None:
        raise Refusal(RefusalCode.LEFT_TO_GATEWAY, member=subscription.member_id)


def look_at_payment_link(
    session: Session, token: str, policy: BillingPolicy, *, now: datetime, wall_now: datetime
) -> tuple[MemberLink, Subscription]:
    """The link, unused, and the subscription whose cycle it pays. Raises Refusal: "link_over",
    "cycle_over", "checkout_under_way"."""
    link = session.get(MemberLink, digest(token))
    if link is None or link.kind is not MemberLinkKind.PAYMENT or link.period is None:
        raise Refusal(RefusalCode.LINK_OVER_PAYMENT)
    subscription = session.get_one(Subscription, link.subscription_id)
    require_cycle_open(session, subscription, link.period, policy, now)
    if not is_unspent(link, wall_now):
        raise Refusal(RefusalCode.LINK_OVER_PAYMENT)
    return link, subscription


def use_payment_link(session: Session, link: MemberLink, wall_now: datetime) -> None:
    """Raises Refusal "link_over" when another click was first."""
    if not use_up(session, link, wall_now):
        raise Refusal(RefusalCode.LINK_OVER_PAYMENT)
