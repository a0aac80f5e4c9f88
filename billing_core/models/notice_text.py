"""The text of a kind of notice to members: one row a version, and no version is ever changed."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.notice import NoticeKind


class NoticeText(Base):
    """`made_by` is a person of the team, by name; empty: the text that came with the program."""

    __tablename__ = "notice_texts"

    kind: Mapped[NoticeKind] = mapped_column(Word(NoticeKind), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80), default="")
