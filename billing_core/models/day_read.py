"""What the gateway listed for one day and status, beside what our book had of it then."""

from datetime import date, datetime

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.payment import PaymentStatus


class DayRead(Base):
    """A list of one day and its counts. `day` is one of Seoul, on the clock of that status.
    `left_out`: rows of the gateway that cannot be believed, kept raw. `whole`: the day was over
    when it was read."""

    __tablename__ = "days_read"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    status: Mapped[PaymentStatus] = mapped_column(Word(PaymentStatus), primary_key=True)
    gateway: Mapped[int]
    ours: Mapped[int]
    left_out: Mapped[int]
    whole: Mapped[bool]
    read_at: Mapped[datetime]


# A row that cannot be believed may be one that we know from before.
AGREES = (DayRead.ours <= DayRead.gateway) & (DayRead.gateway <= DayRead.ours + DayRead.left_out)
