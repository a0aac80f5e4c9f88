"""A member (회원): a person in the company's own app. The app's id of them stands here alone.

Everything else names a member by our own number (a surrogate key), so that a person can be
forgotten without touching a sealed row. Addresses, files and the API speak the app's id.
"""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.member_key import member_key
from billing_core.rules.permission import Permission
from billing_core.rules.source import Source


def _own_key(context: DefaultExecutionContext) -> str:
    return member_key(context.get_current_parameters()["app_id"])  # type: ignore[no-untyped-call]


class Member(Base):
    __tablename__ = "members"
    # The list and the search of members, without their rows.
    __table_args__ = (Index("members_newest_first", "created_at", "app_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    app_id: Mapped[str] = mapped_column(String(120), unique=True)  # as the app gave it
    # What ids are compared by: two that look alike are a question, never two members.
    app_id_key: Mapped[str] = mapped_column(String(120), default=_own_key, index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    permission: Mapped[Permission] = mapped_column(Word(Permission), default=Permission.FREE)
    created_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(40), default=Source.APP)  # or the import's file name
    # Set once, when the person was forgotten: from then on `app_id` is a pseudonym of ours, and
    # the key by which the old id is known again is an HMAC of it (`forgetting/known_again.py`).
    forgotten_at: Mapped[datetime | None]
    forgotten_key: Mapped[str] = mapped_column(String(64), default="", index=True)
