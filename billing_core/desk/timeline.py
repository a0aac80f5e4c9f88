"""One member's life as a list of events, each with the raw record it was read from.

Money comes from the payments and the ledger, everything else from the audit log, so an
imported history tells its payments as well as a lived one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, select
from sqlalchemy.orm import Session

from billing_core.models import AuditRow, EntryKind, LedgerEntry, Member, PaymentRecord, Person
from billing_core.rules.act import Act
from billing_core.rules.actor import ActorKind
from billing_core.rules.exclusion import Exclusion
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source

# The payment itself tells these better than its audit row does.
_TOLD_BY_MONEY = (Act.CHARGE_PAID, Act.CHARGE_FAILED, Act.LEDGER_PAYMENT, Act.LEDGER_REFUND)


@dataclass(frozen=True)
class Event:
    """One event. `act` is an audit word such as `card.registered`, `payment.<class>.<status>`,
    `payment.refunded`, or `member.known`. `amount` is whole won, 0 when no money is meant."""

    at: datetime
    act: str
    actor: str = ""
    subject: str = ""
    amount: int = 0
    note: str = ""
    excluded: Exclusion | None = None
    answer: FindingAnswer | None = None
    raw: dict[str, Any] = field(default_factory=dict, compare=False)


def timeline(session: Session, member_id: int) -> list[Event]:
    """A member's events, newest first; empty for nobody."""
    member = session.get(Member, member_id)
    if member is None:
        return []
    known = Event(member.created_at, "member.known", note=member.source)
    events = [
        known,
        *_payments(session, member_id),
        *_refunds(session, member_id),
        *_acts(session, member),
    ]
    # Things of one second: the money first, then what it brought about.
    told = sorted(events, key=lambda event: (event.at, _consequence(event)))
    return told[::-1]


def _consequence(event: Event) -> int:
    if event.act == "member.known":
        return 0
    if event.act.startswith("payment."):
        return 2
    return 3 if event.act.startswith(("permission.", "finding.", "downgrade.")) else 1


def _payments(session: Session, member_id: int) -> Iterator[Event]:
    for record in session.scalars(
        select(PaymentRecord).where(
            PaymentRecord.member_id == member_id,
            PaymentRecord.source != Source.BY_HAND,  # who recorded it, and why, tells more
        )
    ):
        paid = record.paid_at is not None and record.status in (
            PaymentStatus.PAID,
            PaymentStatus.CANCELLED,
        )
        at = record.paid_at if paid else record.failed_at
        status = "paid" if paid else str(record.status)
        yield Event(
            at=at or record.started_at or record.first_seen_at,
            act=f"payment.{record.payment_class}.{status}",
            actor=f"{record.card_name} {record.card_number}".strip(),
            subject=record.imp_uid,
            amount=record.amount,
            note="" if paid else record.fail_reason,
            excluded=record.reason if paid else None,
            raw=record.raw or _as_read(record),
        )


def _as_read(record: PaymentRecord) -> dict[str, Any]:
    """An imported payment has no answer of the gateway behind it; its own columns stand in."""
    return {
        "imp_uid": record.imp_uid,
        "merchant_uid": record.merchant_uid,
        "amount": record.amount,
        "paid_at": record.paid_at.isoformat() if record.paid_at else None,
        "source": record.source,
    }


def _refunds(session: Session, member_id: int) -> Iterator[Event]:
    for entry in session.scalars(
        select(LedgerEntry).where(
            LedgerEntry.member_id == member_id, LedgerEntry.kind == EntryKind.REFUND
        )
    ):
        yield Event(
            at=entry.occurred_at,
            act="payment.refunded",
            subject=entry.imp_uid,
            amount=-entry.amount,
            raw={"imp_uid": entry.imp_uid, "refund": entry.refund_key, "amount": entry.amount},
        )


def _acts(session: Session, member: Member) -> Iterator[Event]:
    by_person = and_(
        AuditRow.actor_kind == ActorKind.PERSON, AuditRow.actor == cast(Person.id, String)
    )
    for row, name in session.execute(
        select(AuditRow, Person.name)
        .outerjoin(Person, by_person)
        .where(AuditRow.member_id == member.id)
        .order_by(AuditRow.id)
    ):
        if row.act.startswith(_TOLD_BY_MONEY):
            continue
        yield Event(
            at=_happened_at(row),
            act=row.act,
            actor=member.app_id if row.actor_kind is ActorKind.MEMBER else name or row.actor,
            subject=row.subject,
            amount=_amount(row),
            note=str(row.detail.get("reason") or row.detail.get("resolution") or ""),
            answer=FindingAnswer(answer) if (answer := row.detail.get("answer")) else None,
            raw={"act": row.act, "subject": row.subject, **row.detail},
        )


def _happened_at(row: AuditRow) -> datetime:
    """Money that a person recorded stands on its own day, not on that of the recording."""
    occurred_at = row.detail.get("occurred_at")
    if row.act.startswith("ledger.") and isinstance(occurred_at, str):
        return datetime.fromisoformat(occurred_at)
    return row.at


def _amount(row: AuditRow) -> int:
    amount = row.detail.get("amount", 0)
    return abs(amount) if isinstance(amount, int) else 0
