"""A request with an `Idempotency-Key`, for a day: whether it runs, or what it was answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base


class IdempotentRequest(Base):
    """Nothing in it can be read, nor guessed, from the book alone: what seals it is made of the API
    key and the idempotency key, and the book has neither. Instants are of the real clock."""

    __tablename__ = "idempotent_requests"

    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))  # of method, path and body
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    claimed_at: Mapped[datetime]
    claimed_until: Mapped[datetime]  # the lease of whoever runs it
    status: Mapped[int | None]  # of the answer; none while it runs
    sealed_answer: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime] = mapped_column(index=True)
