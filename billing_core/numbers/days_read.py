"""Which days the gateway's books were read of, and of which numbers cannot be whole yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from billing_core.models import DayRead, PaymentRecord, Sweep
from billing_core.models.day_read import AGREES
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.day_read import A_DAY, READ_STATUSES, DaySpan, spans_of

AT_ONCE = 30  # days that one sweep reads again
PATIENCE = timedelta(hours=1)  # between two readings of a day on which the books differ
_BEGUN = select(func.min(Sweep.window_from))
_IN_SPAN = DayRead.day.between(bindparam("first"), bindparam("last"))
_COVERED = (
    select(DayRead.day)
    .where(_IN_SPAN, DayRead.whole, AGREES)
    .group_by(DayRead.day)
    .having(func.count() == len(READ_STATUSES))
)
_READ_SINCE = select(DayRead.day).where(DayRead.read_at > bindparam("since"), _IN_SPAN)


def unread_in_months(session: Session, months: Sequence[Month], now: datetime) -> list[DaySpan]:
    """`unread_days` from the first day of the first month to the last of the last."""
    if not months:
        return []
    last = months[-1].plus(1).first_day - A_DAY
    return unread_days(session, months[0].first_day, last, now)


def unread_days(session: Session, first: date, last: date, now: datetime) -> list[DaySpan]:
    """Days of [first, last] that are over and not fully covered: not every list of the gateway
    was read after their end, or the counts differ. None before the company's first payment."""
    earliest = first_day(session)
    if earliest is None:
        return []
    span = DaySpan(max(first, earliest), min(last, kst_date(now) - A_DAY))
    return spans_of(_uncovered(session, span))


def first_day(session: Session) -> date | None:
    """The day of the company's first payment; None before it."""
    earliest = session.scalar(select(func.min(PaymentRecord.dated_at)))
    return None if earliest is None else kst_date(earliest)


def _uncovered(session: Session, span: DaySpan) -> set[date]:
    if span.last < span.first:
        return set()
    covered = session.scalars(_COVERED, {"first": span.first, "last": span.last})
    return set(span.days()).difference(covered)


def days_to_read_again(session: Session, now: datetime) -> DaySpan | None:
    """The latest days that sweeps have passed and are not fully covered, and nobody has read for
    a while: at most `AT_ONCE`."""
    begun = session.scalar(_BEGUN)
    if begun is None:
        return None
    span = DaySpan(kst_date(begun) + A_DAY, kst_date(now) - A_DAY)
    recent = {"since": now - PATIENCE, "first": span.first, "last": span.last}
    waiting = _uncovered(session, span).difference(session.scalars(_READ_SINCE, recent))
    if not waiting:
        return None
    last = max(waiting)
    return DaySpan(min(day for day in waiting if day > last - AT_ONCE * A_DAY), last)
