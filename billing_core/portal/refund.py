"""A member asks for money back (청약철회 · 중도해지), and reads what became of it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from starlette.responses import Response
from starlette.routing import Route

from billing_core.lifecycle import claimed_payment
from billing_core.lifecycle.claim_refund import claim_refund, withdraw_refund_claim
from billing_core.models import Member, Subscription
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.portal.cancelling import words_kept
from billing_core.portal.enter import HOME_PATH, member_of_visit
from billing_core.portal.home import CANCEL_PATH
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.portal.sessions import member_session
from billing_core.rules.actor import member_acting
from billing_core.rules.refund_claim import ClaimKind, ClaimState, answer_due
from billing_core.rules.refund_proposal import ProposalBasis, RefundProposal, RefundRule
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System
from billing_core.wording.refund_claims import CLAIM_STATES, arithmetic_said
from billing_core.wording.refund_page import REFUND_PAGE
from billing_core.wording.refusals_to_members import refusal_said_to_member

REFUND_PATH = "/portal/refund"
WITHDRAW_PATH = "/portal/refund/withdraw"
_TEXT = PageText("refund.html", REFUND_PAGE)
_MOST_LETTERS = 400
_MOST_SHOWN = 24  # payments, and claims
# The subscription that has not ended: at most one.
_GOING_ON = CompiledQuery(
    select(Subscription.status).where(
        Subscription.member_id == bindparam("member_id"),
        Subscription.status != SubscriptionStatus.ENDED,
    )
)
_DONE = {"asked": "RECEIVED", "withdrawn": "TAKEN_BACK"}


@dataclass(frozen=True)
class OfferedPayment:
    """A payment to choose. `won` is the estimate, None where a person decides; `unused` another one
    for whoever did not use it."""

    imp_uid: str
    paid_at: datetime
    paid_won: int
    won: int | None
    arithmetic: str
    unused: int | None


@dataclass(frozen=True)
class ShownClaim:
    """A claim as its member reads it."""

    id: str
    asked_at: datetime
    paid_at: datetime | None
    state: ClaimState
    state_said: str
    won: int
    arithmetic: str
    access: str
    answer: str
    due: date


def refund_routes(system: System) -> list[Route]:
    return [
        member_route(system, REFUND_PATH, {"GET": _show, "POST": _ask}),
        member_route(system, WITHDRAW_PATH, {"GET": _back, "POST": _withdraw}),
    ]


def _show(visit: MemberVisit) -> Response:
    return _page(visit)


def _back(visit: MemberVisit) -> Response:
    return visit.go_to(REFUND_PATH)


def _ask(visit: MemberVisit) -> Response:
    reason, imp_uid = visit.given.get("reason", "").strip(), visit.given.get("payment", "")
    try:
        number = member_of_visit(visit)
    except Refusal as refusal:
        if not reason:
            raise
        return words_kept(visit, refusal, reason)
    if not imp_uid:
        return _page(visit, wrong=REFUND_PAGE["CHOOSE"][visit.place])
    if len(reason) > _MOST_LETTERS:
        return _page(visit, wrong=REFUND_PAGE["LONG"][visit.place])
    try:
        with visit.system.database.writing() as session:
            claim_refund(
                session,
                session.get_one(Member, number),
                imp_uid,
                claim_id=visit.system.new_id(),
                cancellation_id=visit.system.new_id(),
                kind=_kind(visit),
                reason=reason,
                actor=member_acting(number),
                now=visit.now,
            )
    except Refusal as refusal:  # said where the person is looking, and nothing typed is lost
        return _page(visit, wrong=refusal_said_to_member(refusal, visit.place))
    return visit.go_to(f"{REFUND_PATH}?done=asked")


def _kind(visit: MemberVisit) -> ClaimKind:
    with suppress(ValueError):
        return ClaimKind(visit.given.get("kind", ""))
    return ClaimKind.OTHER


def _withdraw(visit: MemberVisit) -> Response:
    number = member_of_visit(visit)
    try:
        with visit.system.database.writing() as session:
            withdraw_refund_claim(
                session,
                session.get_one(Member, number),
                visit.given.get("claim", ""),
                actor=member_acting(number),
                now=visit.now,
            )
    except Refusal as refusal:
        if not _taken_back(visit, number):
            return _page(visit, wrong=refusal_said_to_member(refusal, visit.place))
    return visit.go_to(f"{REFUND_PATH}?done=withdrawn")


def _taken_back(visit: MemberVisit, number: int) -> bool:
    """A second click finds what the first has done."""
    with visit.system.database.looking() as look:
        claims = claimed_payment.claims_of(look, number)
    asked = visit.given.get("claim", "")
    return any(one.id == asked and one.state is ClaimState.WITHDRAWN for one in claims)


def _page(visit: MemberVisit, *, wrong: str = "") -> Response:
    rule = visit.system.settings.refund_rule
    with visit.system.database.looking() as look:
        number = member_session(look, visit.session_token, visit.wall_now).member_id
        claims = claimed_payment.claims_of(look, number)
        waiting = {one.imp_uid for one in claims if one.state.waits}
        offered = [
            _offered(one, visit, rule)
            for one in claimed_payment.claimable_payments(look, number, at_most=_MOST_SHOWN)
            if one.imp_uid not in waiting
        ]
        going_on = [row[0] for row in plain_rows(look, _GOING_ON, member_id=number)]
    shown = [_shown(one, visit) for one in claims[:_MOST_SHOWN]]
    done = _DONE.get(visit.given.get("done", "")) if not wrong else None
    return visit.page(
        _TEXT,
        status=422 if wrong else 200,
        path=REFUND_PATH,
        withdraw_path=WITHDRAW_PATH,
        home=HOME_PATH,
        cancel_path=CANCEL_PATH if any(status.wants_charges for status in going_on) else "",
        stopped=SubscriptionStatus.CANCELLING in going_on,
        rule=rule,
        offered=offered,
        claims=shown,
        wrong=wrong,
        done=REFUND_PAGE[done][visit.place] if done else "",
        chosen=visit.given.get("payment", "") or (offered[0].imp_uid if offered else ""),
        kind=visit.given.get("kind", "") or _likely(offered),
        reason=visit.given.get("reason", "") if wrong else "",
        most=_MOST_LETTERS,
    )


def _likely(offered: list[OfferedPayment]) -> str:
    in_time = bool(offered) and offered[0].unused is not None
    return str(ClaimKind.WITHDRAWAL if in_time else ClaimKind.MID_TERM)


def _offered(
    payment: claimed_payment.ClaimablePayment, visit: MemberVisit, rule: RefundRule
) -> OfferedPayment:
    used = payment.proposal(visit.now, rule, used=True)
    unused = payment.proposal(visit.now, rule, used=False)
    matters = payment.usage_matters(visit.now, rule)
    by_person = used.basis in (ProposalBasis.PERIOD_UNKNOWN, ProposalBasis.NO_RULE)
    return OfferedPayment(
        imp_uid=payment.imp_uid,
        paid_at=payment.paid_at,
        paid_won=payment.facts.won,
        won=None if by_person else used.won,
        arithmetic=arithmetic_said(used, visit.place),
        unused=unused.won if matters and unused.won != used.won else None,
    )


def _shown(claim: claimed_payment.MemberClaim, visit: MemberVisit) -> ShownClaim:
    done = claim.state is ClaimState.DONE
    same = claim.won == claim.proposed
    return ShownClaim(
        id=claim.id,
        asked_at=claim.asked_at,
        paid_at=claim.paid_at,
        state=claim.state,
        state_said=CLAIM_STATES[claim.state][visit.place],
        won=claim.won,
        arithmetic=arithmetic_said(RefundProposal.of(claim.arithmetic), visit.place)
        if done and same and claim.arithmetic
        else "",
        access=_ACCESS_WORDS.get(str(claim.access), "") if done else "",
        answer=claim.answer if claim.state in (ClaimState.DONE, ClaimState.REFUSED) else "",
        due=answer_due(claim.asked_at),
    )


_ACCESS_WORDS = {
    "ends_now": "ACCESS_NOW",
    "ends_at_paid_through": "ACCESS_AT_END",
    "stays": "ACCESS_STAYS",
}
