"""Who paid in the first part of a month, and how much: without reading who each of them is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select, text
from sqlalchemy.orm import Session

from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.month_totals import totals_of
from billing_core.analytics.stretch import Bounded
from billing_core.models import EntryKind, LedgerEntry, MemberMonth
from billing_core.models.ledger import PAYING
from billing_core.models.member_month import PAID_OFTEN
from billing_core.rules.calendar import Month

# A correction stands at the instant of the payment it reverses, and takes it away again.
_CHARGES = case((LedgerEntry.kind.in_(PAYING), 1), else_=-1)


@dataclass(frozen=True)
class PaidSoFar:
    """`members` paid at least once; `won` is all they paid, whole."""

    members: int
    won: int


def paid_so_far(session: Session, part: Bounded) -> PaidSoFar:
    """`part` begins when its month does and ends within it.

    A payment is a member, but for the few who paid more than once: only those are looked up.
    """
    month = Month.of(part.start)
    if not _anything_after(session, part, month):
        totals, _ = totals_of(session, [month])[month]
        return PaidSoFar(totals.members, totals.won)
    charges, won = session.execute(
        select(func.sum(_CHARGES), whole_won(LedgerEntry.amount)).where(*_paid_in(part))
    ).one()
    return PaidSoFar(members=int(charges or 0) - _again(session, part, month), won=won or 0)


def _anything_after(session: Session, part: Bounded, month: Month) -> bool:
    later = select(LedgerEntry.id).where(
        LedgerEntry.kind.in_(PAYING),
        LedgerEntry.occurred_at >= part.end,
        LedgerEntry.occurred_at < month.end,
    )
    return session.scalar(later.limit(1)) is not None


def _again(session: Session, part: Bounded, month: Month) -> int:
    """Payments of members who had paid in this part already."""
    often = select(MemberMonth.member_id).where(MemberMonth.month == month, text(PAID_OFTEN))
    each = (
        select((func.sum(_CHARGES) - 1).label("again"))
        .where(*_paid_in(part), LedgerEntry.member_id.in_(often))
        .group_by(LedgerEntry.member_id)
        .having(func.sum(_CHARGES) > 1)
        .subquery()
    )
    return int(session.scalar(select(func.sum(each.c.again))) or 0)


def _paid_in(part: Bounded) -> tuple[ColumnElement[bool], ...]:
    return (
        LedgerEntry.kind.in_([*PAYING, EntryKind.CORRECTION]),
        LedgerEntry.occurred_at >= part.start,
        LedgerEntry.occurred_at < part.end,
    )
