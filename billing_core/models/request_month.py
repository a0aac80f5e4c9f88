"""해지 신청: the roll-up of how many members asked to stop in one month."""

from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base
from billing_core.rules.calendar import Month


class RequestMonth(Base):
    """Distinct members with a request of the month that still stood when it ended."""

    __tablename__ = "request_months"

    month: Mapped[Month] = mapped_column(primary_key=True)
    members: Mapped[int]
