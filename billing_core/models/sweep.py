"""A sweep: which interval of the gateway's books was read (to its watermark), and what it found."""

from datetime import date, datetime

from sqlalchemy import Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.payment import PaymentStatus


class Sweep(Base):
    """A window that was read. `finished_at` is set only when all of it was read and settled. Until
    then the next reading goes on at the checkpoint, the list of `reached_status` and its day
    `reached_day` in Seoul: what comes before is settled."""

    __tablename__ = "sweeps"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    window_from: Mapped[datetime]
    window_until: Mapped[datetime]
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    payments_read: Mapped[int] = mapped_column(default=0)
    payments_new: Mapped[int] = mapped_column(default=0)
    reached_status: Mapped[PaymentStatus | None] = mapped_column(Word(PaymentStatus))
    reached_day: Mapped[date | None] = mapped_column(Date)
    error: Mapped[str] = mapped_column(Text, default="")
