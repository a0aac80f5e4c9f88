"""What has to be settled before a member may be forgotten: one obstacle, one sentence."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Exists, or_, select
from sqlalchemy.orm import Session

from billing_core import models
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.permission import Permission
from billing_core.rules.refund import RefundState
from billing_core.rules.refund_claim import WAITING
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.registration import CARD_COUNTS_FOR
from billing_core.rules.retention import KeepPeriods, RetentionKind
from billing_core.rules.subscription import SubscriptionStatus


def in_the_way(session: Session, member: models.Member, now: datetime) -> Refusal | None:
    """The first thing that somebody has to do before, as the refusal that says so."""
    for refusal, there_is in _obstacles(member, now):
        if session.scalar(select(there_is)):
            return refusal
    return None


def complaint_kept(
    session: Session, member: models.Member, periods: KeepPeriods, now: datetime
) -> None:
    """Raises Refusal "forget.complaint_kept": the law wants what a member complained of, and what
    came of it, longer than the member may."""
    since = periods.cutoffs(now)[RetentionKind.DISPUTES]
    young = _any(models.Complaint.member_id == member.id, models.Complaint.closed_at >= since)
    if session.scalar(select(young)):
        years = periods.dispute_years
        raise Refusal(RefusalCode.FORGET_COMPLAINT_KEPT, member=member.app_id, years=years)


def _obstacles(member: models.Member, now: datetime) -> Iterator[tuple[Refusal, Exists]]:
    who: dict[str, Any] = {"member": member.app_id}
    theirs = member.id
    payments = select(models.PaymentRecord.imp_uid).where(models.PaymentRecord.member_id == theirs)
    yield (
        Refusal(RefusalCode.FORGET_SUBSCRIPTION_LIVE, **who),
        _any(
            models.Subscription.member_id == theirs,
            models.Subscription.status != SubscriptionStatus.ENDED,
        ),
    )
    yield (
        Refusal(RefusalCode.FORGET_MONEY_UNSETTLED, **who),
        _any(models.Charge.member_id == theirs, models.Charge.state.in_(LIVE_STATES)),
    )
    yield (
        Refusal(RefusalCode.FORGET_MONEY_UNSETTLED, **who),
        _any(
            models.RefundRequest.imp_uid.in_(payments),
            models.RefundRequest.state.in_([one for one in RefundState if one.live]),
        ),
    )
    yield (
        Refusal(RefusalCode.FORGET_MONEY_UNSETTLED, **who),
        _any(
            models.PaymentRecord.member_id == theirs,
            models.PaymentRecord.status == PaymentStatus.READY,
        ),
    )
    yield (
        Refusal(RefusalCode.FORGET_CANCELLATION_OPEN, **who),
        _any(
            models.Cancellation.member_id == theirs,
            models.Cancellation.subscription_id.is_not(None),
            models.Cancellation.withdrawn_at.is_(None),
            models.Cancellation.confirmed_at.is_(None),
        ),
    )
    yield (
        Refusal(RefusalCode.FORGET_FINDINGS_OPEN, **who),
        _any(
            or_(models.Finding.member_id == theirs, models.Finding.subject.in_(payments)),
            models.Finding.resolved_at.is_(None),
        ),
    )
    yield (
        Refusal(RefusalCode.FORGET_PERMISSION_OPEN, **who),
        _any(
            models.Downgrade.member_id == theirs,
            models.Downgrade.state.in_((DowngradeState.DUE, DowngradeState.HELD)),
        ),
    )
    yield (
        Refusal(RefusalCode.FORGET_PERMISSION_OPEN, **who),
        _any(models.Member.id == theirs, models.Member.permission == Permission.PAID),
    )
    yield (
        Refusal(RefusalCode.FORGET_BEING_TOLD, **who),
        _any(models.OutboxMessage.member_id == theirs, models.OutboxMessage.delivered_at.is_(None)),
    )
    yield (
        Refusal(RefusalCode.FORGET_CARD_REGISTERED, **who),
        _any(models.Card.member_id == theirs, models.Card.deleted_at.is_(None)),
    )
    yield (
        Refusal(RefusalCode.FORGET_CHECKOUT_OPEN, **who),
        _any(
            models.Checkout.member_id == theirs,
            models.Checkout.registered_at.is_(None),
            models.Checkout.created_at > now - CARD_COUNTS_FOR,
        ),
    )
    yield (
        Refusal(RefusalCode.FORGET_CLAIM_OPEN, **who),
        _any(models.RefundClaim.member_id == theirs, models.RefundClaim.state.in_(WAITING)),
    )
    yield (
        Refusal(RefusalCode.FORGET_CLAIM_OPEN, **who),
        _any(models.Complaint.member_id == theirs, models.Complaint.closed_at.is_(None)),
    )


def _any(*conditions: Any) -> Exists:
    return select(1).where(*conditions).exists()
