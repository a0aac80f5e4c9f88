"""A member (회원): a person in the company's own app, under the app's own id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.permission import Permission


class Member(Base):
    __tablename__ = "members"
    # The list and the search of members, without their rows.
    __table_args__ = (Index("members_newest_first", "created_at", "id", "name"),)

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    permission: Mapped[Permission] = mapped_column(Word(Permission), default=Permission.FREE)
    created_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(40), default="app")  # or the import's file name
