"""Start a card's registration: hand out what the PG's window needs."""

import unicodedata
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle import app_ids
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import Checkout, Member, Subscription
from billing_core.models.card import OUR_KEYS
from billing_core.rules.act import Act
from billing_core.rules.actor import member_acting
from billing_core.rules.card_number import require_no_card_number
from billing_core.rules.charge import ChargeState
from billing_core.rules.member_key import member_key
from billing_core.rules.merchant_uid import IssuanceRef
from billing_core.rules.plan import Plan
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus

LONGEST_MEMBER_ID = 120


def start_checkout(
    session: Session,
    *,
    checkout_id: str,
    app_id: str,
    member_name: str,
    plan: Plan | None,
    plan_id: str | None = None,
    token_hash: str | None = None,
    return_url: str = "",
    now: datetime,
) -> Checkout:
    """Start a checkout, whose window shows the plan's price but takes nothing; a charge follows.

    For a member whose subscription goes on, the new card replaces the old one: no sale, so the
    window shows the subscription's own terms, also where its plan was withdrawn or costs more by
    now. `token_hash`: of the token in the address of its page. `plan_id` is what was asked for,
    None for just another card; `plan` what it is today. Raises Refusal: "member_id",
    "member_id_alike", "unknown_plan", "already_cancelling", "other_plan", "charge_unclear",
    "card_number", "member_forgotten".
    """
    require_app_id(app_id)
    asked_for = plan_id if plan_id is not None or plan is None else plan.id
    hold(session, f"member:{member_key(app_id)}")
    member = app_ids.member_called(session, app_id)
    if member is not None:
        app_ids.require_not_forgotten(member)
    subscription = open_subscription(session, member.id) if member else None
    terms = _terms(session, app_id, subscription, plan, asked_for)
    require_no_card_number({"member_name": member_name})
    if member is None:
        require_no_card_number({"member_id": app_id})
        app_ids.require_like_no_other(session, app_id)
        member = Member(app_id=app_id, name=member_name, created_at=now)
        session.add(member)
        session.flush()
    elif member_name:  # lock order: everybody holds the subscription before its member
        member.name = member_name
    changes_card = subscription is not None and subscription.status.billable
    checkout = Checkout(
        id=checkout_id,
        member_id=member.id,
        plan_id=terms.id,
        plan_name=terms.name,
        amount=terms.price,
        months=terms.months,
        merchant_uid=IssuanceRef(checkout_id).merchant_uid,
        customer_uid=f"{OUR_KEYS}{checkout_id}",
        subscription_id=subscription.id if subscription and changes_card else None,
        token_hash=token_hash,
        return_url=return_url,
        created_at=now,
    )
    session.add(checkout)
    record_act(
        session,
        Act.CHECKOUT_STARTED,
        at=now,
        actor=member_acting(member.id),
        member_id=member.id,
        subject=checkout.id,
        plan=terms.id,
    )
    return checkout


def _terms(
    session: Session,
    app_id: str,
    subscription: Subscription | None,
    plan: Plan | None,
    asked_for: str | None,
) -> Plan:
    """What the window shows and the charges will take."""
    if subscription is None:
        return _sold(plan, app_id)
    if subscription.status is SubscriptionStatus.CANCELLING:
        raise Refusal(RefusalCode.ALREADY_CANCELLING, member=app_id)
    own = Plan(
        subscription.plan_id, subscription.plan_name, subscription.price, subscription.months
    )
    if asked_for in (None, own.id):
        return own
    if subscription.status.billable:
        raise Refusal(RefusalCode.OTHER_PLAN, member=app_id, plan=subscription.plan_id)
    _refuse_while_unclear(session, app_id, subscription)
    return _sold(plan, app_id)


def _sold(plan: Plan | None, app_id: str) -> Plan:
    if plan is None:
        raise Refusal(RefusalCode.UNKNOWN_PLAN, member=app_id)
    return plan


def _refuse_while_unclear(session: Session, app_id: str, subscription: Subscription) -> None:
    """The charge under way may turn out to have been paid, and then buys what it was asked for."""
    live = live_charge(session, subscription.id)
    if live is not None and live.state is not ChargeState.BOOKED:
        raise Refusal(RefusalCode.CHARGE_UNCLEAR, member=app_id, merchant_uid=live.merchant_uid)


def require_app_id(app_id: str) -> None:
    """Validate an app's id: any text, emoji included, but nothing that cannot be seen or stored."""
    printable = not any(unicodedata.category(char) in ("Cc", "Cs") for char in app_id)
    if not app_id.strip() or len(app_id) > LONGEST_MEMBER_ID or not printable:
        raise Refusal(
            RefusalCode.MEMBER_ID, longest=LONGEST_MEMBER_ID, member=app_id[:LONGEST_MEMBER_ID]
        )
