"""The payments of which a member may want money back, and what the company's rule proposes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, select
from sqlalchemy.orm import Session

from billing_core.models import Charge, Finding, LedgerEntry, PaymentRecord, RefundClaim
from billing_core.models.base import one_of
from billing_core.models.ledger import EntryKind
from billing_core.plain_rows import CompiledQuery, Looking, plain_rows
from billing_core.rules import refund_proposal
from billing_core.rules.calendar import anchored, kst_date
from billing_core.rules.finding import FindingKind
from billing_core.rules.refund_claim import AccessDecision, ClaimState


@dataclass(frozen=True)
class ClaimablePayment:
    """A counted payment. `left` is what could still go back in whole won; `at_gateway`: through the
    gateway, otherwise by a transfer of the company. `charged_back`: a bank took money of it back.
    `covers_until` is the end of what it bought, None where that is not known."""

    imp_uid: str
    member_id: int
    paid_at: datetime
    left: int
    at_gateway: bool
    charged_back: bool
    facts: refund_proposal.ClaimedPayment
    subscription_id: str | None
    covers_until: datetime | None

    def proposal(
        self, asked_at: datetime, rule: refund_proposal.RefundRule, *, used: bool
    ) -> refund_proposal.RefundProposal:
        return refund_proposal.propose_refund(self.facts, kst_date(asked_at), rule, used=used)

    def usage_matters(self, asked_at: datetime, rule: refund_proposal.RefundRule) -> bool:
        """Whether it was used decides about the sum."""
        in_time = kst_date(asked_at) <= refund_proposal.full_until(self.facts.paid_on, rule)
        return in_time and not self.facts.surplus

    def covers(self, at: datetime) -> bool:
        return self.covers_until is not None and at < self.covers_until


# Built once, and plain columns: a member's page asks them every time.
_DOUBLED = (
    select(Finding.id)
    .where(
        Finding.subject == LedgerEntry.imp_uid,
        one_of(Finding.kind, [kind for kind in FindingKind if kind.refund_due]),
        Finding.resolved_at.is_(None),
    )
    .exists()
)
# A payment's charge is looked for among its member's: the others' are many.
_ENTRIES = (
    select(
        LedgerEntry.id,
        LedgerEntry.imp_uid,
        LedgerEntry.kind,
        LedgerEntry.member_id,
        LedgerEntry.amount,
        LedgerEntry.occurred_at,
        PaymentRecord.gateway_uid,
        PaymentRecord.amount.label("asked"),
        PaymentRecord.cancel_amount,
        _DOUBLED.label("doubled"),
        Charge.subscription_id,
        Charge.months,
        Charge.covers_from,
        Charge.covers_until,
    )
    .join(PaymentRecord, PaymentRecord.imp_uid == LedgerEntry.imp_uid)
    .outerjoin(
        Charge,
        and_(Charge.member_id == LedgerEntry.member_id, Charge.imp_uid == LedgerEntry.imp_uid),
    )
    .order_by(LedgerEntry.id)
)
_OF_THESE = _ENTRIES.where(LedgerEntry.imp_uid.in_(bindparam("imp_uids", expanding=True)))
_OF_MEMBER = CompiledQuery(
    _ENTRIES.where(
        LedgerEntry.imp_uid.in_(
            select(LedgerEntry.imp_uid)
            .where(LedgerEntry.member_id == bindparam("member_id"))
            .group_by(LedgerEntry.imp_uid)
            .having(func.sum(LedgerEntry.amount) > 0)
            .order_by(func.min(LedgerEntry.occurred_at).desc(), LedgerEntry.imp_uid)
            .limit(bindparam("at_most", type_=Integer))
        )
    )
)


class _EntryOfPayment(NamedTuple):
    """Of the ledger, with what the gateway says of its payment, and what the charge behind it
    bought, where there is one."""

    id: int
    imp_uid: str
    kind: EntryKind
    member_id: int
    amount: int
    occurred_at: datetime
    gateway_uid: str
    asked: int
    cancel_amount: int
    doubled: bool
    subscription_id: str | None
    months: int | None
    covers_from: datetime | None
    covers_until: datetime | None


def claimable_payments(
    asked: Looking, member_id: int, *, at_most: int = 100
) -> list[ClaimablePayment]:
    """A member's counted payments of which something is left, newest first."""
    found = _claimable(plain_rows(asked, _OF_MEMBER, member_id=member_id, at_most=at_most))
    left = sorted((one for one in found if one.left > 0), key=lambda one: one.imp_uid)
    return sorted(left, key=lambda one: one.paid_at, reverse=True)


def claimable_payment(session: Session, imp_uid: str) -> ClaimablePayment | None:
    """None for a payment that is not counted, or was corrected."""
    return claimable_payments_of(session, [imp_uid]).get(imp_uid)


def claimable_payments_of(session: Session, imp_uids: Sequence[str]) -> dict[str, ClaimablePayment]:
    """Those of them that are counted, by our key of them."""
    found = _claimable(session.execute(_OF_THESE, {"imp_uids": imp_uids}).all())
    return {one.imp_uid: one for one in found}


def _claimable(found: Sequence[Sequence[Any]]) -> Iterator[ClaimablePayment]:
    entries: dict[str, dict[int, _EntryOfPayment]] = {}
    bought: dict[str, _EntryOfPayment] = {}
    for entry in starmap(_EntryOfPayment, found):
        entries.setdefault(entry.imp_uid, {}).setdefault(entry.id, entry)
        if entry.covers_until is not None or entry.imp_uid not in bought:
            bought[entry.imp_uid] = entry
    for imp_uid, of_payment in entries.items():
        each = list(of_payment.values())
        if any(one.kind is EntryKind.CORRECTION for one in each):
            continue
        for paid in [one for one in each if one.kind.pays][:1]:
            yield _one(paid, each, bought[imp_uid])


def _one(
    paid: _EntryOfPayment, entries: Sequence[_EntryOfPayment], charge: _EntryOfPayment
) -> ClaimablePayment:
    kept = sum(one.amount for one in entries)
    at_gateway = bool(paid.gateway_uid)
    left = max(min(paid.asked - paid.cancel_amount, kept) if at_gateway else kept, 0)
    bought_nothing = charge.subscription_id is not None and charge.covers_until is None
    surplus = bought_nothing or paid.doubled
    return ClaimablePayment(
        imp_uid=paid.imp_uid,
        member_id=paid.member_id,
        paid_at=paid.occurred_at,
        left=left,
        at_gateway=at_gateway,
        charged_back=any(one.kind is EntryKind.CHARGEBACK for one in entries),
        facts=refund_proposal.ClaimedPayment(
            won=paid.amount,
            given_back=paid.amount - left,
            paid_on=kst_date(paid.occurred_at),
            time=None if surplus else _time_of(charge),
            surplus=surplus,
        ),
        subscription_id=charge.subscription_id,
        covers_until=charge.covers_until,
    )


class MemberClaim(NamedTuple):
    """A claim as its member is told of it; `paid_at` is its payment's."""

    id: str
    imp_uid: str
    asked_at: datetime
    state: ClaimState
    won: int
    proposed: int
    arithmetic: dict[str, Any]
    access: AccessDecision | None
    answer: str
    paid_at: datetime | None


_CLAIMS = CompiledQuery(
    select(
        RefundClaim.id,
        RefundClaim.imp_uid,
        RefundClaim.asked_at,
        RefundClaim.state,
        RefundClaim.won,
        RefundClaim.proposed,
        RefundClaim.arithmetic,
        RefundClaim.access,
        RefundClaim.answer,
        PaymentRecord.paid_at,
    )
    .join(PaymentRecord, PaymentRecord.imp_uid == RefundClaim.imp_uid)
    .where(RefundClaim.member_id == bindparam("member_id"))
    .order_by(RefundClaim.asked_at.desc(), RefundClaim.id)
)


def claims_of(asked: Looking, member_id: int) -> Sequence[MemberClaim]:
    """A member's claims, the newest first."""
    return list(starmap(MemberClaim, plain_rows(asked, _CLAIMS, member_id=member_id)))


def _time_of(charge: _EntryOfPayment) -> refund_proposal.PaidTime | None:
    """The whole of what was bought, also where it was extended or ended before its time."""
    if charge.covers_from is None or charge.covers_until is None or charge.months is None:
        return None
    since, until = kst_date(charge.covers_from), kst_date(charge.covers_until)
    bought = max(until, anchored(since, charge.months))
    return refund_proposal.PaidTime(since, bought, stopped=until if until < bought else None)
