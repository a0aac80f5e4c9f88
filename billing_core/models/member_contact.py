"""Where a member can be reached: as the company's app gave it, and erasable on its own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base


class MemberContact(Base):
    """At most one row a member; an empty text is a way that is not known."""

    __tablename__ = "member_contacts"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    given_at: Mapped[datetime]
