"""A member wants to register a card: hand out what the PG's window needs."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.database import hold
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import Checkout, Member
from billing_core.rules.actor import Actor, Role
from billing_core.rules.merchant_uid import IssuanceRef
from billing_core.rules.plan import Plan
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus

LONGEST_MEMBER_ID = 120


def start_checkout(
    session: Session,
    *,
    checkout_id: str,
    member_id: str,
    member_name: str,
    plan: Plan | None,
    now: datetime,
) -> Checkout:
    """The window shows the plan's price but takes nothing; the first charge follows.

    For a member whose subscription goes on, the new card replaces the old one.
    Raises Refusal: "member_id", "unknown_plan", "already_cancelling", "other_plan".
    """
    require_member_id(member_id)
    if plan is None:
        raise Refusal(
            "unknown_plan", "없는 상품입니다. 설정의 상품 목록을 확인해 주세요.", member=member_id
        )
    hold(session, f"member:{member_id}")
    member = session.get(Member, member_id)
    if member is None:
        member = Member(id=member_id, name=member_name, created_at=now)
        session.add(member)
        session.flush()
    subscription = open_subscription(session, member_id)
    if subscription is not None:
        if subscription.status is SubscriptionStatus.CANCELLING:
            raise Refusal(
                "already_cancelling",
                "해지 신청 중인 회원입니다. 다시 이용하려면 해지를 철회해 주세요.",
                member=member_id,
            )
        if subscription.status.billable and subscription.plan_id != plan.id:
            raise Refusal(
                "other_plan",
                "다른 상품을 이용 중인 회원입니다. 카드를 바꾸려면 같은 상품으로 신청해 주세요.",
                member=member_id,
                plan=subscription.plan_id,
            )
    if member_name:  # after the subscription is held: everybody holds it before its member
        member.name = member_name
    checkout = Checkout(
        id=checkout_id,
        member_id=member_id,
        plan_id=plan.id,
        plan_name=plan.name,
        amount=plan.price,
        months=plan.months,
        merchant_uid=IssuanceRef(checkout_id).merchant_uid,
        customer_uid=f"bd-{checkout_id}",
        created_at=now,
    )
    session.add(checkout)
    record_act(
        session,
        "checkout.started",
        at=now,
        actor=Actor(member_id, Role.MEMBER),
        member_id=member_id,
        subject=checkout.id,
        plan=plan.id,
    )
    return checkout


def require_member_id(member_id: str) -> None:
    """Any text the company uses, emoji included, but nothing that cannot be seen or stored."""
    printable = not any(unicodedata.category(char) in ("Cc", "Cs") for char in member_id)
    if not member_id.strip() or len(member_id) > LONGEST_MEMBER_ID or not printable:
        raise Refusal(
            "member_id",
            f"회원 ID는 보이는 글자 1~{LONGEST_MEMBER_ID}자여야 합니다. 회원 ID를 확인해 주세요.",
            member=member_id[:LONGEST_MEMBER_ID],
        )
