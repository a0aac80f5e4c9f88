"""A cancellation (정기결제 해지): stop future charges. Not a refund, not leaving the service."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.models.member import Member
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.source import Source

_OPEN = text("withdrawn_at IS NULL AND subscription_id IS NOT NULL")


class Cancellation(Base):
    """A request. `requested_at`: when the member asked, `recorded_at`: when the book learnt of it.
    `confirmed_at`: the gateway was read back and no booking of any card was live.

    An imported one has no subscription of ours behind it.
    """

    __tablename__ = "cancellations"
    __table_args__ = (
        Index(
            "one_open_cancellation_per_subscription",
            "subscription_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        # What the months are counted from, without the rows themselves.
        Index("cancellations_by_request", "requested_at", "withdrawn_at", "member_id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    subscription_id: Mapped[str | None] = mapped_column(ForeignKey("subscriptions.id"))
    requested_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    requested_by: Mapped[str] = mapped_column(String(120))  # of the team; empty: the member
    reason: Mapped[str] = mapped_column(String(400), default="")
    # What was chosen from the list; None: nothing was, or nobody could choose.
    reason_code: Mapped[CancelReason | None] = mapped_column(Word(CancelReason))
    paid_through: Mapped[datetime | None]  # as it stood when asked
    past_due: Mapped[bool] = mapped_column(default=False)  # a charge had failed before asking
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(40), default=Source.APP)
    # Of the confirmation that was handed out, by which anybody may ask whether it is genuine.
    certificate_number: Mapped[str | None] = mapped_column(String(24), index=True, unique=True)


def asked_by() -> ColumnElement[str]:
    """Who asked: one of the team, or the app's id of the member; the query joins `Member`."""
    return func.coalesce(func.nullif(Cancellation.requested_by, ""), Member.app_id)
