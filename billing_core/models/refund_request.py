"""A refund that one of us asked for: a write-ahead intent, known at the gateway by its mark."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.refund import RefundState


class RefundRequest(Base):
    """One request. `amount` is whole won, `remaining` what could be refunded when it was asked for.

    `refund_key` is the ledger's key of the refund that it became.
    """

    __tablename__ = "refund_requests"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    imp_uid: Mapped[str] = mapped_column(ForeignKey("payments.imp_uid"), index=True)
    amount: Mapped[int]
    remaining: Mapped[int]
    reason: Mapped[str] = mapped_column(String(400), default="")
    requested_by: Mapped[str] = mapped_column(String(80))
    requested_at: Mapped[datetime]
    state: Mapped[RefundState] = mapped_column(Word(RefundState), index=True)
    settled_at: Mapped[datetime | None]
    refund_key: Mapped[str] = mapped_column(String(80), default="")
    answer: Mapped[str] = mapped_column(Text, default="")  # the gateway's words, for engineers
