"""What members are found by: so that a search reads whom it finds, and not everybody."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base

# In the order of code points on both databases, so that a beginning is one stretch of the index.
_Word = String(120).with_variant(String(120, collation="C"), "postgresql")


class MemberWord(Base):
    """The rest of a member's name from each of its letters, and of the id from each place where
    a word or a number begins; Latin letters small. Whoever types any part of a name, or the
    beginning of a part of an id, has typed the beginning of such a word.

    The database itself keeps these rows whenever a member is written.
    """

    __tablename__ = "member_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(_Word, primary_key=True)
    member_id: Mapped[str] = mapped_column(String(120), primary_key=True)
