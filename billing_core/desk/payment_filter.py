"""Which payments a person wants to see, in their words and in the database's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, TextClause, select, text

from billing_core.models import PaymentRecord, Subscription
from billing_core.models.payment import EXCLUDED, FAILED, IS_CAPTURED, IS_CHARGE, OPEN, REFUNDED
from billing_core.roll_ups.interval import Bounded
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from billing_core.rules.decline import DeclineReason
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.source import Source


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
    """A filter of payments. `span` by the instant a payment is dated, a month or days; None for
    all of time. Amounts are whole won, both ends included."""

    span: Bounded | None = None
    shown: Shown | None = None
    text: str = ""
    at_least: int | None = None
    at_most: int | None = None
    plan: str | None = None
    decline: DeclineReason | None = None
    source: Source | None = None

    @property
    def narrow(self) -> bool:
        """More is asked for than sums are kept of."""
        return bool(self.narrowed()) or (self.span is not None and not self.month)

    @property
    def month(self) -> Month | None:
        return self.span if isinstance(self.span, Month) else None

    def conditions(self) -> list[Condition]:
        """The SQL conditions of all but `text`, which is for `payment_search`."""
        kind = [means(self.shown)] if self.shown else []
        return [*of_span(self.span), *kind, *self.narrowed()]

    def narrowed(self) -> list[ColumnElement[bool]]:
        """The conditions of amount, plan, reason and source."""
        of_plan = select(Subscription.id).where(Subscription.plan_id == self.plan)
        asked = (
            (self.at_least is not None, PaymentRecord.amount >= (self.at_least or 0)),
            (self.at_most is not None, PaymentRecord.amount <= (self.at_most or 0)),
            (self.plan is not None, PaymentRecord.subscription_id.in_(of_plan)),
            (self.decline is not None, PaymentRecord.decline == self.decline),
            (self.source is not None, PaymentRecord.source == self.source),
        )
        return [condition for wanted, condition in asked if wanted]

    def shows(self, what: Shown) -> bool:
        """Whether a kind passes; a refunded payment was paid too."""
        refunded_too = self.shown is Shown.PAID and what is Shown.REFUNDED
        return self.shown is None or what is self.shown or refunded_too


def of_span(span: Bounded | None) -> list[ColumnElement[bool]]:
    """The conditions of an interval. All of time is said as well: without it SQLite would rather read
    every payment than the index of a kind."""
    at = PaymentRecord.dated_at
    return [at >= span.start, at < span.end] if span else [at >= _BEGINNING]


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
