"""A complaint or dispute (민원 · 분쟁) of a member: received, answered, result."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind


class Complaint(Base):
    """Open until it has a result. Kept as long as the law wants disputes kept, from its result on."""

    __tablename__ = "complaints"
    __table_args__ = (Index("complaints_by_age", "closed_at", "received_at"),)

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[ComplaintKind] = mapped_column(Word(ComplaintKind))
    channel: Mapped[ComplaintChannel] = mapped_column(Word(ComplaintChannel))
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(String(80))
    said: Mapped[str] = mapped_column(String(1_000), default="")  # what it is about
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(80), default="")
    answer: Mapped[str] = mapped_column(String(1_000), default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(80), default="")
    result: Mapped[str] = mapped_column(String(1_000), default="")
