"""A person of the team (담당자), their sessions, and the one-time links that let them in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
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


class PasswordTries(Base):
    """Wrong passwords in a row under one login, from one known browser or from all strangers'.

    By the digest of what was typed: a login that nobody has is counted like any other.
    """

    __tablename__ = "password_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    locked_until: Mapped[datetime]
    tried_at: Mapped[datetime] = mapped_column(index=True)
    refused_at: Mapped[datetime | None]  # when a try that had to wait was last written down


class KnownBrowser(Base):
    """A browser in which a person has signed in before; kept as the SHA-256 of its cookie's token."""

    __tablename__ = "known_browsers"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    known_at: Mapped[datetime]


class SignInLink(Base):
    """A one-time link with which a person sets a password; kept as the SHA-256 of its token."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime]


class CompanyAccount(Base):
    """The account at the company's identity provider by which a person signs in: known by issuer
    and subject alone."""

    __tablename__ = "company_accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    bound_at: Mapped[datetime]


class CompanyJourney(Base):
    """A browser on its way to the identity provider and back; deleted when it returns.

    It goes to bind a one-time link (`link`), to prove a session's person again (`session`), or to
    sign in; each by its digest, as are the state and the browser's cookie.
    """

    __tablename__ = "company_journeys"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(64), default="")
    session: Mapped[str] = mapped_column(String(64), default="")
    next_path: Mapped[str] = mapped_column(Text)  # where they want to be afterwards
    language: Mapped[str] = mapped_column(String(2))
    begun_at: Mapped[datetime] = mapped_column(index=True)


class TotpSecret(Base):
    """The shared secret of a person's authenticator app: while it is here, sign-in asks for a
    code."""

    __tablename__ = "totp_secrets"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    on_since: Mapped[datetime]
    last_step: Mapped[int]  # of 30 seconds; a code up to this one works no more


class RecoveryCode(Base):
    """One that stands in for the app, once; kept as its SHA-256."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


class HalfSignIn(Base):
    """A browser whose password was right and which owes a code; kept as its token's SHA-256."""

    __tablename__ = "half_sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(index=True)
