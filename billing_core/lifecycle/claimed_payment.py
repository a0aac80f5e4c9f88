"""The payments of which a member may want money back, and what the company's rule proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Charge, Finding, LedgerEntry, PaymentRecord, RefundClaim
from billing_core.models.ledger import EntryKind
from billing_core.rules.calendar import anchored, kst_date
from billing_core.rules.finding import FindingKind
from billing_core.rules.refund_proposal import (
    ClaimedPayment,
    PaidTime,
    RefundProposal,
    RefundRule,
    full_until,
    propose_refund,
)

_SURPLUS = tuple(kind for kind in FindingKind if kind.refund_due)


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
    facts: ClaimedPayment
    subscription_id: str | None
    covers_until: datetime | None

    def proposal(self, asked_at: datetime, rule: RefundRule, *, used: bool) -> RefundProposal:
        return propose_refund(self.facts, kst_date(asked_at), rule, used=used)

    def usage_matters(self, asked_at: datetime, rule: RefundRule) -> bool:
        """Whether it was used decides about the sum."""
        in_time = kst_date(asked_at) <= full_until(self.facts.paid_on, rule)
        return in_time and not self.facts.surplus

    def covers(self, at: datetime) -> bool:
        return self.covers_until is not None and at < self.covers_until


def claimable_payments(session: Session, member_id: int) -> list[ClaimablePayment]:
    """A member's counted payments of which something is left, newest first."""
    mine = select(LedgerEntry.imp_uid).where(LedgerEntry.member_id == member_id).distinct()
    found = (claimable_payment(session, imp_uid) for imp_uid in session.scalars(mine).all())
    there = [one for one in found if one is not None and one.left > 0]
    return sorted(there, key=lambda one: (one.paid_at, one.imp_uid), reverse=True)


def claimable_payment(session: Session, imp_uid: str) -> ClaimablePayment | None:
    """None for a payment that is not counted, or was corrected."""
    record = session.get(PaymentRecord, imp_uid)
    session.flush()
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.imp_uid == imp_uid).order_by(LedgerEntry.id)
    ).all()
    paid = next((one for one in entries if one.kind.pays), None)
    corrected = any(one.kind is EntryKind.CORRECTION for one in entries)
    if record is None or paid is None or corrected:
        return None
    kept = sum(one.amount for one in entries)
    at_gateway = bool(record.gateway_uid)
    left = min(record.amount - record.cancel_amount, kept) if at_gateway else kept
    charge = session.scalar(
        select(Charge).where(Charge.imp_uid == imp_uid).order_by(Charge.covers_until.desc())
    )
    surplus = _bought_nothing(session, imp_uid, charge)
    return ClaimablePayment(
        imp_uid=imp_uid,
        member_id=paid.member_id,
        paid_at=paid.occurred_at,
        left=max(left, 0),
        at_gateway=at_gateway,
        charged_back=any(one.kind is EntryKind.CHARGEBACK for one in entries),
        facts=ClaimedPayment(
            won=paid.amount,
            given_back=paid.amount - max(left, 0),
            paid_on=kst_date(paid.occurred_at),
            time=None if surplus else _time_of(charge),
            surplus=surplus,
        ),
        subscription_id=charge.subscription_id if charge else None,
        covers_until=charge.covers_until if charge else None,
    )


def claims_of(session: Session, member_id: int) -> Sequence[RefundClaim]:
    """A member's claims, the newest first."""
    return session.scalars(
        select(RefundClaim)
        .where(RefundClaim.member_id == member_id)
        .order_by(RefundClaim.asked_at.desc(), RefundClaim.id)
    ).all()


def _bought_nothing(session: Session, imp_uid: str, charge: Charge | None) -> bool:
    """A charge of ours that bought no time, or a second payment of a period."""
    if charge is not None and charge.covers_until is None:
        return True
    doubled = select(Finding.id).where(Finding.subject == imp_uid, Finding.kind.in_(_SURPLUS))
    return session.scalar(doubled.where(Finding.resolved_at.is_(None)).limit(1)) is not None


def _time_of(charge: Charge | None) -> PaidTime | None:
    """The whole of what was bought, also where it was extended or ended before its time."""
    if charge is None or charge.covers_from is None or charge.covers_until is None:
        return None
    since, until = kst_date(charge.covers_from), kst_date(charge.covers_until)
    bought = max(until, anchored(since, charge.months))
    return PaidTime(since, bought, stopped=until if until < bought else None)
