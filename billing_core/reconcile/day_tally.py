"""Counting one list of the gateway by days in Seoul: each day is kept in the book once the list
has gone past it, beside what our own book has of it then."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, delete, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.database import hold
from billing_core.models import DayRead, PaymentRecord
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.classification import PaymentClass
from billing_core.rules.day_read import A_DAY, DaySpan
from billing_core.rules.payment import Payment, PaymentStatus

# Of what is paid or failed, `dated_at` is that instant, and has the index.
_CLOCKS: dict[PaymentStatus, InstrumentedAttribute[Any]] = {
    PaymentStatus.PAID: PaymentRecord.dated_at,
    PaymentStatus.FAILED: PaymentRecord.dated_at,
    PaymentStatus.CANCELLED: PaymentRecord.cancelled_at,
}
_DAYS = cast(Table, DayRead.__table__)
_FORGET = delete(_DAYS).where(
    _DAYS.c.status == bindparam("list"),
    _DAYS.c.day.between(bindparam("first"), bindparam("last")),
)
_KEEP = insert(_DAYS)


class DayTally:
    """Daily counts of the list of `status` in [since, until), read at `at` by the slower of the two
    clocks. Days that the window has only a part of are not kept; the day of `at` is, as far as
    it has gone."""

    def __init__(
        self, status: PaymentStatus, since: datetime, until: datetime, at: datetime
    ) -> None:
        self.status, self._at = status, at
        first = kst_date(since)
        self._first = first if kst_instant(first) >= since else first + A_DAY
        self._last = kst_date(at) if until > at else kst_date(until) - A_DAY
        self.reached = self._next = self._first
        self._listed: Counter[date] = Counter()
        self._left_out: Counter[date] = Counter()

    def count(self, payments: Sequence[Payment]) -> None:
        """Count by day, in list order. One whose time cannot be believed counts where it stands."""
        for payment in payments:
            at = payment.reached_at(self.status)
            day = kst_date(at) if at else self.reached
            self._listed[day] += 1
            self._left_out[day] += bool(payment.flaws)
            self._next = max(self._first, min(self._next, day))  # a late one's day is kept again
            self.reached = max(self.reached, day)

    def count_left_out(self) -> None:
        """Count a row without a number, where the list stands."""
        self._listed[self.reached] += 1
        self._left_out[self.reached] += 1

    def keep(self, session: Session, before: date | None = None) -> None:
        """Write the days that have not been kept yet. Without `before` the list has come to its end
        and is known to be whole, and all its days are: a reading that was cut off reads them
        again."""
        ended = before is None
        last = self._last if before is None else min(before - A_DAY, self._last)
        span = DaySpan(self._first if ended else self._next, last)
        if span.last < span.first:
            return
        ours = _ours(session, self.status, span)
        hold(session, "days_read")
        session.execute(_FORGET, {"list": self.status, "first": span.first, "last": span.last})
        rows = [
            {
                "day": day,
                "status": self.status,
                "gateway": self._listed[day],
                "ours": ours[day],
                "left_out": self._left_out[day],
                "whole": ended and kst_instant(day + A_DAY) <= self._at,
                "read_at": self._at,
            }
            for day in span.days()
        ]
        session.execute(_KEEP, rows)
        self._next = last + A_DAY


def _ours(session: Session, status: PaymentStatus, span: DaySpan) -> Counter[date]:
    """Those that the gateway has told of, each on the clock of its status."""
    instants = session.scalars(_told_of(status), {"since": span.start, "until": span.end})
    return Counter(map(kst_date, instants))


@cache
def _told_of(status: PaymentStatus) -> Select[datetime]:
    clock = _CLOCKS[status]
    return select(clock).where(
        text(f"status = '{status}'"),  # as the index of the cancelled ones says it
        clock >= bindparam("since"),
        clock < bindparam("until"),
        PaymentRecord.gateway_uid != "",
        PaymentRecord.payment_class != PaymentClass.UNREADABLE,
    )
