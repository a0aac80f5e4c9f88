"""The ledger (결제 원장): append-only money facts of counted charges."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from billing_core.models.base import Base, BigId, Word, one_of


class EntryKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"  # told by the gateway, or by the company's file
    # Reverses an entry that should not be there: it lowers what was paid, and is no refund.
    CORRECTION = "correction"
    # What the gateway cannot show; a person recorded it.
    TRANSFER_PAYMENT = "transfer_payment"  # paid to the company's account; buys a period
    CHARGEBACK = "chargeback"
    PG_REFUND = "pg_refund"
    TRANSFER_REFUND = "transfer_refund"

    @property
    def gives_back(self) -> bool:
        """Money that went back to the member."""
        return self not in (*PAYING, EntryKind.CORRECTION)

    @property
    def pays(self) -> bool:
        """Money that a member paid, whichever way."""
        return self in PAYING

    @property
    def by_hand(self) -> bool:
        """Known from a person alone, so the gateway's book does not have it."""
        return self not in (EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.CORRECTION)


PAYING = (EntryKind.PAYMENT, EntryKind.TRANSFER_PAYMENT)
GIVING_BACK = tuple(kind for kind in EntryKind if kind.gives_back)
BY_HAND = tuple(kind for kind in EntryKind if kind.by_hand)
_IS_CORRECTION = text(f"kind = '{EntryKind.CORRECTION}'")


class LedgerEntry(Base):
    """An entry. `amount` is whole won, negative for a refund; `occurred_at` the gateway's instant.

    A payment appears once; each of its refunds appears once, at its own instant, under the
    gateway's refund id (or a key made of its instant and won where it gave none).

    Nothing is rewritten. A payment that should not be there is reversed whole by a negative
    `CORRECTION` at the payment's own instant; a refund that should not be there by a positive
    entry of the refund's own kind at the refund's own instant, so that what went back is less.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("imp_uid", "kind", "refund_key", name="one_entry_per_fact"),
        Index("ledger_by_kind_and_time", "kind", "occurred_at", "amount"),
        Index(
            "ledger_corrections",
            "imp_uid",
            "recorded_at",
            sqlite_where=_IS_CORRECTION,
            postgresql_where=_IS_CORRECTION,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    imp_uid: Mapped[str] = mapped_column(ForeignKey("payments.imp_uid"))
    refund_key: Mapped[str] = mapped_column(String(80), default="")
    merchant_uid: Mapped[str] = mapped_column(String(120))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    subscription_id: Mapped[str | None] = mapped_column(String(12))
    amount: Mapped[int]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(40))


def standing_payment(known_at: datetime | None = None) -> ColumnElement[bool]:
    """A payment that no correction has reversed. With `known_at`, as was written down until then.

    Corrections are few, so the database makes a list of them once and does not look each
    payment up.
    """
    correction = aliased(LedgerEntry)
    reversed_ones = select(correction.imp_uid).where(
        # As text: an index of some rows serves only who asks for them by name.
        correction.kind == literal(EntryKind.CORRECTION, literal_execute=True),
        true() if known_at is None else correction.recorded_at <= known_at,
    )
    return and_(one_of(LedgerEntry.kind, PAYING), LedgerEntry.imp_uid.not_in(reversed_ones))


def gives_back() -> ColumnElement[bool]:
    """Money that went back to a member, whoever told of it."""
    return one_of(LedgerEntry.kind, GIVING_BACK)
