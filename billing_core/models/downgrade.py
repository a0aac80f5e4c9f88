"""A downgrade (권한 변경): one decision per member and paid-through, made by a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word, WordOrEmpty
from billing_core.rules.downgrade import DowngradeState, VoidReason
from billing_core.rules.subscription import EndKind


class Downgrade(Base):
    """One decision. `delivered_at` is when the company's app acknowledged it; only then is it done.

    After an undo it waits again, held, and the undo stays visible.
    """

    __tablename__ = "downgrades"
    __table_args__ = (UniqueConstraint("member_id", "paid_through", name="one_downgrade_per_end"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    subscription_id: Mapped[str] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    paid_through: Mapped[datetime]
    kind: Mapped[EndKind] = mapped_column(Word(EndKind))
    state: Mapped[DowngradeState] = mapped_column(Word(DowngradeState), index=True)
    due_at: Mapped[datetime]
    hold_reason: Mapped[str] = mapped_column(String(400), default="")
    held_by: Mapped[str] = mapped_column(String(80), default="")
    approved_at: Mapped[datetime | None] = mapped_column(index=True)
    approved_by: Mapped[str] = mapped_column(String(80), default="")
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    delivered_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(80), default="")
    void_reason: Mapped[VoidReason | None] = mapped_column(WordOrEmpty(VoidReason), nullable=False)
