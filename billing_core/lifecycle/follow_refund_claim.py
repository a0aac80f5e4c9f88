"""What becomes of an approved refund claim with the refund: it is done, and access ends as decided.

In the transaction in which the refund is written down, whoever has read of it: our own answer, a
notice, the sweep or a person. So no crash stands between the money and what was decided with it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.change_access import end_access_as_decided
from billing_core.lifecycle.lock import lock_payment, lock_subscription
from billing_core.lifecycle.move_refund_claim import move_refund_claim
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.models import (
    Charge,
    Finding,
    Member,
    PaymentRecord,
    RefundClaim,
    RefundRequest,
    Subscription,
)
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, member_acting
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refund import RefundState
from billing_core.rules.refund_claim import AccessDecision, ClaimState
from billing_core.rules.transitions import REFUND_CLAIM, ClaimEvent

SENDING_TIME = timedelta(minutes=10)  # longer than anybody waits for the gateway
_NEVER_SENT = (
    select(RefundClaim.imp_uid, RefundClaim.request_id)
    .where(
        RefundClaim.state == ClaimState.APPROVED,
        RefundClaim.decided_at <= bindparam("decided_until"),
    )
    .order_by(RefundClaim.imp_uid)
)
_ABOUT_ACCESS = (FindingKind.REFUNDED_PERIOD, FindingKind.UNASKED_REFUND)
_CURES = {
    AccessDecision.ENDS_NOW: Cure.END_ACCESS,
    AccessDecision.ENDS_AT_PAID_THROUGH: Cure.TREAT_AS_CANCELLED,
    AccessDecision.STAYS: Cure.KEEP_ACCESS,
}


def finish_claims(session: Session, requests: Sequence[RefundRequest], now: datetime) -> None:
    """Claims whose refund is in the payment's history. Idempotent."""
    done = [one.id for one in requests if one.state is RefundState.DONE]
    for claim in _claims(session, done):
        if (claim.state, ClaimEvent.REFUNDED) in REFUND_CLAIM:
            finish_refund_claim(session, claim.id, now)


def finish_refund_claim(session: Session, claim_id: str, now: datetime) -> None:
    """The money went back: what was decided about access happens, and answers what a refund asks.
    The cancellation is the member's own wish; who decided stands in the approval."""
    claim = move_refund_claim(session, claim_id, ClaimEvent.REFUNDED)
    claim.finished_at = now
    record_act(
        session,
        Act.REFUND_CLAIM_DONE,
        at=now,
        actor=SYSTEM,
        member_id=claim.member_id,
        subject=claim.id,
        amount=claim.won,
        access=str(claim.access),
        request=claim.request_id or "",
    )
    if claim.access is None:
        return
    _answer_what_it_asks(session, claim, claim.access, now)
    subscription = open_subscription_of(session, claim.imp_uid)
    if subscription is None or not lock_subscription(session, subscription.id).status.open:
        return
    match claim.access:
        case AccessDecision.ENDS_NOW:
            _tell_paid_since(session, claim, subscription, now)
            end_access_as_decided(
                session,
                subscription.id,
                cancellation_id=claim.id,
                reason=claim.reason,
                actor=member_acting(claim.member_id),
                now=now,
            )
        case AccessDecision.ENDS_AT_PAID_THROUGH:
            request_cancellation(
                session,
                cancellation_id=claim.id,
                member=session.get_one(Member, claim.member_id),
                reason=claim.reason,
                actor=member_acting(claim.member_id),
                now=now,
            )


def _tell_paid_since(
    session: Session, claim: RefundClaim, subscription: Subscription, now: datetime
) -> None:
    """The next charge ran while the claim waited, and access ends in the time that it bought: its
    money goes on the refund list."""
    since = select(Charge, PaymentRecord).where(
        PaymentRecord.imp_uid == Charge.imp_uid,
        PaymentRecord.paid_at > claim.asked_at,
        PaymentRecord.cancel_amount < PaymentRecord.amount,
        Charge.imp_uid != claim.imp_uid,
        Charge.subscription_id == subscription.id,
        Charge.covers_until > now,
    )
    for charge, record in session.execute(since).all():
        open_finding(
            session,
            FindingKind.CHARGE_AFTER_CANCELLATION,
            record.imp_uid,
            now=now,
            member_id=claim.member_id,
            amount=record.amount - record.cancel_amount,
            subscription_id=subscription.id,
            merchant_uid=charge.merchant_uid,
            paid_at=record.paid_at,
        )


def open_subscription_of(session: Session, imp_uid: str) -> Subscription | None:
    """The subscription for which the payment was taken, while it is open: also by one that bought
    nothing, such as a second capture. None for one that the member had before and left."""
    record = session.get_one(PaymentRecord, imp_uid)
    charged = select(Charge.subscription_id).where(Charge.imp_uid == imp_uid)
    known = (
        session.scalar(charged.order_by(Charge.covers_until.is_(None))) or record.subscription_id
    )
    if known is not None:
        subscription = session.get_one(Subscription, known)
        return subscription if subscription.status.open else None
    if record.member_id is None:
        return None
    going_on = open_subscription(session, record.member_id, lock=False)
    began_before = going_on is not None and going_on.created_at <= record.dated_at
    return going_on if began_before else None


def decided_with_claim(session: Session, requests: Sequence[RefundRequest]) -> bool:
    """Whether the refund that was asked for last was a claim's, so that access is decided."""
    last_at = max((one.requested_at for one in requests), default=None)
    last = [one.id for one in requests if one.requested_at == last_at]
    return any(claim.state is ClaimState.DONE for claim in _claims(session, last))


def open_claim_again(session: Session, request_id: str, now: datetime, why: str = "") -> None:
    """Nothing went back, for certain: the claim of this request is to be decided again."""
    for claim in _claims(session, [request_id]):
        if claim.state in (ClaimState.APPROVED, ClaimState.REFUNDING):
            move_refund_claim(session, claim.id, ClaimEvent.NOT_REFUNDED)
            record_act(
                session,
                Act.REFUND_CLAIM_OPEN_AGAIN,
                at=now,
                actor=SYSTEM,
                member_id=claim.member_id,
                subject=claim.id,
                request=request_id,
                cause=why[:300],
            )


def open_what_was_never_sent(session: Session, now: datetime) -> None:
    """Approvals whose refund was never begun: the program ended between the two. Nothing was sent,
    because an intent is written first."""
    for imp_uid, request_id in session.execute(
        _NEVER_SENT, {"decided_until": now - SENDING_TIME}
    ).all():
        if request_id is not None:
            lock_payment(session, imp_uid)
            open_claim_again(session, request_id, now)


def _claims(session: Session, request_ids: Sequence[str]) -> Sequence[RefundClaim]:
    if not request_ids:
        return []
    asked = select(RefundClaim).where(RefundClaim.request_id.in_(request_ids))
    return session.scalars(asked).all()


def _answer_what_it_asks(
    session: Session, claim: RefundClaim, access: AccessDecision, now: datetime
) -> None:
    open_ones = session.scalars(
        select(Finding).where(
            Finding.member_id == claim.member_id,
            Finding.resolved_at.is_(None),
            Finding.kind.in_(_ABOUT_ACCESS),
        )
    ).all()
    for finding in open_ones:
        if claim.imp_uid in (finding.subject, finding.detail.get("imp_uid")):
            close_finding(
                session,
                finding.kind,
                finding.subject,
                now=now,
                answer=FindingAnswer.REFUND_CLAIM_DECIDED,
                cure=_CURES[access],
            )
