"""Which payments a person wants to see, in their words and in the database's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, TextClause, text

from billing_core.models import PaymentRecord
from billing_core.models.payment import EXCLUDED, FAILED, IS_CAPTURED, IS_CHARGE, OPEN, REFUNDED
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from billing_core.rules.payment import PaymentStatus


class Shown(StrEnum):
    """What a person sees in a payment: the gateway's status and our class in one word."""

    PAID = "paid"
    REFUNDED = "refunded"
    FAILED = "failed"
    EXCLUDED = "excluded"  # not counted, with its reason
    OPEN = "open"  # not settled by the gateway yet


_MEANS = {
    Shown.PAID: f"{IS_CHARGE} AND {IS_CAPTURED}",
    Shown.REFUNDED: REFUNDED,
    Shown.FAILED: FAILED,
    Shown.EXCLUDED: EXCLUDED,
    Shown.OPEN: OPEN,
}

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
Condition = ColumnElement[bool] | TextClause


@dataclass(frozen=True)
class PaymentFilter:
    """A filter of payments. `month` by the instant a payment is dated; None for all of time."""

    month: Month | None = None
    shown: Shown | None = None
    text: str = ""

    def conditions(self) -> list[Condition]:
        """The SQL conditions of month and kind; `text` is for `payment_search`."""
        return [*of_month(self.month), *([means(self.shown)] if self.shown else [])]

    def shows(self, what: Shown) -> bool:
        """Whether a kind passes; a refunded payment was paid too."""
        refunded_too = self.shown is Shown.PAID and what is Shown.REFUNDED
        return self.shown is None or what is self.shown or refunded_too


def of_month(month: Month | None) -> list[ColumnElement[bool]]:
    """The conditions of a month. All of time is said as well: without it SQLite would rather read
    every payment than the index of a kind."""
    at = PaymentRecord.dated_at
    return [at >= month.start, at < month.end] if month else [at >= _BEGINNING]


def means(shown: Shown) -> TextClause:
    """The condition of a kind in a partial index's words, not known again with a bound value."""
    return text(f"({_MEANS[shown]})")


def shown_of(
    payment_class: PaymentClass, status: PaymentStatus, *, paid: bool, refunded: bool
) -> Shown:
    """What is shown of a payment. `paid`: the gateway said when; `refunded`: in part or in full."""
    if not payment_class.counted:
        return Shown.EXCLUDED
    if status is PaymentStatus.FAILED:
        return Shown.FAILED
    if not paid or status not in (PaymentStatus.PAID, PaymentStatus.CANCELLED):
        return Shown.OPEN
    return Shown.REFUNDED if refunded else Shown.PAID
