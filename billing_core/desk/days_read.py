"""The gateway's counts beside ours, day by day, and the payments behind a day's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, or_, select, text
from sqlalchemy.orm import Session

from billing_core.desk.payments import PaymentRow, rows_where
from billing_core.models import DayRead, PaymentRecord
from billing_core.models.payment import IS_CANCELLED
from billing_core.numbers.days_read import first_day
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.day_read import A_DAY, READ_STATUSES, DaySpan, DayState
from billing_core.rules.payment import PaymentStatus

LATEST_DAYS = 31
MOST_PAYMENTS = 200


@dataclass(frozen=True)
class Counted:
    """Rows of one list and day, in both books. `left_out` of the gateway's cannot be believed."""

    gateway: int
    ours: int
    left_out: int = 0

    @property
    def missing(self) -> int:
        """How many of the gateway's our book does not have; below 0: how many it has too many."""
        beyond = self.gateway - self.ours
        return max(0, beyond - self.left_out) if beyond > 0 else beyond


@dataclass(frozen=True)
class DayLine:
    """One day. `counted` has the lists that were read; `read_at` is when the oldest of them was."""

    day: date
    state: DayState
    counted: Mapping[PaymentStatus, Counted] = field(default_factory=dict)
    read_at: datetime | None = None


def latest_days(now: datetime) -> DaySpan:
    today = kst_date(now)
    return DaySpan(today - (LATEST_DAYS - 1) * A_DAY, today)


def days_of(month: Month) -> DaySpan:
    return DaySpan(month.first_day, month.plus(1).first_day - A_DAY)


def day_lines(session: Session, span: DaySpan, now: datetime) -> list[DayLine]:
    """A span's days, newest first; none before the company's first payment, none to come."""
    earliest, today = first_day(session), kst_date(now)
    if earliest is None:
        return []
    rows: dict[date, list[DayRead]] = {}
    for row in session.scalars(select(DayRead).where(DayRead.day.between(span.first, span.last))):
        rows.setdefault(row.day, []).append(row)
    days = [day for day in span.days() if earliest <= day <= today]
    return [_line(day, rows.get(day, []), today) for day in reversed(days)]


def _line(day: date, rows: Sequence[DayRead], today: date) -> DayLine:
    counted = {row.status: Counted(row.gateway, row.ours, row.left_out) for row in rows}
    whole = len(rows) == len(READ_STATUSES) and all(row.whole for row in rows)
    if any(each.missing for each in counted.values()):
        state = DayState.DIFFERS
    elif whole:
        state = DayState.COVERED
    elif rows and day == today:
        state = DayState.SO_FAR
    else:
        state = DayState.UNREAD
    return DayLine(day, state, counted, min((row.read_at for row in rows), default=None))


def payments_of_day(session: Session, day: date) -> list[PaymentRow]:
    """Our book's payments: paid, failed or given back on that day; at most `MOST_PAYMENTS`."""
    span = DaySpan(day, day)
    dated = PaymentRecord.dated_at
    given_back = and_(
        PaymentRecord.cancelled_at >= span.start, PaymentRecord.cancelled_at < span.end
    )
    that_day = or_(
        and_(dated >= span.start, dated < span.end),
        PaymentRecord.imp_uid.in_(
            select(PaymentRecord.imp_uid).where(text(IS_CANCELLED), given_back)
        ),
    )
    return rows_where(session, [that_day], MOST_PAYMENTS)
