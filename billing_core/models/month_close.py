"""The snapshot of a closed month (월 마감): its numbers and people, and what was learnt since.

All three tables are append-only: the database itself refuses to rewrite them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.calendar import Month
from billing_core.rules.correction import CorrectionReason


class MonthClose(Base):
    """A closed month. `numbers` has every metric of the catalogue by its code; `sha256` is over the
    numbers and the members' rows (`closing/closed_month.py` says how)."""

    __tablename__ = "month_closes"

    month: Mapped[Month] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(String(80))
    numbers: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))


class ClosedMember(Base):
    """One paid member of a closed month, as the roll-up said then. Whole won."""

    __tablename__ = "closed_members"

    month: Mapped[Month] = mapped_column(ForeignKey("month_closes.month"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    # The app's id, which months closed before members had numbers were sealed with.
    sealed_id: Mapped[str | None] = mapped_column(String(120))
    charges: Mapped[int]
    paid_won: Mapped[int]
    given_back_won: Mapped[int]


class MonthCorrection(Base):
    """How a number of a closed month changed, and why: members or whole won, with its sign."""

    __tablename__ = "month_corrections"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    month: Mapped[Month] = mapped_column(ForeignKey("month_closes.month"), index=True)
    code: Mapped[str] = mapped_column(String(40))  # of the metric
    change: Mapped[int]
    reason: Mapped[CorrectionReason] = mapped_column(Word(CorrectionReason))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    recorded_at: Mapped[datetime]
