"""What the payments somebody looks at add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from billing_core.desk.payment_filter import PaymentFilter, Shown, means, of_span
from billing_core.desk.payment_search import Match
from billing_core.models import MonthTotal, PaymentRecord
from billing_core.roll_ups.ledger_numbers import whole_won
from billing_core.rules.calendar import Month

_FEW = (Shown.FAILED, Shown.EXCLUDED, Shown.OPEN)


@dataclass(frozen=True)
class PaymentSums:
    """Sums: `total` payments; whole won of the counted ones, and how much went back since."""

    total: int = 0
    paid: int = 0
    refunded: int = 0

    def __add__(self, other: PaymentSums) -> PaymentSums:
        return PaymentSums(
            self.total + other.total, self.paid + other.paid, self.refunded + other.refunded
        )


def sums_of_filter(session: Session, wanted: PaymentFilter) -> PaymentSums:
    """The sums of a filter without text. The paid are added up by month already (a roll-up); each
    other kind has a partial index of its own, which is short."""
    if wanted.narrow:
        return _added_up(session, wanted)
    if wanted.shown is Shown.REFUNDED:
        return _of_kind(session, Shown.REFUNDED, wanted.month)
    kinds = [_number_of(session, kind, wanted.month) for kind in _FEW if wanted.shows(kind)]
    paid = [_paid(session, wanted.month)] if wanted.shows(Shown.PAID) else []
    return sum([*kinds, *paid], PaymentSums())


def sums_of_matches(found: Iterable[Match]) -> PaymentSums:
    money = (Shown.PAID, Shown.REFUNDED)
    return sum(
        (
            PaymentSums(1, *((each.amount, each.refunded) if each.shown in money else ()))
            for each in found
        ),
        PaymentSums(),
    )


def _paid(session: Session, month: Month | None) -> PaymentSums:
    totals = select(func.sum(MonthTotal.charges), whole_won(MonthTotal.paid_won))
    if month is not None:
        totals = totals.where(MonthTotal.month == month)
    charges, won = session.execute(totals).one()
    return PaymentSums(
        int(charges or 0), won or 0, _of_kind(session, Shown.REFUNDED, month).refunded
    )


def _added_up(session: Session, wanted: PaymentFilter) -> PaymentSums:
    """Of what no sum is kept: every payment of the span is looked at, in its index."""
    counted = or_(means(Shown.PAID), means(Shown.REFUNDED))
    total, paid, back = session.execute(
        select(
            func.count(),
            whole_won(case((counted, PaymentRecord.amount), else_=0)),
            whole_won(case((counted, PaymentRecord.cancel_amount), else_=0)),
        ).where(*wanted.conditions())
    ).one()
    return PaymentSums(total, paid or 0, back or 0)


def _number_of(session: Session, kind: Shown, month: Month | None) -> PaymentSums:
    found = select(func.count()).select_from(PaymentRecord).where(means(kind), *of_span(month))
    return PaymentSums(session.scalar(found) or 0)


def _of_kind(session: Session, kind: Shown, month: Month | None) -> PaymentSums:
    total, paid, back = session.execute(
        select(
            func.count(), whole_won(PaymentRecord.amount), whole_won(PaymentRecord.cancel_amount)
        ).where(means(kind), *of_span(month))
    ).one()
    return PaymentSums(total, paid or 0, back or 0)
