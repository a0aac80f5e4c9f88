"""Findings as the pages list them: what is wrong, about whom, when it hits, what can be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from billing_core.models import Finding, Member, PaymentRecord
from billing_core.rules.cure import CURES, Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer

AT_ONCE = 500
NAMES_SHOWN = 20
SOON = timedelta(days=7)


@dataclass(frozen=True)
class FindingRow:
    """A finding. `refundable`: what could still be given back of the payment it is about, in won, 0
    where it is about none. `paid_at`: when money that should go back was paid. `due_at`: when money
    is, or was to be, taken. `known_as`: every name of what it is about. `among` are the members, by
    app id and name, where it is about many. `evidence`: what was read, as it came: the payment of
    the gateway, where it is about one, and the facts of the finding."""

    id: int
    kind: FindingKind
    subject: str
    app_id: str | None
    member_name: str
    amount: int
    refundable: int
    paid_at: datetime | None
    due_at: datetime | None
    known_as: frozenset[str]
    among: tuple[tuple[str, str], ...]
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    resolution: str
    answer: FindingAnswer | None
    cure: Cure | None
    detail: dict[str, Any]
    evidence: dict[str, Any]

    @property
    def cures(self) -> tuple[Cure, ...]:
        """What a person may choose; a refund only while there is something to give back."""
        return tuple(
            cure for cure in CURES[self.kind] if cure is not Cure.REFUND or self.refundable
        )


def open_findings(session: Session, now: datetime) -> list[FindingRow]:
    """Open findings: what takes money within a week first, by its day; then the longest open."""
    found = _read(session, Finding.resolved_at.is_(None), Finding.opened_at.asc(), AT_ONCE)
    return sorted(found, key=lambda row: _urgency(row, now))


def open_findings_of(session: Session, app_ids: Collection[str]) -> list[FindingRow]:
    """Open findings of these members, the longest open first."""
    if not app_ids:
        return []
    them = select(Member.id).where(Member.app_id.in_(app_ids))
    of_them = Finding.resolved_at.is_(None) & Finding.member_id.in_(them)
    return _read(session, of_them, Finding.opened_at.asc(), AT_ONCE)


def findings_of_kinds(session: Session, kinds: Collection[FindingKind]) -> list[FindingRow]:
    """Open findings of these kinds, the longest open first."""
    about = Finding.resolved_at.is_(None) & Finding.kind.in_(kinds)
    return _read(session, about, Finding.opened_at.asc(), AT_ONCE)


def closed_findings(session: Session, limit: int) -> list[FindingRow]:
    """Closed findings, the latest closed first."""
    return _read(session, Finding.resolved_at.is_not(None), Finding.resolved_at.desc(), limit)


def still_open(session: Session, finding_id: int) -> bool:
    finding = session.get(Finding, finding_id)
    return finding is not None and finding.resolved_at is None


def _urgency(row: FindingRow, now: datetime) -> tuple[bool, datetime, int]:
    soon = row.kind.about_booking and row.due_at is not None and row.due_at <= now + SOON
    return (not soon, row.due_at if soon and row.due_at else row.opened_at, row.id)


def _read(
    session: Session, where: ColumnElement[bool], order: ColumnElement[Any], limit: int
) -> list[FindingRow]:
    found = session.scalars(select(Finding).where(where).order_by(order, Finding.id).limit(limit))
    findings = found.all()
    payments = _payments(session, findings)
    members = _members(session, findings, payments)
    return [_row(one, payments.get(_payment_of(one)), members) for one in findings]


def _payment_of(finding: Finding) -> str:
    return str(finding.detail.get("imp_uid") or finding.subject)


def _payments(session: Session, findings: Sequence[Finding]) -> dict[str, PaymentRecord]:
    about = {_payment_of(one) for one in findings}
    records = session.scalars(select(PaymentRecord).where(PaymentRecord.imp_uid.in_(about)))
    return {record.imp_uid: record for record in records}


def _members(
    session: Session, findings: Sequence[Finding], payments: dict[str, PaymentRecord]
) -> dict[int | None, Member]:
    """By their numbers."""
    wanted = {one.member_id for one in findings} | {one.member_id for one in payments.values()}
    for one in findings:
        wanted.update(_among_many(one))
    found = session.scalars(select(Member).where(Member.id.in_(wanted - {None})))
    return {member.id: member for member in found}


def _among_many(finding: Finding) -> list[int]:
    among: list[int] = finding.detail.get("members", [])
    return among[:NAMES_SHOWN]


def _row(
    finding: Finding, payment: PaymentRecord | None, members: dict[int | None, Member]
) -> FindingRow:
    member = members.get(finding.member_id or (payment.member_id if payment else None))
    due = finding.detail.get("due_at")
    known_as = {finding.subject, *(str(finding.detail.get(each, "")) for each in _NAMED)}
    return FindingRow(
        id=finding.id,
        kind=finding.kind,
        subject=finding.subject,
        app_id=member.app_id if member else None,
        member_name=member.name if member else "",
        amount=finding.amount,
        refundable=payment.amount - payment.cancel_amount if payment else 0,
        paid_at=payment.paid_at if payment and finding.kind.refund_due else None,
        due_at=datetime.fromisoformat(due) if due else None,
        known_as=frozenset(known_as | ({payment.gateway_uid} if payment else set())) - {""},
        among=tuple((members[each].app_id, members[each].name) for each in _among_many(finding)),
        opened_at=finding.opened_at,
        resolved_at=finding.resolved_at,
        resolved_by=finding.resolved_by,
        resolution=finding.resolution,
        answer=finding.answer,
        cure=finding.cure,
        detail=finding.detail,
        evidence={"finding": finding.detail} | ({"payment": payment.raw} if payment else {}),
    )


_NAMED = ("imp_uid", "merchant_uid")
