"""A notice to the team: the morning brief of a day, or an alert about one thing, on one channel."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.models.claim import Claimable
from billing_core.rules.notice import NoticeChannel, NoticeState, TeamNoticeKind

TO_TELL = "team_notices.state = 'queued'"
_TO_TELL = text("state = 'queued'")


class TeamNotice(Claimable, Base):
    """`subject`: the day, or what the alert is about. Its text names no member."""

    __tablename__ = "team_notices"
    __table_args__ = (
        UniqueConstraint(
            "kind", "subject", "channel", "address", name="one_team_notice_per_subject"
        ),
        Index("team_notices_to_send", "run_at", sqlite_where=_TO_TELL, postgresql_where=_TO_TELL),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[TeamNoticeKind] = mapped_column(Word(TeamNoticeKind))
    subject: Mapped[str] = mapped_column(String(120))
    channel: Mapped[NoticeChannel] = mapped_column(Word(NoticeChannel))
    address: Mapped[str] = mapped_column(String(254), default="")  # of e-mail: each its own row
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[NoticeState] = mapped_column(Word(NoticeState), default=NoticeState.QUEUED)
    settled_at: Mapped[datetime | None]
