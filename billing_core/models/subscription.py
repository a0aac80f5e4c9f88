"""A subscription: the chain of charges of one member for one plan."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.models.card import Card
from billing_core.rules.period import Terms
from billing_core.rules.subscription import EndKind, SubscriptionStatus

# Said as they stand here, queries are answered from the partial indexes below, which SQLite would
# not prefer by itself to that of the status.
_BILLABLE_STATES = ", ".join(repr(str(one)) for one in SubscriptionStatus if one.billable)
BILLABLE = f"(subscriptions.status IN ({_BILLABLE_STATES})) IS TRUE"
_BILLABLE = text(f"(status IN ({_BILLABLE_STATES})) IS TRUE")
CANCELLING = "(subscriptions.status = 'cancelling') IS TRUE"
_CANCELLING = text("(status = 'cancelling') IS TRUE")


class Subscription(Base):
    """A member's subscription. `price` is whole won for `months`. `anchor` is the KST day on which
    `anchor_period` begins: the day of the first charge, unless a person moved it.

    `periods_paid` counts the periods bought so far; it is also the number of the next one.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index(
            "one_open_subscription_per_member",
            "member_id",
            unique=True,
            sqlite_where=text("status != 'ended'"),
            postgresql_where=text("status != 'ended'"),
        ),
        Index(
            "billable_by_paid_through",
            "paid_through",
            "id",
            sqlite_where=_BILLABLE,
            postgresql_where=_BILLABLE,
        ),
        Index(
            "cancelling_by_paid_through",
            "paid_through",
            "id",
            sqlite_where=_CANCELLING,
            postgresql_where=_CANCELLING,
        ),
        Index("subscriptions_by_status", "status", "id"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    plan_id: Mapped[str] = mapped_column(String(40))
    plan_name: Mapped[str] = mapped_column(String(80))
    price: Mapped[int]
    months: Mapped[int]
    customer_uid: Mapped[str] = mapped_column(ForeignKey("cards.customer_uid"))
    # When the present card was put to use, or a person asked to try it once more: declines
    # before this instant no longer stop us.
    fresh_since: Mapped[datetime]
    status: Mapped[SubscriptionStatus] = mapped_column(Word(SubscriptionStatus))
    created_at: Mapped[datetime]
    anchor: Mapped[date | None] = mapped_column(Date)
    # The period that begins on the anchor: not the first where a person moved the anchor day.
    anchor_period: Mapped[int] = mapped_column(default=0)
    periods_paid: Mapped[int] = mapped_column(default=0)
    paid_through: Mapped[datetime | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    end_kind: Mapped[EndKind | None] = mapped_column(Word(EndKind))

    @property
    def terms(self) -> Terms:
        if self.anchor is None:
            raise ValueError(f"subscription {self.id} has no first charge yet")
        return Terms(self.anchor, self.months, self.price, self.anchor_period)


def has_card() -> ColumnElement[bool]:
    """The condition that there is a card to charge; without one, time was bought by a transfer."""
    return (
        select(Card.customer_uid)
        .where(Card.customer_uid == Subscription.customer_uid, Card.deleted_at.is_(None))
        .exists()
    )
