"""The access log (접속기록), its monthly reviews, and the one-time addresses of downloads."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.access import AccessKind, DownloadKind
from billing_core.rules.actor import ActorKind
from billing_core.rules.calendar import Month


class AccessRow(Base):
    """One access, never changed. `members`: whose data, by number; `subject`: the page, file or
    command."""

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


class AccessReview(Base):
    """A month of the log that an administrator has looked through and signed. Never changed.

    `digest` is over the month's rows as they were (`access_log/summary.py`); `counts` says what
    the reviewer was shown.
    """

    __tablename__ = "access_reviews"

    month: Mapped[Month] = mapped_column(primary_key=True)
    reviewed_at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(Text)
    counts: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))


class Download(Base):
    """A file that a person may fetch once, within a minute. Its address is kept as the SHA-256 of
    its token, the file as what it is: never its bytes."""

    __tablename__ = "downloads"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[DownloadKind] = mapped_column(Word(DownloadKind))
    file_name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(120))
    rows: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(index=True)
    spent_at: Mapped[datetime | None]
