"""The access log (접속기록): who saw whose data, when, from where and why. Never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import ActorKind


class AccessRow(Base):
    """One access. `members`: whose data, by number; `subject`: the page, file or command."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)  # of the real clock, never the demo's
    kind: Mapped[AccessKind] = mapped_column(Word(AccessKind))
    actor_kind: Mapped[ActorKind | None] = mapped_column(Word(ActorKind))  # None: nobody we know
    actor: Mapped[str] = mapped_column(String(120))  # the id among those of its kind
    remote: Mapped[str] = mapped_column(String(60), default="")
    subject: Mapped[str] = mapped_column(String(120), default="")
    members: Mapped[list[int]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
