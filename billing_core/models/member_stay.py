"""A member's stays (이용 기간): the roll-up of their paid periods behind active and churned.

One row per stay, however many charges it had, so these tables grow with members and not with
payments. They are rebuildable from the charges at any time.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.subscription import EndKind

_ASKED = text("asked_at IS NOT NULL")


class MemberStay(Base):
    """One stay, as `rules.coverage.Stay` has it. Whole won for so many `months`: the first price
    paid and the latest one. `over_at` is from when the stay counts as churn dated `paid_through`,
    as `kind`; None when a later stay has followed.
    """

    __tablename__ = "member_stays"
    __table_args__ = (
        # Whoever adds up who came and who left in some days reads these and no stay.
        Index("stays_by_beginning", "began", "place", "first_months", "first_price"),
        Index(
            "stays_by_end",
            "paid_through",
            "over_at",
            "began",
            "kind",
            "months",
            "price",
            "asked_at",
        ),
        Index(
            "stays_asked_to_end",
            "asked_at",
            "paid_through",
            "months",
            "price",
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # 0 is the first ever
    began: Mapped[datetime]
    first_price: Mapped[int]
    first_months: Mapped[int]
    paid_through: Mapped[datetime]
    over_at: Mapped[datetime | None]
    kind: Mapped[EndKind] = mapped_column(Word(EndKind))
    price: Mapped[int]
    months: Mapped[int]
    last_paid_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]


class StayTurn(StrEnum):
    RECOVERED = "recovered"  # paid after a refusal or a break, within the grace
    PRICE = "price"  # paid another monthly price than the period before


class StayChange(Base):
    """A charge at which a stay took a turn. Whole won for so many months, before and after; of
    a recovery both are the price it paid."""

    __tablename__ = "stay_changes"
    __table_args__ = (
        Index(
            "changes_by_time",
            "paid_at",
            "turn",
            "price",
            "months",
            "price_before",
            "months_before",
        ),
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # of the stay
    number: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[StayTurn] = mapped_column(Word(StayTurn))
    paid_at: Mapped[datetime]
    price: Mapped[int]
    months: Mapped[int]
    price_before: Mapped[int]
    months_before: Mapped[int]
