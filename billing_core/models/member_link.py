"""One-time links that take a member to their own page, and the sessions that they open."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.member_link import MemberLinkKind


class MemberLink(Base):
    """A link, kept as the SHA-256 of its token. Instants are of the real clock.

    Of a payment link, `subscription_id` and `period` say which cycle it pays. `wrong_answers`
    counts what was answered wrongly to the question of a link that the desk sent.
    """

    __tablename__ = "member_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[MemberLinkKind] = mapped_column(Word(MemberLinkKind))
    subscription_id: Mapped[str | None] = mapped_column(ForeignKey("subscriptions.id"))
    period: Mapped[int | None]
    return_url: Mapped[str] = mapped_column(String(500), default="")  # back to the company's app
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    spent_at: Mapped[datetime | None]
    wrong_answers: Mapped[int] = mapped_column(default=0)


class MemberSession(Base):
    """A browser in which a member sees their own page; kept as the SHA-256 of its cookie's token."""

    __tablename__ = "member_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    return_url: Mapped[str] = mapped_column(String(500), default="")
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
