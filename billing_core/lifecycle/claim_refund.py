"""A member asks for money back (환불 요청), or the desk for them; and takes the claim back."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.lifecycle.claimed_payment import claimable_payment
from billing_core.lifecycle.follow_refund_claim import open_subscription_of
from billing_core.lifecycle.lock import lock_member, lock_payment
from billing_core.lifecycle.move_refund_claim import move_refund_claim
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.register_card import open_subscription
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.models import Member, RefundClaim
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, ActorKind, Guarded, refuse_viewer
from billing_core.rules.refund_claim import WAITING, ClaimKind, ClaimState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.transitions import ClaimEvent

MOST_A_DAY = 10  # claims of one member


def claim_refund(
    session: Session,
    member: Member,
    imp_uid: str,
    *,
    claim_id: str,
    cancellation_id: str,
    kind: ClaimKind,
    reason: str,
    actor: Actor,
    now: datetime,
    used: bool | None = None,
) -> RefundClaim:
    """Write down that the member wants money of this payment of theirs back. Asked again while it
    waits, it is the same claim. Whoever ends the contract with it asks for the cancellation too,
    also where they asked for the money first: nothing more is taken while the claim waits, and the
    member can take that back alone.

    Raises Refusal: "not_allowed", "member_forgotten", "unknown_payment", "nothing_left",
    "too_many_requests".
    """
    refuse_viewer(actor, Guarded.CLAIM_REFUND)
    # Held before their member, as everybody holds them.
    lock_payment(session, imp_uid)
    if kind.ends_contract:
        open_subscription(session, member.id)
    member = lock_member(session, member.id)
    require_not_forgotten(member)
    payment = claimable_payment(session, imp_uid)
    if payment is None or payment.member_id != member.id:
        raise Refusal(RefusalCode.UNKNOWN_PAYMENT, imp_uid=imp_uid)
    claim = session.scalar(
        select(RefundClaim).where(RefundClaim.imp_uid == imp_uid, RefundClaim.state.in_(WAITING))
    )
    if claim is None:
        if payment.left == 0:
            raise Refusal(RefusalCode.CLAIM_NOTHING_LEFT, imp_uid=imp_uid)
        if actor.kind is ActorKind.MEMBER:
            _refuse_too_many(session, member, now)
        claim = RefundClaim(
            id=claim_id,
            member_id=member.id,
            imp_uid=imp_uid,
            kind=kind,
            reason=reason.strip()[:400],
            asked_at=now,
            asked_by=actor.name,
            state=ClaimState.OPEN,
            used=used,
        )
        _keep(session, claim, actor)
    elif kind.ends_contract and not claim.kind.ends_contract and claim.state is ClaimState.OPEN:
        _wants_out_too(session, claim, kind, reason.strip(), actor=actor, now=now)
    subscription = open_subscription_of(session, imp_uid) if kind.ends_contract else None
    if subscription is not None and subscription.status.wants_charges:
        request_cancellation(
            session,
            cancellation_id=cancellation_id,
            member=member,
            reason=reason.strip(),
            actor=actor,
            now=now,
        )
    return claim


def _keep(session: Session, claim: RefundClaim, actor: Actor) -> None:
    session.add(claim)
    session.flush()
    _write_down(session, claim, actor, claim.asked_at)


def _write_down(session: Session, claim: RefundClaim, actor: Actor, at: datetime) -> None:
    record_act(
        session,
        Act.REFUND_CLAIM_ASKED,
        at=at,
        actor=actor,
        member_id=claim.member_id,
        subject=claim.id,
        kind=str(claim.kind),
        imp_uid=claim.imp_uid,
        reason=claim.reason,
    )


def _wants_out_too(
    session: Session,
    claim: RefundClaim,
    kind: ClaimKind,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Whoever decides has to know what it is by now: a right of the member, and not a gesture."""
    claim.kind = kind
    if reason and reason not in claim.reason:
        claim.reason = " / ".join(filter(None, (claim.reason, reason)))[:400]
    _write_down(session, claim, actor, now)


def _refuse_too_many(session: Session, member: Member, now: datetime) -> None:
    """Of somebody who asks and takes back, and asks again."""
    lately = (RefundClaim.member_id == member.id, RefundClaim.asked_at > now - timedelta(days=1))
    asked = session.scalar(select(func.count(RefundClaim.id)).where(*lately)) or 0
    if asked >= MOST_A_DAY:
        raise Refusal(RefusalCode.CLAIM_TOO_MANY, member=member.app_id)


def withdraw_refund_claim(
    session: Session, member: Member, claim_id: str, *, actor: Actor, now: datetime
) -> None:
    """Take a claim of the member's back, while nobody has decided it. A cancellation that came with
    it stands: that is another wish, with a button of its own.

    Raises Refusal: "not_allowed", "not_signed_in", "unknown_claim", "claim_decided".
    """
    refuse_viewer(actor, Guarded.CLAIM_REFUND)
    claim = session.get(RefundClaim, claim_id)
    if claim is None or claim.member_id != member.id:
        raise Refusal(RefusalCode.CLAIM_UNKNOWN, claim=claim_id)
    lock_payment(session, claim.imp_uid)
    claim = move_refund_claim(session, claim_id, ClaimEvent.WITHDRAWN)
    claim.finished_at = now
    record_act(
        session,
        Act.REFUND_CLAIM_WITHDRAWN,
        at=now,
        actor=actor,
        member_id=member.id,
        subject=claim.id,
    )
