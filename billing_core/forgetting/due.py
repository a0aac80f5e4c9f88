"""What has been kept long enough (파기 대상): members, and rows by kind. Only looked at here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from billing_core.models import (
    Cancellation,
    Checkout,
    Complaint,
    Downgrade,
    Finding,
    ImportBatch,
    InboxEvent,
    InboxState,
    Member,
    MemberNotice,
    OutboxMessage,
    PaymentRecord,
    RefundClaim,
    RefundRequest,
    Subscription,
    UnreadableRow,
)
from billing_core.rules.retention import KeepPeriods, RetentionKind
from billing_core.rules.subscription import SubscriptionStatus


class DueMember(NamedTuple):
    """`last_at`: the last payment, or when the member became known."""

    number: int
    app_id: str
    name: str
    last_at: datetime


@dataclass(frozen=True)
class DisposalList:
    """As of one instant: `cutoffs` by kind, the members by number, and how many rows of a kind."""

    cutoffs: Mapping[RetentionKind, datetime]
    members: Sequence[DueMember]
    rows: Mapping[RetentionKind, int]

    @property
    def empty(self) -> bool:
        return not self.members and not any(self.rows.values())


class Emptied(NamedTuple):
    """Rows of a kind that still hold something, and what they hold afterwards."""

    kind: RetentionKind
    table: Any
    key: Any
    full: ColumnElement[bool]
    since: Any
    nothing: Mapping[str, Any]


_STANDS = "[]", "{}"
EMPTIED: Sequence[Emptied] = (
    Emptied(
        RetentionKind.DISPUTES,
        Finding,
        Finding.id,
        Finding.resolution != "",
        Finding.resolved_at,
        {"resolution": ""},
    ),
    Emptied(
        RetentionKind.DISPUTES,
        Cancellation,
        Cancellation.id,
        Cancellation.reason != "",
        Cancellation.requested_at,
        {"reason": ""},
    ),
    Emptied(
        RetentionKind.DISPUTES,
        RefundRequest,
        RefundRequest.id,
        or_(RefundRequest.reason != "", RefundRequest.answer != ""),
        RefundRequest.settled_at,
        {"reason": "", "answer": ""},
    ),
    Emptied(
        RetentionKind.DISPUTES,
        RefundClaim,
        RefundClaim.id,
        or_(RefundClaim.reason != "", RefundClaim.note != "", RefundClaim.answer != ""),
        RefundClaim.finished_at,
        {"reason": "", "note": "", "answer": ""},
    ),
    Emptied(
        RetentionKind.DISPUTES,
        Complaint,
        Complaint.id,
        or_(Complaint.said != "", Complaint.answer != "", Complaint.result != ""),
        Complaint.closed_at,
        {"said": "", "answer": "", "result": ""},
    ),
    Emptied(
        RetentionKind.DISPUTES,
        MemberNotice,
        MemberNotice.id,
        or_(MemberNotice.told_how != "", MemberNotice.sent_to != ""),
        MemberNotice.at,
        {"told_how": "", "sent_to": "", "last_error": ""},
    ),
    Emptied(
        RetentionKind.DISPUTES,
        Downgrade,
        Downgrade.id,
        and_(Downgrade.hold_reason != "", Downgrade.approved_at.is_not(None)),
        Downgrade.approved_at,
        {"hold_reason": ""},
    ),
    Emptied(
        RetentionKind.IMPORT_ROWS,
        UnreadableRow,
        UnreadableRow.digest,
        cast(UnreadableRow.raw, Text).not_in(_STANDS),
        UnreadableRow.first_seen_at,
        {"raw": {}},
    ),
    Emptied(
        RetentionKind.IMPORT_ROWS,
        ImportBatch,
        ImportBatch.id,
        cast(ImportBatch.excluded, Text).not_in(_STANDS),
        ImportBatch.imported_at,
        {"excluded": []},
    ),
    Emptied(
        RetentionKind.NOTICES,
        InboxEvent,
        InboxEvent.id,
        and_(InboxEvent.state == InboxState.PROCESSED, InboxEvent.body != b""),
        InboxEvent.received_at,
        {"body": b""},
    ),
    Emptied(
        RetentionKind.NOTICES,
        OutboxMessage,
        OutboxMessage.sequence,
        cast(OutboxMessage.payload, Text).not_in(_STANDS),
        OutboxMessage.delivered_at,
        {"payload": {}},
    ),
)


def disposal_list(session: Session, periods: KeepPeriods, now: datetime) -> DisposalList:
    cutoffs = periods.cutoffs(now)
    rows: dict[RetentionKind, int] = {}
    for one in EMPTIED:
        count = select(func.count()).where(one.full, one.since < cutoffs[one.kind])
        rows[one.kind] = rows.get(one.kind, 0) + (session.scalar(count) or 0)
    return DisposalList(cutoffs, due_members(session, cutoffs[RetentionKind.CONTRACTS]), rows)


def due_members(session: Session, before: datetime, *numbers: int) -> list[DueMember]:
    """Whose contract and last payment ended before; of those `numbers` alone, if any are given."""
    last = (
        select(func.max(PaymentRecord.dated_at))
        .where(PaymentRecord.member_id == Member.id)
        .scalar_subquery()
    )
    found = (
        select(Member.id, Member.app_id, Member.name, func.coalesce(last, Member.created_at))
        .where(
            Member.forgotten_at.is_(None),
            Member.created_at < before,
            *(~still for still in _within(before)),
        )
        .order_by(Member.id)
    )
    if numbers:
        found = found.where(Member.id.in_(numbers))
    return [DueMember(*row) for row in session.execute(found)]


def _within(before: datetime) -> list[ColumnElement[bool]]:
    """The conditions that something of the member is younger than that, or goes on."""
    goes_on = or_(
        Subscription.status != SubscriptionStatus.ENDED,
        Subscription.ended_at >= before,
        Subscription.paid_through >= before,
    )
    return [
        select(1).where(table.member_id == Member.id, young).exists()
        for table, young in (
            (Subscription, goes_on),
            (PaymentRecord, PaymentRecord.dated_at >= before),
            (Cancellation, Cancellation.requested_at >= before),
            (Checkout, Checkout.created_at >= before),
            (RefundClaim, RefundClaim.asked_at >= before),
            (Complaint, or_(Complaint.closed_at.is_(None), Complaint.closed_at >= before)),
        )
    ]
