"""The roll-up of what one month adds up to: one row per month, however long the ledger."""

from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base
from billing_core.rules.calendar import Month


class MonthTotal(Base):
    """A month's distinct members, counts, and whole won; rebuildable from the ledger at any time.

    `kept_members` are paid members less those whose every charge of the month was refunded in
    full. `refunds` and `refunded_won` are of the refunds *made* in the month, whenever paid.

    Whoever writes money facts holds the roll-ups (`hold_roll_ups`) until the transaction ends,
    and so does a month close: neither can miss the other.
    """

    __tablename__ = "month_totals"

    month: Mapped[Month] = mapped_column(primary_key=True)
    paid_members: Mapped[int] = mapped_column(default=0)
    kept_members: Mapped[int] = mapped_column(default=0)
    charges: Mapped[int] = mapped_column(default=0)
    paid_won: Mapped[int] = mapped_column(default=0)
    refunds: Mapped[int] = mapped_column(default=0)
    refunded_won: Mapped[int] = mapped_column(default=0)
