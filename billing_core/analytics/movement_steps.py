"""How members and MRR moved up to some borders, read from the roll-ups of stays.

Months come as their sums, so that what is read does not grow with the members. Where a border
lies inside a month, as for days or "so far this month", the stays themselves are read from
that month on, and only those that began, turned or ended in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.roll_ups.state import require_kept
from billing_core.analytics.roll_ups.stay_rows import (
    ChangeRow,
    StayRow,
    Step,
    coming,
    leaving,
    turning,
)
from billing_core.analytics.roll_ups.stay_sums import MOVED
from billing_core.analytics.streamed import streamed
from billing_core.models import MemberStay, MovementMonth, OpenEnd, StayChange
from billing_core.rules.calendar import Month, kst_date, kst_instant


def movement_steps(session: Session, borders: Sequence[datetime], as_of: AsOf) -> Iterator[Step]:
    """Everything dated before the last of `borders`, none of it finer than they need.

    Raises Refusal "roll_ups_missing".
    """
    require_kept(session, as_of)
    end = max(borders)
    split = end
    if any(Month.of(border).start != border for border in borders):
        split = Month.of(min(borders)).start
    yield from _of_months(session, split)
    yield from _not_gone_yet(session, split, as_of)
    if split < end:
        yield from _of_stays(session, split, end, as_of)


def _of_months(session: Session, split: datetime) -> Iterator[Step]:
    sums = [whole_won(getattr(MovementMonth, column)) for column in MOVED]
    rows = session.execute(
        select(MovementMonth.month, MovementMonth.months, *sums)
        .where(MovementMonth.month < Month.of(split))
        .group_by(MovementMonth.month, MovementMonth.months)
    )
    for month, months, *amounts in rows:
        for column, amount in zip(MOVED, amounts, strict=True):
            if amount:
                yield Step(month.start, column, months, amount)


def _not_gone_yet(session: Session, split: datetime, as_of: AsOf) -> Iterator[Step]:
    """What the months say too much: they count every stay as ending at its paid-through."""
    rows = session.execute(
        select(
            OpenEnd.day, OpenEnd.kind, OpenEnd.waits, OpenEnd.months,
            OpenEnd.stays, OpenEnd.brief, OpenEnd.won,
        ).where(_still_open(as_of), OpenEnd.day < kst_date(split))
    )  # fmt: skip
    for day, kind, waits, months, stays, brief, won in rows:
        at = kst_instant(day)
        yield Step(at, str(kind), months, -stays)
        yield Step(at, "brief", months, -brief)
        yield Step(at, "churned_won", months, -won)
        if not waits:
            yield Step(at, "asked_won", months, won)


def _still_open(as_of: AsOf) -> ColumnElement[bool]:
    """Paid time ends at a midnight in Seoul, so days are as exact as instants."""
    today = kst_date(as_of.now)
    waited_for = and_(OpenEnd.waits, OpenEnd.day > today - timedelta(days=as_of.grace_days))
    return or_(OpenEnd.day > today, waited_for)


def _of_stays(session: Session, start: datetime, end: datetime, as_of: AsOf) -> Iterator[Step]:
    for row in streamed(session, _stays(start, end)):
        stay = StayRow(*row)
        gone = stay.over_at is None or stay.over_at <= as_of.now
        found = [*coming(stay), *(leaving(stay) if gone else ())]
        yield from (step for step in found if start <= step.at < end)
    for row in streamed(session, _changes(start, end)):
        yield from turning(ChangeRow(*row))


def _stays(start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    dates = (MemberStay.began, MemberStay.paid_through, MemberStay.asked_at)
    columns = [getattr(MemberStay, name) for name in StayRow._fields]
    return select(*columns).where(or_(*(_between(at, start, end) for at in dates)))


def _changes(start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    columns = [getattr(StayChange, name) for name in ChangeRow._fields]
    return select(*columns).where(_between(StayChange.paid_at, start, end))


def _between(
    at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    start: datetime,
    end: datetime,
) -> ColumnElement[bool]:
    return and_(at >= start, at < end)


def brief_stays(session: Session, start: datetime, end: datetime, as_of: AsOf) -> int:
    """Stays that began and ended in [start, end)."""
    over = or_(MemberStay.over_at.is_(None), MemberStay.over_at <= as_of.now)
    counted = select(func.count()).where(
        _between(MemberStay.paid_through, start, end), MemberStay.began >= start, over
    )
    return session.scalars(counted).one()
