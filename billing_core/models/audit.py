"""The audit log: who did what to money, bookings, cancellations and permissions. Append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.act import Act
from billing_core.rules.actor import ActorKind

# Said as it stands here, a query is answered from an index of these few rows.
RENEWED = f"act = '{Act.MONTH_FINGERPRINT_RENEWED}'"


class AuditRow(Base):
    """An entry. `act`: a stable word such as `charge.booked`; `detail`: ids, before and after."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(
            "fingerprints_renewed",
            "subject",
            sqlite_where=text(RENEWED),
            postgresql_where=text(RENEWED),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # None in rows from before kinds were kept: there a member stands by the app's id.
    actor_kind: Mapped[ActorKind | None] = mapped_column(Word(ActorKind))
    actor: Mapped[str] = mapped_column(String(120))  # the id among those of its kind
    act: Mapped[str] = mapped_column(String(60))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    subject: Mapped[str] = mapped_column(String(120), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
