"""A person of the team (담당자), their sessions, and the one-time links that let them in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.actor import Actor, Role


class Person(Base):
    """Somebody who signs in. Never deleted: what they did names them by number."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)  # in small letters
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[Role] = mapped_column(Word(Role))
    password_hash: Mapped[str] = mapped_column(Text, default="")  # empty: none has been set
    failures: Mapped[int] = mapped_column(default=0)  # wrong passwords in a row
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.role, self.id)


class PersonSession(Base):
    """A signed-in browser. The cookie's token is kept as its SHA-256 alone."""

    __tablename__ = "person_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    begun_at: Mapped[datetime]
    acted_at: Mapped[datetime]  # the last time the person did something
    proved_at: Mapped[datetime | None]  # the last time they typed their password
    remote: Mapped[str] = mapped_column(String(60), default="")


class SignInLink(Base):
    """A one-time link with which a person sets a password; kept as the SHA-256 of its token."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime]
