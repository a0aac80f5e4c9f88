"""A notice (고지) to a member: queued in the transaction of its fact, once for each event."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.models.claim import Claimable
from billing_core.rules.notice import NoticeChannel, NoticeKind, NoticeReason, NoticeState

# Said as it stands here, the partial index answers whoever looks for something to send.
TO_SEND = "member_notices.state = 'queued'"
_TO_SEND = text("state = 'queued'")


class MemberNotice(Claimable, Base):
    """One notice. `event` names what happened; `at` is when. `facts` fill the text: codes, won and
    instants, no name and no address. What was said is the text `text_version` with these facts and
    the name that the book has, so nothing else has to be erased.

    `sending_since` is written before the channel is asked: found again, it may have been sent.
    """

    __tablename__ = "member_notices"
    __table_args__ = (
        UniqueConstraint("kind", "event", name="one_notice_per_event"),
        Index("notices_to_send", "run_at", sqlite_where=_TO_SEND, postgresql_where=_TO_SEND),
        Index("notices_by_state", "state", "settled_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(Word(NoticeKind))
    event: Mapped[str] = mapped_column(String(120))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime]
    queued_at: Mapped[datetime]  # or when a person asked for it once more
    facts: Mapped[dict[str, Any]]
    state: Mapped[NoticeState] = mapped_column(Word(NoticeState), default=NoticeState.QUEUED)
    reason: Mapped[NoticeReason | None] = mapped_column(Word(NoticeReason))
    channel: Mapped[NoticeChannel | None] = mapped_column(Word(NoticeChannel))
    sent_to: Mapped[str] = mapped_column(String(80), default="")  # masked
    text_version: Mapped[int | None]
    sending_since: Mapped[datetime | None]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    told_at: Mapped[datetime | None]  # by a person, another way
    told_by: Mapped[str] = mapped_column(String(80), default="")
    told_how: Mapped[str] = mapped_column(String(400), default="")
