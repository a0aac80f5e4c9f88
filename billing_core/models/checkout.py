"""A checkout: a member was sent to the PG's window to register a card for a plan."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base


class Checkout(Base):
    __tablename__ = "checkouts"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    plan_id: Mapped[str] = mapped_column(String(40))
    plan_name: Mapped[str] = mapped_column(String(80))
    amount: Mapped[int]
    months: Mapped[int]
    merchant_uid: Mapped[str] = mapped_column(String(40), unique=True)
    customer_uid: Mapped[str] = mapped_column(String(80), unique=True)
    # Whose card is to be changed; none when a subscription is to begin.
    subscription_id: Mapped[str | None] = mapped_column(ForeignKey("subscriptions.id"))
    # Of its page: the SHA-256 of the token in the address, and the way back to who sent them.
    token_hash: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)
    return_url: Mapped[str] = mapped_column(String(500), default="")
    # Of a window that was opened on a page: the checkout whose page it is.
    page_id: Mapped[str | None] = mapped_column(String(12), index=True)
    # The cycle that failed, where the card is to pay for it at once.
    pays_period: Mapped[int | None]
    created_at: Mapped[datetime]
    registered_at: Mapped[datetime | None]  # the card arrived
