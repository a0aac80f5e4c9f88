"""A person decides a refund claim: refuses it with a reason for the member, or gives money back.

The approval is written first, with the number of the one refund request it may become. Then the
refund goes out (`refund_payment`), whose own intent moves the claim on; and whoever reads that the
money went back finishes it (`follow_refund_claim`).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.database import StorageUnavailable
from billing_core.gateway import GatewayError
from billing_core.lifecycle.claimed_payment import ClaimablePayment, claimable_payment
from billing_core.lifecycle.follow_refund_claim import finish_refund_claim, open_claim_again
from billing_core.lifecycle.lock import lock_payment
from billing_core.lifecycle.move_refund_claim import move_refund_claim
from billing_core.lifecycle.queue_notice import notice_of_answer
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import EntryKind, RefundClaim, RefundRequest
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_approver
from billing_core.rules.refund_claim import AccessDecision, ClaimState
from billing_core.rules.refund_proposal import RefundProposal, RefundRule
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.transitions import ClaimEvent
from billing_core.system import System
from billing_core.wording.languages import KOREAN
from billing_core.wording.refund_claims import CLAIM_KINDS


@dataclass(frozen=True)
class ClaimDecision:
    """`won` goes back, 0 only where something has gone back already. `used`: whether the member
    used the service, None where nobody was asked. `note` says why the sum is another than proposed,
    `answer` is for the member. `evidence` of a transfer, where the gateway cannot refund. `shown`:
    the won that the person saw as left; where it is less by now, they decide anew."""

    won: int
    access: AccessDecision
    used: bool | None = None
    note: str = ""
    answer: str = ""
    evidence: str = ""
    shown: int | None = None


def approve_refund_claim(
    system: System, claim_id: str, decision: ClaimDecision, *, actor: Actor
) -> ClaimState:
    """Returns how the claim stands then: done, or refunding while the outcome is not clear.

    Raises Refusal: "not_allowed", "unknown_claim", "claim_decided", "usage_needed", "amount",
    "no_reason", "no_evidence", and what `refund_payment` raises; then the claim waits again, but
    for "refund_unclear". GatewayError when nothing was sent.
    """
    require_approver(actor, Guarded.DECIDE_REFUND_CLAIM)
    request_id = system.new_id()
    by = _Approval(actor, system.clock.now(), system.settings.refund_rule, request_id)
    with system.database.writing() as session:
        claim = _approve(session, claim_id, decision, by)
        if claim.state is not ClaimState.APPROVED:
            return claim.state
    try:
        refund_payment(
            system,
            claim.imp_uid,
            amount=decision.won,
            reason=CLAIM_KINDS[claim.kind][KOREAN],
            actor=actor,
            claim=claim,
        )
    except (GatewayError, Refusal) as trouble:
        _open_unless_sent(system, request_id, trouble)
        raise
    return ClaimState.DONE


def refuse_refund_claim(
    session: Session, claim_id: str, *, answer: str, actor: Actor, now: datetime
) -> None:
    """Nothing goes back; the member reads `answer` on their page.

    Raises Refusal: "not_allowed", "no_reason", "unknown_claim", "claim_decided".
    """
    require_approver(actor, Guarded.DECIDE_REFUND_CLAIM)
    if not answer.strip():
        raise Refusal(RefusalCode.CLAIM_NO_ANSWER, claim=claim_id)
    _hold_payment(session, claim_id)
    claim = move_refund_claim(session, claim_id, ClaimEvent.REFUSED)
    claim.answer, claim.decided_by, claim.decided_at = answer.strip()[:400], actor.name, now
    claim.finished_at = now
    notice_of_answer(session, claim, now, granted=False)
    record_act(
        session,
        Act.REFUND_CLAIM_REFUSED,
        at=now,
        actor=actor,
        member_id=claim.member_id,
        subject=claim.id,
        reason=claim.answer,
    )


def decided_proposal(
    claim: RefundClaim, payment: ClaimablePayment, rule: RefundRule, used: bool | None
) -> RefundProposal:
    """What the rule proposes, by the day on which the member asked. Raises Refusal "usage_needed"
    where it depends on that and nobody has said it."""
    if used is None and payment.usage_matters(claim.asked_at, rule):
        raise Refusal(RefusalCode.CLAIM_USAGE_NEEDED, claim=claim.id)
    return payment.proposal(claim.asked_at, rule, used=used is not False)


def payment_of_claim(
    session: Session, claim_id: str, won: int, shown: int | None
) -> tuple[RefundClaim, ClaimablePayment]:
    """The claim and its payment, of which `won` can go back, as `shown`. Raises Refusal:
    "unknown_claim", "unknown_payment", "amount"."""
    claim = session.get(RefundClaim, claim_id, populate_existing=True)
    if claim is None:
        raise Refusal(RefusalCode.CLAIM_UNKNOWN, claim=claim_id)
    payment = claimable_payment(session, claim.imp_uid)
    if payment is None:
        raise Refusal(RefusalCode.UNKNOWN_PAYMENT, imp_uid=claim.imp_uid)
    least = 1 if payment.left and not payment.facts.given_back else 0
    gone_meanwhile = shown is not None and payment.left < shown
    if gone_meanwhile or not least <= won <= payment.left:
        raise Refusal(RefusalCode.AMOUNT, left=payment.left, imp_uid=claim.imp_uid, amount=won)
    return claim, payment


@dataclass(frozen=True)
class _Approval:
    """By whom, when and under which rule, and the number of the request that it may become."""

    actor: Actor
    now: datetime
    rule: RefundRule
    request_id: str


def _approve(
    session: Session, claim_id: str, decision: ClaimDecision, by: _Approval
) -> RefundClaim:
    _hold_payment(session, claim_id)
    asked, payment = payment_of_claim(session, claim_id, decision.won, decision.shown)
    proposal = decided_proposal(asked, payment, by.rule, decision.used)
    note, answer = decision.note.strip()[:400], decision.answer.strip()[:400]
    if decision.won != proposal.won and not note:
        raise Refusal(RefusalCode.CLAIM_NO_NOTE, claim=claim_id, proposed=proposal.won)
    claim = move_refund_claim(session, claim_id, ClaimEvent.APPROVED)
    claim.won, claim.proposed, claim.access = decision.won, proposal.won, decision.access
    claim.used, claim.note, claim.answer = decision.used, note, answer
    claim.decided_by, claim.decided_at, claim.request_id = by.actor.name, by.now, by.request_id
    claim.rule_version, claim.arithmetic = by.rule.version, proposal.facts()
    record_act(
        session,
        Act.REFUND_CLAIM_APPROVED,
        at=by.now,
        actor=by.actor,
        member_id=claim.member_id,
        subject=claim.id,
        amount=claim.won,
        proposed=claim.proposed,
        rule=claim.rule_version,
        used=claim.used,
        access=str(claim.access),
        request=by.request_id,
        reason=note,
        answer_to_member=answer,
    )
    session.flush()
    if decision.won and payment.at_gateway:
        return claim
    if decision.won:
        _record_transfer_back(session, claim, decision, by.actor, by.now)
    notice_of_answer(session, claim, by.now, granted=True)
    finish_refund_claim(session, claim.id, by.now)
    return session.get_one(RefundClaim, claim.id, populate_existing=True)


def _hold_payment(session: Session, claim_id: str) -> None:
    """Until the decision is written, nobody else gives money of it back."""
    claim = session.get(RefundClaim, claim_id)
    if claim is not None:
        lock_payment(session, claim.imp_uid)


def _record_transfer_back(
    session: Session, claim: RefundClaim, decision: ClaimDecision, actor: Actor, now: datetime
) -> None:
    """The gateway has no such payment: the company has sent the money, and says where it shows."""
    record_refund_by_hand(
        session,
        claim.imp_uid,
        EntryKind.TRANSFER_REFUND,
        amount=decision.won,
        at=now,
        reason=CLAIM_KINDS[claim.kind][KOREAN],
        evidence=decision.evidence,
        actor=actor,
        now=now,
    )


def _open_unless_sent(system: System, request_id: str, trouble: Exception) -> None:
    """What was never begun waits for a decision again; what was, the refund itself moves on. Where
    the book is away as well, the round does it (`open_what_was_never_sent`)."""
    with suppress(StorageUnavailable), system.database.writing() as session:
        if session.get(RefundRequest, request_id) is None:
            open_claim_again(session, request_id, system.clock.now(), str(trouble))
