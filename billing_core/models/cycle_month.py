"""What became of the billing cycles that fell due in a month."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.calendar import Month
from billing_core.rules.cycle import CycleOutcome


class CycleMonth(Base):
    """Cycles and their whole won; `first` are first charges of a subscription.

    `outcome` WAITING is every refused and unpaid cycle: it is lost once its grace is over.
    `reason` is the first refusal's, empty for a cycle that had none.
    """

    __tablename__ = "cycle_months"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[Month] = mapped_column(primary_key=True)
    first: Mapped[bool] = mapped_column(primary_key=True)
    outcome: Mapped[CycleOutcome] = mapped_column(Word(CycleOutcome), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    cycles: Mapped[int]
    won: Mapped[int]
