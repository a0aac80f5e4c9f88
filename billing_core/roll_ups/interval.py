"""Intervals of time, and one grouped query for many of them.

The borders of a Korean month are worked out once, by `rules.calendar.Month`, and handed to
the database as plain instants. So SQLite and PostgreSQL cannot disagree about time zones,
each interval is one range of an index, and months, days and "so far this month" are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, column, values
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.models.base import UtcInstant
from billing_core.rules.calendar import kst_instant


class Bounded(Protocol):
    """Anything with two aware UTC instants, half-open. A `Month` is one."""

    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    def __contains__(self, instant: datetime, /) -> bool: ...


@dataclass(frozen=True)
class Interval:
    start: datetime
    end: datetime

    @classmethod
    def of_day(cls, day: date) -> Interval:
        """One day in Seoul."""
        return cls(kst_instant(day), kst_instant(day + timedelta(days=1)))

    @classmethod
    def of_year(cls, year: int) -> Interval:
        """One calendar year in Seoul."""
        return cls(kst_instant(date(year, 1, 1)), kst_instant(date(year + 1, 1, 1)))

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


S = TypeVar("S", bound=Bounded)


def within(
    at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], span: CTE
) -> ColumnElement[bool]:
    return and_(at >= span.c.starts, at < span.c.ends)


def per_interval(
    session: Session, intervals: Sequence[S], adding_up: Callable[[CTE], Select[*tuple[Any, ...]]]
) -> dict[S, tuple[int, ...]]:
    """One grouped query: `adding_up` selects its numbers from the CTE of intervals and the facts.

    An interval in which nothing happened is left out of the answer.
    """
    if not intervals:
        return {}
    span = spans(intervals)
    statement = adding_up(span).add_columns(span.c.position).group_by(span.c.position)
    found = session.execute(statement).all()
    return {intervals[row[-1]]: tuple(int(number) for number in row[:-1]) for row in found}


def spans(intervals: Sequence[Bounded]) -> CTE:
    """The intervals as a CTE of `position`, `starts` and `ends`."""
    columns = (
        column("position", Integer),
        column("starts", UtcInstant()),
        column("ends", UtcInstant()),
    )
    rows = [(place, each.start, each.end) for place, each in enumerate(intervals)]
    return values(*columns, name="stretch").data(rows).cte("stretches")
