"""Money and paid members: of any interval from the ledger, of whole months from the roll-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing_core.models import LedgerEntry, MonthTotal, gives_back, standing_payment
from billing_core.roll_ups.interval import S, per_interval, within
from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class PaidIn:
    """Payments: `members` paid at least once, `kept` of them were not fully refunded. Whole won."""

    members: int = 0
    kept: int = 0
    charges: int = 0
    won: int = 0


@dataclass(frozen=True)
class RefundedIn:
    """Refunds, each at its own instant; `won` is positive."""

    refunds: int = 0
    won: int = 0


def paid_in(
    session: Session, intervals: Sequence[S], *, known_at: datetime | None = None
) -> dict[S, PaidIn]:
    """Payments from the ledger; with `known_at`, only from what was written down until then."""
    found = per_interval(session, intervals, partial(_paid, known_at=known_at))
    return {each: PaidIn(*found.get(each, ())) for each in intervals}


def refunded_in(
    session: Session, intervals: Sequence[S], *, known_at: datetime | None = None
) -> dict[S, RefundedIn]:
    """Refunds from the ledger; with `known_at`, only from what was written down until then."""
    found = per_interval(session, intervals, partial(_refunded, known_at=known_at))
    return {each: RefundedIn(*found.get(each, ())) for each in intervals}


def refunded_by_payment(known_at: datetime | None = None) -> sa.Subquery:
    """What went back of each refunded payment, at any time: `imp_uid`, `won` (negative)."""
    return (
        sa.select(LedgerEntry.imp_uid, whole_won(LedgerEntry.amount).label("won"))
        .where(gives_back(), _known(known_at))
        .group_by(LedgerEntry.imp_uid)
        .subquery("refunded")
    )


def whole_won(amount: sa.SQLColumnExpression[int]) -> sa.ColumnElement[int]:
    """A sum of won, cast: PostgreSQL adds bigints up to a numeric; won stay whole numbers."""
    return sa.cast(sa.func.sum(amount), sa.BigInteger)


def _paid(span: sa.CTE, known_at: datetime | None) -> sa.Select[int, int, int, int]:
    """Member by member, as the sums and the lists have it: more may have gone back of one payment
    than was paid (by transfer, and then at the gateway), and that is of the other payments."""
    back = refunded_by_payment(known_at)
    by_member = (
        sa.select(
            span.c.position,
            sa.func.count().label("charges"),
            whole_won(LedgerEntry.amount).label("won"),
            whole_won(LedgerEntry.amount + sa.func.coalesce(back.c.won, 0)).label("left"),
        )
        .select_from(span)
        .join(
            LedgerEntry,
            sa.and_(
                standing_payment(known_at), within(LedgerEntry.occurred_at, span), _known(known_at)
            ),
        )
        .outerjoin(back, back.c.imp_uid == LedgerEntry.imp_uid)
        .group_by(span.c.position, LedgerEntry.member_id)
        .subquery("by_member")
    )
    kept = sa.case((by_member.c.left > 0, 1), else_=0)
    return (
        sa.select(
            sa.func.count(),
            sa.cast(sa.func.sum(kept), sa.BigInteger),
            whole_won(by_member.c.charges),
            whole_won(by_member.c.won),
        )
        .select_from(span)
        .join(by_member, by_member.c.position == span.c.position)
    )


def _refunded(span: sa.CTE, known_at: datetime | None) -> sa.Select[int, int]:
    return (
        sa.select(number_of_refunds(), -whole_won(LedgerEntry.amount))
        .select_from(span)
        .join(
            LedgerEntry,
            sa.and_(gives_back(), within(LedgerEntry.occurred_at, span), _known(known_at)),
        )
    )


def number_of_refunds() -> sa.ColumnElement[int]:
    """The number of refunds: one that was reversed is none."""
    return sa.cast(sa.func.sum(sa.case((LedgerEntry.amount < 0, 1), else_=-1)), sa.BigInteger)


def _known(at: datetime | None) -> sa.ColumnElement[bool]:
    return sa.true() if at is None else LedgerEntry.recorded_at <= at


def totals_of(session: Session, months: Sequence[Month]) -> dict[Month, tuple[PaidIn, RefundedIn]]:
    """Months from the roll-up: the same as `paid_in` and `refunded_in`. Every month asked for."""
    if not months:
        return {}
    rows = session.scalars(
        sa.select(MonthTotal).where(
            MonthTotal.month >= min(months), MonthTotal.month <= max(months)
        )
    )
    found = {row.month: _totals(row) for row in rows}
    return {month: found.get(month, (PaidIn(), RefundedIn())) for month in months}


def _totals(row: MonthTotal) -> tuple[PaidIn, RefundedIn]:
    return (
        PaidIn(row.paid_members, row.kept_members, row.charges, row.paid_won),
        RefundedIn(row.refunds, row.refunded_won),
    )
