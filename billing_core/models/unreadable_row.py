"""A row of the gateway's lists that is no payment we can read: kept as far as the allow-list goes,
told once."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base


class UnreadableRow(Base):
    """A raw row. `digest` is the sha256 of the row itself, so that each is kept once; `why` a code
    or the name of the field."""

    __tablename__ = "unreadable_rows"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    raw: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(String(200))
    first_seen_at: Mapped[datetime]
