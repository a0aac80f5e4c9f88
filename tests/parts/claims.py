"""Refund claims in a story: a member asks, the desk decides."""

from __future__ import annotations

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.claim_refund import claim_refund, withdraw_refund_claim
from billing_core.lifecycle.decide_refund_claim import (
    ClaimDecision,
    approve_refund_claim,
    refuse_refund_claim,
)
from billing_core.models import PaymentRecord, RefundClaim
from billing_core.rules.actor import Actor, member_acting
from billing_core.rules.refund_claim import AccessDecision, ClaimKind, ClaimState
from tests.parts.people import APPROVER
from tests.parts.world import World

ENDS_NOW, STAYS = AccessDecision.ENDS_NOW, AccessDecision.STAYS
AT_END = AccessDecision.ENDS_AT_PAID_THROUGH


def last_payment(world: World, app_id: str) -> str:
    """Our key of the member's last real charge."""
    number = world.number(app_id)
    theirs = [
        one
        for one in world.rows(PaymentRecord, PaymentRecord.member_id == number)
        if one.payment_class == "charge" and one.paid_at is not None
    ]
    return str(max(theirs, key=lambda one: one.paid_at).imp_uid)


def claims(
    world: World,
    app_id: str = "u1",
    *,
    imp_uid: str = "",
    kind: ClaimKind = ClaimKind.OTHER,
    reason: str = "이사합니다",
    actor: Actor | None = None,
) -> str:
    """The member asks for the last payment back; returns the claim's id."""
    with world.system.database.writing() as session:
        member = the_member(session, app_id)
        return claim_refund(
            session,
            member,
            imp_uid or last_payment(world, app_id),
            claim_id=world.system.new_id(),
            cancellation_id=world.system.new_id(),
            kind=kind,
            reason=reason,
            actor=actor or member_acting(member.id),
            now=world.clock.now(),
        ).id


def takes_back(world: World, claim_id: str, app_id: str = "u1", actor: Actor | None = None) -> None:
    with world.system.database.writing() as session:
        member = the_member(session, app_id)
        by = actor or member_acting(member.id)
        withdraw_refund_claim(session, member, claim_id, actor=by, now=world.clock.now())


def approves(
    world: World,
    claim_id: str,
    won: int,
    access: AccessDecision = ENDS_NOW,
    *,
    used: bool | None = True,
    note: str = "담당자 재량",
    actor: Actor = APPROVER,
    answer: str = "환불해 드립니다",
    evidence: str = "",
) -> ClaimState:
    decision = ClaimDecision(won, access, used, note, answer, evidence)
    state = approve_refund_claim(world.system, claim_id, decision, actor=actor)
    world.work()
    return state


def refuses(world: World, claim_id: str, answer: str = "이용 기록이 있습니다") -> None:
    with world.system.database.writing() as session:
        refuse_refund_claim(session, claim_id, answer=answer, actor=APPROVER, now=world.clock.now())


def claim(world: World, claim_id: str) -> RefundClaim:
    found: RefundClaim = world.rows(RefundClaim, RefundClaim.id == claim_id)[0]
    return found


def decides(world: World, asked: str, by: Actor = APPROVER) -> ClaimState:
    """The desk's own step, which may raise; not everything goes back."""
    decision = ClaimDecision(10_000, ENDS_NOW, used=True, note="합의")
    return approve_refund_claim(world.system, asked, decision, actor=by)
