"""What a member agreed to before a window opened: the text as it was shown, by version."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base


class ConsentText(Base):
    """A version of the text in one language, with its blanks; kept once, when it is first agreed
    to, and never changed."""

    __tablename__ = "consent_texts"

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    first_at: Mapped[datetime]


class Consent(Base):
    """A member agreed. `sha256` is of the text as it was shown: that of the version, with `blanks`
    filled in. Won, days and the plan's name: nothing about the person."""

    __tablename__ = "consents"

    checkout_id: Mapped[str] = mapped_column(ForeignKey("checkouts.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    version: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    blanks: Mapped[dict[str, str]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
