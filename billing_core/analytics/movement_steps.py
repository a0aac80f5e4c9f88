"""How members and MRR moved up to some borders, read from the roll-ups of stays.

Months come as their sums, so that what is read does not grow with the members. Of a month that
borders cut into pieces, as for days or "so far this month", the database adds up the stays that
began, turned or ended in each piece; the rest of the month is its sum less those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.piece_steps import piece_steps
from billing_core.analytics.roll_ups.state import require_kept
from billing_core.analytics.roll_ups.stay_rows import Step
from billing_core.analytics.roll_ups.stay_sums import MOVED
from billing_core.analytics.stay_facts import ends_in, gone
from billing_core.analytics.stretch import Bounded, Stretch
from billing_core.models import MemberStay, MovementMonth, OpenEnd
from billing_core.rules.calendar import Month, kst_date, kst_instant


def movement_steps(session: Session, borders: Sequence[datetime], as_of: AsOf) -> Iterator[Step]:
    """Everything dated before the last of `borders`, none of it finer than they need.

    Raises Refusal "roll_ups_missing".
    """
    require_kept(session, as_of)
    cut = _cut_months(borders)
    yield from _of_months(session, max(borders), {month: inner[-1] for month, inner in cut.items()})
    yield from _not_gone_yet(session, max(borders), as_of)
    for month, inner in cut.items():
        for edges in pairwise((month.start, *inner)):
            for step in piece_steps(session, Stretch(*edges)):
                yield step
                yield step._replace(at=inner[-1], amount=-step.amount)


def _cut_months(borders: Sequence[datetime]) -> dict[Month, list[datetime]]:
    """The borders that lie inside a month, by their month."""
    inner: dict[Month, list[datetime]] = {}
    for border in sorted(set(borders)):
        month = Month.of(border)
        if month.start < border:
            inner.setdefault(month, []).append(border)
    return inner


def _of_months(
    session: Session, end: datetime, stands_at: Mapping[Month, datetime]
) -> Iterator[Step]:
    """Each sum stands at the beginning of its month, or else where it is told to."""
    sums = [whole_won(getattr(MovementMonth, column)) for column in MOVED]
    rows = session.execute(
        select(MovementMonth.month, MovementMonth.months, *sums)
        .where(MovementMonth.month <= Month.of(end))
        .group_by(MovementMonth.month, MovementMonth.months)
    )
    for month, months, *amounts in rows:
        at = stands_at.get(month, month.start)
        for column, amount in zip(MOVED, amounts, strict=True):
            if amount:
                yield Step(at, column, months, amount)


def _not_gone_yet(session: Session, end: datetime, as_of: AsOf) -> Iterator[Step]:
    """What the months say too much: they count every stay as ending at its paid-through."""
    rows = session.execute(
        select(
            OpenEnd.day, OpenEnd.kind, OpenEnd.waits, OpenEnd.months,
            OpenEnd.stays, OpenEnd.brief, OpenEnd.won,
        ).where(_still_open(as_of), OpenEnd.day <= kst_date(end))
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


def brief_stays(session: Session, stretch: Bounded, as_of: AsOf) -> int:
    """Stays that began and ended in it."""
    began = MemberStay.began >= stretch.start
    counted = (
        select(func.count()).select_from(MemberStay).where(ends_in(stretch), began, gone(as_of))
    )
    return session.scalars(counted).one()
