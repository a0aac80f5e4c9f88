"""The transactional outbox: what we tell the company's app, written with the change itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId
from billing_core.models.claim import Claimable


class OutboxMessage(Claimable, Base):
    """A message. `sequence` orders a member's; `delivered_at` means the app acknowledged it."""

    __tablename__ = "outbox_messages"

    sequence: Mapped[int] = mapped_column(BigId, primary_key=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    type: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None] = mapped_column(index=True)
