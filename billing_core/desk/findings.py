"""Findings as the health page lists them: what is wrong, about whom, and what is still to give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from billing_core.models import Finding, Member, PaymentRecord
from billing_core.rules.finding import FindingKind


@dataclass(frozen=True)
class FindingRow:
    """`refundable` is what could still be given back of the payment it is about, whole won;
    0 where it is not about a payment."""

    id: int
    kind: FindingKind
    subject: str
    member_id: str | None
    member_name: str
    amount: int
    refundable: int
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    resolution: str
    detail: dict[str, Any]


def open_findings(session: Session) -> list[FindingRow]:
    """The longest open first."""
    return _read(session, Finding.resolved_at.is_(None), Finding.opened_at.asc(), 500)


def closed_findings(session: Session, limit: int) -> list[FindingRow]:
    """The latest closed first."""
    return _read(session, Finding.resolved_at.is_not(None), Finding.resolved_at.desc(), limit)


def _read(
    session: Session, where: ColumnElement[bool], order: ColumnElement[Any], limit: int
) -> list[FindingRow]:
    rows = session.execute(
        select(Finding, Member.name, PaymentRecord)
        .outerjoin(Member, Member.id == Finding.member_id)
        .outerjoin(PaymentRecord, PaymentRecord.imp_uid == Finding.subject)
        .where(where)
        .order_by(order, Finding.id)
        .limit(limit)
    )
    return [_row(finding, name, payment) for finding, name, payment in rows]


def _row(finding: Finding, name: str | None, payment: PaymentRecord | None) -> FindingRow:
    return FindingRow(
        id=finding.id,
        kind=finding.kind,
        subject=finding.subject,
        member_id=finding.member_id,
        member_name=name or "",
        amount=finding.amount,
        refundable=payment.amount - payment.cancel_amount if payment else 0,
        opened_at=finding.opened_at,
        resolved_at=finding.resolved_at,
        resolved_by=finding.resolved_by,
        resolution=finding.resolution,
        detail=finding.detail,
    )
