"""What the gateway's books last said of each payment, and what it is to us.

Nothing is filtered out here: issuances, test payments and other products are kept with
their class and the reason, so that every number can show what it left out.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Computed, ForeignKey, Index, String, Text, and_, func, text
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, ExclusionText, Word
from billing_core.rules.classification import PaymentClass
from billing_core.rules.decline import DeclineReason
from billing_core.rules.exclusion import Exclusion
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source

# The database's own words for kinds of payments. A query that says them as they stand here is
# answered from the partial index of that kind, which holds no other payment.
IS_CHARGE = "payment_class = 'charge'"
IS_CAPTURED = "status IN ('paid', 'cancelled') AND paid_at IS NOT NULL"
APPROVED = "apply_num != ''"
REFUNDED = f"{IS_CHARGE} AND {IS_CAPTURED} AND cancel_amount > 0"
FAILED = f"{IS_CHARGE} AND status = 'failed'"
IS_CANCELLED = "status = 'cancelled'"
EXCLUDED = "payment_class != 'charge'"
OPEN = (
    f"{IS_CHARGE} AND status != 'failed'"
    " AND (paid_at IS NULL OR status NOT IN ('paid', 'cancelled'))"
)


def _of_kind(name: str, rows: str) -> Index:
    columns = ("dated_at", "imp_uid", "amount", "cancel_amount")
    return Index(name, *columns, sqlite_where=text(rows), postgresql_where=text(rows))


class PaymentRecord(Base):
    """A payment, in whole won. `payment_class` and `reason`: whether it is counted, and why not.

    `imp_uid` is our own key of the row: the number under which it was first heard of. All
    its names, that one among them, stand in `payment_names`.

    `dated_at` is when it was paid, else failed, else begun: the order of the payments page.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index("payments_by_date", "dated_at", "imp_uid"),
        Index(
            "payments_by_approval",
            "apply_num",
            sqlite_where=text(APPROVED),
            postgresql_where=text(APPROVED),
        ),
        Index(
            "cancelled_payments",
            "cancelled_at",
            sqlite_where=text(IS_CANCELLED),
            postgresql_where=text(IS_CANCELLED),
        ),
        _of_kind("refunded_payments", REFUNDED),
        _of_kind("failed_payments", FAILED),
        _of_kind("excluded_payments", EXCLUDED),
        _of_kind("open_payments", OPEN),
    )

    imp_uid: Mapped[str] = mapped_column(String(60), primary_key=True)
    # The gateway's own number; empty while only a file has told of the payment.
    gateway_uid: Mapped[str] = mapped_column(String(60), default="")
    merchant_uid: Mapped[str] = mapped_column(String(120), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    subscription_id: Mapped[str | None] = mapped_column(String(12))
    customer_uid: Mapped[str] = mapped_column(String(80), default="")
    payment_class: Mapped[PaymentClass] = mapped_column(Word(PaymentClass))
    # Why it is not counted, or that a person said it is.
    reason: Mapped[Exclusion | None] = mapped_column(ExclusionText, nullable=False)
    status: Mapped[PaymentStatus] = mapped_column(Word(PaymentStatus))
    amount: Mapped[int]
    cancel_amount: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    fail_reason: Mapped[str] = mapped_column(Text, default="")
    decline: Mapped[DeclineReason | None] = mapped_column(Word(DeclineReason))
    card_name: Mapped[str] = mapped_column(String(60), default="")
    card_number: Mapped[str] = mapped_column(String(40), default="")
    apply_num: Mapped[str] = mapped_column(String(40), default="")
    receipt_url: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(
        String(40)
    )  # who rang first: webhook, sweep, answer, import
    first_seen_at: Mapped[datetime]
    read_at: Mapped[datetime]
    raw: Mapped[dict[str, Any]]
    dated_at: Mapped[datetime] = mapped_column(
        Computed("coalesce(paid_at, failed_at, started_at, first_seen_at)")
    )

    @property
    def number(self) -> str:
        """What people and files know it by: the gateway's number, or our key until it has one."""
        return self.gateway_uid or self.imp_uid


def told_by_file(payment: type[PaymentRecord] = PaymentRecord) -> ColumnElement[bool]:
    """The condition that only a file told of it, so the gateway may know it by another name."""
    return and_(payment.gateway_uid == "", payment.source != Source.BY_HAND)


def number_of_payment() -> ColumnElement[str]:
    """`PaymentRecord.number` as an SQL expression."""
    return func.coalesce(func.nullif(PaymentRecord.gateway_uid, ""), PaymentRecord.imp_uid)
