"""The state of the gateway the last time we spoke to it. One row."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base

THE_ROW = 1


class GatewayState(Base):
    """The only row. `down_since`: from when on it has not answered; none while it answers.

    `offset_seconds` is its clock less ours. `bookings_read_at`: when all reservations were read.
    One that was begun and cut off goes on at `bookings_reached`, the due date it has come to.
    """

    __tablename__ = "gateway_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    down_since: Mapped[datetime | None]
    last_answer_at: Mapped[datetime | None]
    offset_seconds: Mapped[int] = mapped_column(default=0)
    measured_at: Mapped[datetime | None]
    bookings_read_at: Mapped[datetime | None]
    bookings_begun_at: Mapped[datetime | None]
    bookings_reached: Mapped[datetime | None]
