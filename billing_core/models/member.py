"""A member (회원): a person in the company's own app, under the app's own id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.member_key import member_key
from billing_core.rules.permission import Permission


def _own_key(context: DefaultExecutionContext) -> str:
    return member_key(context.get_current_parameters()["id"])  # type: ignore[no-untyped-call]


class Member(Base):
    __tablename__ = "members"
    # The list and the search of members, without their rows.
    __table_args__ = (Index("members_newest_first", "created_at", "id", "name"),)

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    # What ids are compared by: two that look alike are a question, never two members.
    id_key: Mapped[str] = mapped_column(String(120), default=_own_key, index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    permission: Mapped[Permission] = mapped_column(Word(Permission), default=Permission.FREE)
    created_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(40), default="app")  # or the import's file name
