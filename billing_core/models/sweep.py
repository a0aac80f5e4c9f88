"""Which stretch of the gateway's books has been read, and what that found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId


class Sweep(Base):
    """`read_until` is set only when the whole window was read and settled."""

    __tablename__ = "sweeps"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    window_from: Mapped[datetime]
    window_until: Mapped[datetime]
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    payments_read: Mapped[int] = mapped_column(default=0)
    payments_new: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
