"""The inbox: every webhook of Iamport, as far as the allow-list goes. Kept as their history."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.models.claim import Claimable


class InboxState(StrEnum):
    NEW = "new"
    PROCESSED = "processed"
    FAILED = "failed"  # a dead letter: given up after several tries; a person may replay it
    LEFT = "left"  # a person decided that it is not ours
    ABSENT = "absent"  # a stranger's, and the gateway knows no such payment


# Said as it stands here, a short partial index answers a query, however much has come in.
UNFINISHED = "inbox_events.state != 'processed'"
_UNFINISHED = text("state != 'processed'")
STRANGERS = "inbox_events.stranger"
_STRANGERS = text("stranger")
_WAITING = text("state = 'new'")


class InboxEvent(Claimable, Base):
    __tablename__ = "inbox_events"
    __table_args__ = (
        Index(
            "unfinished_events",
            "received_at",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(
            "unfinished_events_of_order",
            "merchant_uid",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(
            "unfinished_events_of_payment",
            "imp_uid",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(
            "waiting_events",
            "stranger",
            "run_at",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("strangers", "imp_uid", sqlite_where=_STRANGERS, postgresql_where=_STRANGERS),
        Index("old_strangers", "received_at", sqlite_where=_STRANGERS, postgresql_where=_STRANGERS),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    remote: Mapped[str] = mapped_column(String(60), default="")
    body: Mapped[bytes] = mapped_column(LargeBinary)  # JSON
    imp_uid: Mapped[str] = mapped_column(String(60), index=True)
    merchant_uid: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[InboxState] = mapped_column(Word(InboxState), index=True)
    processed_at: Mapped[datetime | None]
    # It names neither a payment nor an order of ours, as far as was known when it came.
    stranger: Mapped[bool] = mapped_column(default=False, server_default=false())
