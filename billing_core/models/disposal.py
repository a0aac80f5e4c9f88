"""A disposal (파기): a yearly list of what was kept long enough, approved by a person, then done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId


class Disposal(Base):
    """One approved list. `cutoffs`: by kind, the instant before which it ended; `members` by number.
    `done` counts by kind what was taken out, `kept` the members that something stood in the way of,
    with the code of what."""

    __tablename__ = "disposals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    approved_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: the terminal
    reason: Mapped[str] = mapped_column(Text, default="")
    cutoffs: Mapped[dict[str, Any]]
    members: Mapped[list[int]] = mapped_column(JSON)
    done: Mapped[dict[str, Any]] = mapped_column(default=dict)
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    done_at: Mapped[datetime | None]
