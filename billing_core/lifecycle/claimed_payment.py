"""The payments of which a member may want money back, and what the company's rule proposes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
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


def claimable_payments(
    session: Session, member_id: int, *, at_most: int = 100
) -> list[ClaimablePayment]:
    """A member's counted payments of which something is left, newest first."""
    mine = (
        select(LedgerEntry.imp_uid)
        .where(LedgerEntry.member_id == member_id)
        .group_by(LedgerEntry.imp_uid)
        .having(func.sum(LedgerEntry.amount) > 0)
        .order_by(func.min(LedgerEntry.occurred_at).desc(), LedgerEntry.imp_uid)
        .limit(at_most)
    )
    return [one for one in _claimable(session, session.scalars(mine).all()) if one.left > 0]


def claimable_payment(session: Session, imp_uid: str) -> ClaimablePayment | None:
    """None for a payment that is not counted, or was corrected."""
    session.flush()
    return next(iter(_claimable(session, [imp_uid])), None)


def claimable_payments_of(session: Session, imp_uids: Sequence[str]) -> dict[str, ClaimablePayment]:
    """Those of them that are counted, by our key of them."""
    return {one.imp_uid: one for one in _claimable(session, imp_uids)}


def _claimable(session: Session, imp_uids: Sequence[str]) -> Iterator[ClaimablePayment]:
    """In the order given; four questions, however many they are."""
    entries: dict[str, list[LedgerEntry]] = {imp_uid: [] for imp_uid in imp_uids}
    of_them = select(LedgerEntry).where(LedgerEntry.imp_uid.in_(imp_uids))
    for entry in session.scalars(of_them.order_by(LedgerEntry.id)):
        entries[entry.imp_uid].append(entry)
    records = {
        one.imp_uid: one
        for one in session.scalars(select(PaymentRecord).where(PaymentRecord.imp_uid.in_(imp_uids)))
    }
    charges: dict[str, Charge] = {}
    for charge in session.scalars(select(Charge).where(Charge.imp_uid.in_(imp_uids))):
        if charge.covers_until is not None or charge.imp_uid not in charges:
            charges[charge.imp_uid] = charge
    doubled = set(
        session.scalars(
            select(Finding.subject).where(
                Finding.subject.in_(imp_uids),
                Finding.kind.in_(_SURPLUS),
                Finding.resolved_at.is_(None),
            )
        )
    )
    for imp_uid, of_payment in entries.items():
        record, bought = records.get(imp_uid), charges.get(imp_uid)
        if record is None or any(one.kind is EntryKind.CORRECTION for one in of_payment):
            continue
        for paid in [one for one in of_payment if one.kind.pays][:1]:
            bought_nothing = bought is not None and bought.covers_until is None
            surplus = bought_nothing or imp_uid in doubled
            yield _one(record, paid, of_payment, bought, surplus=surplus)


def _one(
    record: PaymentRecord,
    paid: LedgerEntry,
    entries: Sequence[LedgerEntry],
    charge: Charge | None,
    *,
    surplus: bool,
) -> ClaimablePayment:
    kept = sum(one.amount for one in entries)
    at_gateway = bool(record.gateway_uid)
    left = max(min(record.amount - record.cancel_amount, kept) if at_gateway else kept, 0)
    return ClaimablePayment(
        imp_uid=record.imp_uid,
        member_id=paid.member_id,
        paid_at=paid.occurred_at,
        left=left,
        at_gateway=at_gateway,
        charged_back=any(one.kind is EntryKind.CHARGEBACK for one in entries),
        facts=ClaimedPayment(
            won=paid.amount,
            given_back=paid.amount - left,
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


def _time_of(charge: Charge | None) -> PaidTime | None:
    """The whole of what was bought, also where it was extended or ended before its time."""
    if charge is None or charge.covers_from is None or charge.covers_until is None:
        return None
    since, until = kst_date(charge.covers_from), kst_date(charge.covers_until)
    bought = max(until, anchored(since, charge.months))
    return PaidTime(since, bought, stopped=until if until < bought else None)
