"""코호트: who first paid in which month, and what the members of a cohort paid in each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base
from billing_core.rules.calendar import Month


class CohortMember(Base):
    """A member's cohort: the KST `month` of the first counted charge, imported ones included."""

    __tablename__ = "cohort_members"
    __table_args__ = (
        Index("cohort_members_by_month", "month", "member_id"),
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    month: Mapped[Month]
    first_paid_at: Mapped[datetime]


class CohortMonth(Base):
    """A roll-up: distinct members who paid in `month`; won paid less what was refunded in it.

    In a cohort's own month everybody paid, so there `paid_members` is its size.
    """

    __tablename__ = "cohort_months"
    __table_args__ = ({"sqlite_with_rowid": False},)

    cohort: Mapped[Month] = mapped_column(primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    paid_members: Mapped[int]
    net_won: Mapped[int]
