"""결제 원장: the money facts of a month, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.analytics.streamed import streamed
from billing_core.analytics.stretch import Bounded
from billing_core.models import EntryKind, LedgerEntry, Member, PaymentRecord
from billing_core.models.payment import number_of_payment


@dataclass(frozen=True)
class LedgerLine:
    """`won` is negative for a refund. `imp_uid` is the gateway's number, where it is known.
    `source` says how we learned of it."""

    occurred_at: datetime
    kind: EntryKind
    member_id: str
    name: str
    won: int
    imp_uid: str
    merchant_uid: str
    card_name: str
    apply_num: str
    receipt_url: str
    source: str


def ledger_lines(
    session: Session, stretch: Bounded, kinds: tuple[EntryKind, ...] = tuple(EntryKind)
) -> Iterator[LedgerLine]:
    """In the order of time, read a few thousand at once."""
    rows = streamed(
        session,
        select(
            LedgerEntry.occurred_at,
            LedgerEntry.kind,
            LedgerEntry.member_id,
            Member.name,
            LedgerEntry.amount,
            number_of_payment(),
            LedgerEntry.merchant_uid,
            PaymentRecord.card_name,
            PaymentRecord.apply_num,
            PaymentRecord.receipt_url,
            LedgerEntry.source,
        )
        .join(Member, Member.id == LedgerEntry.member_id)
        .join(PaymentRecord, PaymentRecord.imp_uid == LedgerEntry.imp_uid)
        .where(
            LedgerEntry.kind.in_(kinds),
            LedgerEntry.occurred_at >= stretch.start,
            LedgerEntry.occurred_at < stretch.end,
        )
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id),
    )
    return (LedgerLine(*row) for row in rows)
