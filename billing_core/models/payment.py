"""What the gateway's books last said of each payment, and what it is to us.

Nothing is filtered out here: issuances, test payments and other products are kept with
their class and the reason, so that every number can show what it left out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.classification import PaymentClass
from billing_core.rules.decline import DeclineReason
from billing_core.rules.payment import PaymentStatus


class PaymentRecord(Base):
    """Amounts are whole won. `payment_class` and `reason` say whether it is counted and why not."""

    __tablename__ = "payments"
    __table_args__ = (
        Index("payments_by_class_and_time", "payment_class", "paid_at"),
        Index("payments_by_failure", "status", "failed_at"),
    )

    imp_uid: Mapped[str] = mapped_column(String(60), primary_key=True)
    merchant_uid: Mapped[str] = mapped_column(String(120), index=True)
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"), index=True)
    subscription_id: Mapped[str | None] = mapped_column(String(12))
    customer_uid: Mapped[str] = mapped_column(String(80), default="")
    payment_class: Mapped[PaymentClass] = mapped_column(Word(PaymentClass))
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[PaymentStatus] = mapped_column(Word(PaymentStatus))
    amount: Mapped[int]
    cancel_amount: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    fail_reason: Mapped[str] = mapped_column(Text, default="")
    decline: Mapped[DeclineReason | None] = mapped_column(Word(DeclineReason))
    card_name: Mapped[str] = mapped_column(String(60), default="")
    card_number: Mapped[str] = mapped_column(String(40), default="")
    apply_num: Mapped[str] = mapped_column(String(40), default="")
    receipt_url: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(
        String(40)
    )  # who rang first: webhook, sweep, answer, import
    first_seen_at: Mapped[datetime]
    read_at: Mapped[datetime]
    raw: Mapped[dict[str, Any]]
