"""The ledger (결제 원장): append-only money facts of counted charges."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word


class EntryKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"  # told by the gateway, or by the company's file
    # Reverses an entry that should not be there: it lowers what was paid, and is no refund.
    CORRECTION = "correction"
    # Money back that the gateway cannot show; a person recorded it.
    CHARGEBACK = "chargeback"
    PG_REFUND = "pg_refund"
    TRANSFER_REFUND = "transfer_refund"

    @property
    def gives_back(self) -> bool:
        """Money that went back to the member."""
        return self not in (EntryKind.PAYMENT, EntryKind.CORRECTION)

    @property
    def by_hand(self) -> bool:
        """Known from a person alone, so the gateway's book does not have it."""
        return self in (EntryKind.CHARGEBACK, EntryKind.PG_REFUND, EntryKind.TRANSFER_REFUND)


class LedgerEntry(Base):
    """`amount` is whole won, negative for a refund; `occurred_at` the gateway's own instant.

    A payment appears once; each of its refunds appears once, at its own instant, under the
    gateway's refund id (or its position in the payment's history where it gave none).
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("imp_uid", "kind", "refund_key", name="one_entry_per_fact"),
        Index("ledger_by_kind_and_time", "kind", "occurred_at", "amount"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    imp_uid: Mapped[str] = mapped_column(ForeignKey("payments.imp_uid"))
    refund_key: Mapped[str] = mapped_column(String(80), default="")
    merchant_uid: Mapped[str] = mapped_column(String(120))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    subscription_id: Mapped[str | None] = mapped_column(String(12))
    amount: Mapped[int]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(40))
