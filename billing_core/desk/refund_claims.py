"""Refund claims as the desk sees them: who wants what back, what the rule proposes, how it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.claimed_payment import ClaimablePayment, claimable_payments_of
from billing_core.models import Member, RefundClaim
from billing_core.rules import refund_claim
from billing_core.rules.refund_proposal import RefundProposal, RefundRule


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its payment. `left` is what can still go back in whole won; `at_gateway`: by the
    gateway, otherwise by a transfer of the company. `asked_by` is empty for the member. `if_used`
    and `if_unused` are what the rule proposes, `usage_matters` says that somebody has to choose;
    `decided` is the arithmetic that was shown when it was decided. `overdue`: longer than the law
    allows."""

    id: str
    number: int
    app_id: str
    name: str
    imp_uid: str
    kind: refund_claim.ClaimKind
    state: refund_claim.ClaimState
    reason: str
    asked_at: datetime
    asked_by: str
    overdue: bool
    paid_at: datetime | None
    amount: int
    left: int
    at_gateway: bool
    charged_back: bool
    usage_matters: bool
    if_used: RefundProposal | None
    if_unused: RefundProposal | None
    likely_access: refund_claim.AccessDecision
    won: int
    access: refund_claim.AccessDecision | None
    note: str
    answer: str
    decided_by: str
    decided_at: datetime | None
    decided: RefundProposal | None

    @property
    def open(self) -> bool:
        return self.state is refund_claim.ClaimState.OPEN


def claims_waiting(
    session: Session, rule: RefundRule, now: datetime, at_most: int
) -> list[ClaimRow]:
    """Whoever has waited longest first."""
    asked = _claims().where(RefundClaim.state.in_(refund_claim.WAITING))
    return _rows(session, asked.order_by(RefundClaim.asked_at, RefundClaim.id), rule, now, at_most)


@dataclass(frozen=True)
class ClaimPage:
    rows: list[ClaimRow]
    next: tuple[datetime, str] | None


def claims_decided(
    session: Session,
    rule: RefundRule,
    now: datetime,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> ClaimPage:
    """The newest first."""
    asked = _claims().where(RefundClaim.state.not_in(refund_claim.WAITING))
    if after is not None:
        at, last = after
        same = and_(RefundClaim.finished_at == at, RefundClaim.id > last)
        asked = asked.where(or_(RefundClaim.finished_at < at, same))
    newest = asked.order_by(RefundClaim.finished_at.desc(), RefundClaim.id)
    rows = _rows(session, newest, rule, now, limit + 1)
    ends = session.get(RefundClaim, rows[limit - 1].id) if len(rows) > limit else None
    following = (ends.finished_at, ends.id) if ends and ends.finished_at else None
    return ClaimPage(rows[:limit], following)


def claims_of_member(
    session: Session, number: int, rule: RefundRule, now: datetime, at_most: int = 20
) -> list[ClaimRow]:
    """The newest first."""
    asked = _claims().where(RefundClaim.member_id == number)
    newest = (RefundClaim.asked_at.desc(), RefundClaim.id)
    return _rows(session, asked.order_by(*newest), rule, now, at_most)


def _claims() -> Select[RefundClaim, Member]:
    return select(RefundClaim, Member).join(Member, Member.id == RefundClaim.member_id)


def _rows(
    session: Session,
    asked: Select[RefundClaim, Member],
    rule: RefundRule,
    now: datetime,
    at_most: int,
) -> list[ClaimRow]:
    found = session.execute(asked.limit(at_most)).all()
    payments = claimable_payments_of(session, [row[0].imp_uid for row in found])
    return [_row(claim, member, payments.get(claim.imp_uid), rule, now) for claim, member in found]


def _row(
    claim: RefundClaim,
    member: Member,
    payment: ClaimablePayment | None,
    rule: RefundRule,
    now: datetime,
) -> ClaimRow:
    covers = payment is not None and payment.covers(now)
    proposals = (
        [payment.proposal(claim.asked_at, rule, used=used) for used in (True, False)]
        if payment
        else [None, None]
    )
    return ClaimRow(
        id=claim.id,
        number=member.id,
        app_id=member.app_id,
        name=member.name,
        imp_uid=claim.imp_uid,
        kind=claim.kind,
        state=claim.state,
        reason=claim.reason,
        asked_at=claim.asked_at,
        asked_by=claim.asked_by,
        overdue=claim.state.waits and claim.asked_at < refund_claim.overdue_before(now),
        paid_at=payment.paid_at if payment else None,
        amount=payment.facts.won if payment else 0,
        left=payment.left if payment else 0,
        at_gateway=payment is not None and payment.at_gateway,
        charged_back=payment is not None and payment.charged_back,
        usage_matters=payment is not None and payment.usage_matters(claim.asked_at, rule),
        if_used=proposals[0],
        if_unused=proposals[1],
        likely_access=refund_claim.AccessDecision.ENDS_NOW
        if covers
        else refund_claim.AccessDecision.STAYS,
        won=claim.won,
        access=claim.access,
        note=claim.note,
        answer=claim.answer,
        decided_by=claim.decided_by,
        decided_at=claim.decided_at,
        decided=RefundProposal.of(claim.arithmetic) if claim.arithmetic else None,
    )
