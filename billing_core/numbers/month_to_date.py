"""This month so far beside the same days of last month: like compared with like."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, func, select, text
from sqlalchemy.orm import Session

from billing_core.models import EntryKind, LedgerEntry, MemberMonth, MemberStay
from billing_core.models.ledger import PAYING
from billing_core.models.member_month import PAID_OFTEN
from billing_core.numbers.membership import movements
from billing_core.numbers.stay_facts import ends_in, gone
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, Interval, S
from billing_core.roll_ups.ledger_numbers import refunded_in, totals_of, whole_won
from billing_core.roll_ups.requests import cancel_requested_in
from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class MovedSoFar:
    new: int
    returning: int
    churned: int
    members_at_end: int


def moved_so_far(session: Session, parts: Sequence[S], as_of: AsOf) -> dict[S, MovedSoFar]:
    """The same as `movements` of these parts, each of which begins when its month does: who was
    a member by then comes from the sums of the months.

    Raises Refusal "roll_ups_missing".
    """
    months = movements(session, [Month.of(part.start) for part in parts], as_of)

    def so_far(part: S) -> MovedSoFar:
        began = and_(MemberStay.began >= part.start, MemberStay.began < part.end)
        new = _stays(session, and_(began, MemberStay.place == 0))
        returning = _stays(session, and_(began, MemberStay.place > 0))
        churned = _stays(session, and_(ends_in(part), gone(as_of)))
        start = months[Month.of(part.start)].start
        return MovedSoFar(new, returning, churned, start + new + returning - churned)

    return {part: so_far(part) for part in parts}


def _stays(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(MemberStay).where(which)).one()


# A correction stands at the instant of the payment it reverses, and takes it away again.
_CHARGES = case((LedgerEntry.kind.in_(PAYING), 1), else_=-1)


@dataclass(frozen=True)
class PaidSoFar:
    """What was paid so far: `members` paid at least once; `won` is all they paid, whole."""

    members: int
    won: int


def paid_so_far(session: Session, part: Bounded) -> PaidSoFar:
    """What was paid in a `part`, which begins when its month does and ends within it.

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


@dataclass(frozen=True)
class SoFar:
    """The numbers of an interval: members and whole won in [start, end)."""

    interval: Interval
    paid_members: int
    paid_won: int
    refunded_won: int
    cancel_requested: int
    new: int
    returning: int
    churned: int
    members_at_end: int

    @property
    def net_won(self) -> int:
        return self.paid_won - self.refunded_won


@dataclass(frozen=True)
class MonthToDate:
    this_month: SoFar
    last_month: SoFar  # its first days only, as many as this month has had


def month_to_date(session: Session, as_of: AsOf) -> MonthToDate:
    this, last = same_days(as_of)
    intervals = (last, this)
    paid = {interval: paid_so_far(session, interval) for interval in intervals}
    refunded = refunded_in(session, intervals)
    asked, moved = cancel_requested_in(session, intervals), moved_so_far(session, intervals, as_of)

    def so_far(interval: Interval) -> SoFar:
        return SoFar(
            interval=interval,
            paid_members=paid[interval].members,
            paid_won=paid[interval].won,
            refunded_won=refunded[interval].won,
            cancel_requested=asked[interval],
            new=moved[interval].new,
            returning=moved[interval].returning,
            churned=moved[interval].churned,
            members_at_end=moved[interval].members_at_end,
        )

    return MonthToDate(so_far(this), so_far(last))


def same_days(as_of: AsOf) -> tuple[Interval, Interval]:
    """This month so far and the same days of the last one. On the 31st, a shorter last month is
    taken whole. What happened at `now` itself counts."""
    this = Month.of(as_of.now)
    last = this.plus(-1)
    until = as_of.now + timedelta(seconds=1)
    elapsed = until - this.start
    return (
        Interval(this.start, until),
        Interval(last.start, min(last.start + elapsed, last.end)),
    )
