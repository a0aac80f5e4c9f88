"""A charge (결제) we asked for, now or as a booking: a write-ahead intent, before it is sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, Word
from billing_core.rules.charge import LIVE_STATES, ChargeHow, ChargeState
from billing_core.rules.decline import DeclineReason

# The rule in the database's words. Said as it stands here, the partial index below answers a query.
_IS_LIVE = f"state IN ({', '.join(repr(str(state)) for state in LIVE_STATES)})"
LIVE = f"charges.{_IS_LIVE}"
_LIVE = text(_IS_LIVE)
# The same as no index of the states can answer, so that SQLite goes by the day whatever it knows
# of the table. It compares these words with those of the index, capitals and all.
LIVE_BY_DAY = f"({LIVE}) IS TRUE"
_LIVE_BY_DAY = text(f"({_IS_LIVE}) IS TRUE")
# Of charges that a query calls "refused".
REFUSED = "(refused.state = 'failed') IS TRUE"
_REFUSED = text("(state = 'failed') IS TRUE")
# What is paid for so many months stands out in the month in which it is paid.
YEARLY = "charges.months >= 12"
_YEARLY = text("months >= 12")


class Charge(Base):
    """One attempt to take money; `merchant_uid` is its idempotency key. `due_at` is when the
    gateway is to take the money; `amount` whole won.

    The partial unique index below is invariant 1 in the database's own words: at most one charge
    of a subscription may be able to take money at any time.
    """

    __tablename__ = "charges"
    __table_args__ = (
        Index(
            "one_live_charge_per_subscription",
            "subscription_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        # A day's charges in the order they run, and what they add up to without their rows.
        Index(
            "live_charges_by_day",
            "due_at",
            "merchant_uid",
            "subscription_id",
            "period",
            "attempt",
            "amount",
            "state",
            sqlite_where=_LIVE_BY_DAY,
            postgresql_where=_LIVE_BY_DAY,
        ),
        Index(
            "refused_cards",
            "customer_uid",
            "decline",
            sqlite_where=_REFUSED,
            postgresql_where=_REFUSED,
        ),
        Index("charges_by_cycle", "subscription_id", "period", "attempt"),
        Index(
            "yearly_charges",
            "settled_at",
            "imp_uid",
            sqlite_where=_YEARLY,
            postgresql_where=_YEARLY,
        ),
    )

    merchant_uid: Mapped[str] = mapped_column(String(40), primary_key=True)
    subscription_id: Mapped[str] = mapped_column(ForeignKey("subscriptions.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    customer_uid: Mapped[str] = mapped_column(String(80))
    period: Mapped[int]
    attempt: Mapped[int]
    amount: Mapped[int]
    # The terms it was asked under: what it buys, whatever the subscription says by then.
    plan_id: Mapped[str] = mapped_column(String(40), default="")
    plan_name: Mapped[str] = mapped_column(String(80), default="")
    months: Mapped[int] = mapped_column(default=1)
    period_from: Mapped[datetime | None]  # when its period begins; a first charge decides that
    # The time it bought, half-open; none while unpaid, and for money that bought nothing.
    covers_from: Mapped[datetime | None]
    covers_until: Mapped[datetime | None]
    how: Mapped[ChargeHow] = mapped_column(Word(ChargeHow))
    due_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ChargeState] = mapped_column(Word(ChargeState), index=True)
    requested_at: Mapped[datetime]  # the last time it was sent
    requested_times: Mapped[int] = mapped_column(default=1)
    # How often the gateway clearly said no to the request itself: silence and refused
    # connections use up nothing.
    refused_times: Mapped[int] = mapped_column(default=0)
    unknown_reads: Mapped[int] = mapped_column(default=0)  # reads that found nothing
    revoke_asked_at: Mapped[datetime | None]  # by us: otherwise it was somebody else's hand
    settled_at: Mapped[datetime | None]
    imp_uid: Mapped[str] = mapped_column(String(60), default="")
    fail_reason: Mapped[str] = mapped_column(Text, default="")
    decline: Mapped[DeclineReason | None] = mapped_column(Word(DeclineReason))
