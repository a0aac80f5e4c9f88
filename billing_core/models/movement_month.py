"""The roll-up of how members and MRR moved: the sums of all stays by month."""

from datetime import date

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.calendar import Month
from billing_core.rules.subscription import EndKind


class MovementMonth(Base):
    """Stays that began, took a turn or ended in a month, of the members of one cohort.

    Prices are kept apart by the `months` they are for, so that each MRR is exact: won ÷ months.
    Every stay is counted as ending in the month of its paid-through; who is not gone yet is in
    `open_ends` too, and is taken back by whoever reads. `asked_won` is what asked to stop in
    the month less what was gone in it. `brief` are stays that began and ended in this month.
    """

    __tablename__ = "movement_months"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[Month] = mapped_column(primary_key=True)
    cohort: Mapped[Month] = mapped_column(primary_key=True)
    months: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    joined: Mapped[int]
    returned: Mapped[int]
    recovered: Mapped[int]
    voluntary: Mapped[int]
    involuntary: Mapped[int]
    system: Mapped[int]
    brief: Mapped[int]
    joined_won: Mapped[int]
    returned_won: Mapped[int]
    expansion_won: Mapped[int]
    contraction_won: Mapped[int]
    churned_won: Mapped[int]
    asked_won: Mapped[int]


class OpenEnd(Base):
    """How many last stays of members have paid time that ends on a day in Seoul.

    Who `waits` is waited for until the grace after that midnight is over, others are gone at it.
    """

    __tablename__ = "open_ends"
    __table_args__ = ({"sqlite_with_rowid": False},)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[EndKind] = mapped_column(Word(EndKind), primary_key=True)
    waits: Mapped[bool] = mapped_column(primary_key=True)
    months: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stays: Mapped[int]
    brief: Mapped[int]
    won: Mapped[int]
