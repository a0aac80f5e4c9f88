"""A failed payment is to be tried once more: by the team, or because the member asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.jobs import enqueue
from billing_core.lifecycle.lock import live_charge
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.models import JobKind
from billing_core.rules.actor import Actor, require_approver
from billing_core.rules.calendar import kst_date
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus


def ask_retry(session: Session, *, member_id: str, actor: Actor, now: datetime) -> None:
    """Charged within minutes by a job, with the card on file.

    Raises Refusal: "not_allowed", "nothing_failed", "already_coming".
    """
    require_approver(actor, "결제를 재시도할")
    subscription = open_subscription(session, member_id)
    wanted = (SubscriptionStatus.PAST_DUE, SubscriptionStatus.PENDING)
    if subscription is None or subscription.status not in wanted:
        raise Refusal(
            "nothing_failed",
            "재시도할 결제가 없습니다. 회원의 결제 상태를 확인해 주세요.",
            member=member_id,
        )
    live = live_charge(session, subscription.id)
    if live is not None:
        raise Refusal(
            "already_coming",
            f"{kst_date(live.due_at)}에 결제가 이미 예정되어 있습니다. 그 결과를 기다려 주세요.",
            member=member_id,
            merchant_uid=live.merchant_uid,
        )
    subscription.fresh_since = now
    first = subscription.status is SubscriptionStatus.PENDING
    enqueue(session, JobKind.CHARGE_NOW if first else JobKind.BOOK_NEXT, subscription.id, now)
    record_act(
        session,
        "charge.retry_asked",
        at=now,
        actor=actor,
        member_id=member_id,
        subject=subscription.id,
    )
