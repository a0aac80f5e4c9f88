"""What one member paid in one month: the roll-up of the ledger behind "paid members"."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base
from billing_core.rules.calendar import Month

# Said as it stands here, a query is answered from an index of these few members.
PAID_OFTEN = "charges > 1"


class MemberMonth(Base):
    """A member's charges of one month, whole won. `given_back_won` of them was refunded, whenever.

    Rebuildable from the ledger at any time; there is a row only where there was a charge.
    """

    __tablename__ = "member_months"
    __table_args__ = (
        Index(
            "members_who_paid_often",
            "month",
            "member_id",
            sqlite_where=text(PAID_OFTEN),
            postgresql_where=text(PAID_OFTEN),
        ),
        {"sqlite_with_rowid": False},  # one tree instead of a table and an index
    )

    month: Mapped[Month] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    charges: Mapped[int]
    paid_won: Mapped[int]
    given_back_won: Mapped[int]
