"""The roll-up of the billing cycles that fell due on a day, and of refusals that may be paid."""

from datetime import date, datetime

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.calendar import Month
from billing_core.rules.cycle import CycleOutcome


class CycleDay(Base):
    """A roll-up of cycles and their whole won; `first` are first charges of a subscription. The
    `day` is one in Seoul; its `month` stands before it so that whole months are added up in the
    key's order.

    `outcome` WAITING is every refused and unpaid cycle: it is lost once its grace is over.
    `reason` is the first refusal's, empty for a cycle that had none.
    """

    __tablename__ = "cycle_days"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[Month] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    first: Mapped[bool] = mapped_column(primary_key=True)
    outcome: Mapped[CycleOutcome] = mapped_column(Word(CycleOutcome), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    cycles: Mapped[int]
    won: Mapped[int]


class OpenRefusal(Base):
    """The refused and unpaid cycles of the days above, by when the grace of each is over: who
    asks at some moment finds those that may still be paid at one end of the key."""

    __tablename__ = "open_refusals"
    __table_args__ = ({"sqlite_with_rowid": False},)

    grace_ends: Mapped[datetime] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    first: Mapped[bool] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    cycles: Mapped[int]
    won: Mapped[int]
