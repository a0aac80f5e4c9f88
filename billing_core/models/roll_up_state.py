"""What the roll-ups were made with, and when they were last compared with the book."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId


class RollUpState(Base):
    """One row. Without it the roll-ups of members' lives are not kept: nobody adds to them and
    nobody may read them until they are made anew.

    `grace_days` decides what a stay is. `differences` is how many `checked_at` found.
    """

    __tablename__ = "roll_up_state"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    grace_days: Mapped[int]
    checked_at: Mapped[datetime | None]
    differences: Mapped[int | None]
