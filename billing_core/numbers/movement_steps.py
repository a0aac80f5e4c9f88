"""How members and MRR moved up to some borders, read from the roll-ups of stays.

Months come as their sums, so that what is read does not grow with the members. Of a month that
borders cut into pieces, as for days or "so far this month", the database adds up the stays that
began, turned or ended in each piece; the rest of the month is its sum less those.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from billing_core.models import MemberStay, MovementMonth, OpenEnd, StayChange
from billing_core.numbers.stay_facts import ends_in, gone
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, Interval
from billing_core.roll_ups.ledger_numbers import whole_won
from billing_core.roll_ups.state import require_kept
from billing_core.roll_ups.stay_rows import ChangeRow, Step, turning
from billing_core.roll_ups.stays import MOVED
from billing_core.rules.calendar import Month, kst_date, kst_instant

Rows = Select[*tuple[Any, ...]]


def piece_steps(session: Session, piece: Bounded) -> Iterator[Step]:
    """Deltas dated at the start of the piece, as if every stay had ended at its paid-through."""
    at = piece.start
    for again, months, stays, won in session.execute(_began(piece)):
        came = "returned" if again else "joined"
        yield Step(at, came, months, stays)
        yield Step(at, f"{came}_won", months, won)
    for kind, months, stays, won, asked_won in session.execute(_ended(piece)):
        yield Step(at, str(kind), months, stays)
        yield Step(at, "churned_won", months, won)
        yield Step(at, "asked_won", months, -asked_won)
    for months, won in session.execute(_asked(piece)):
        yield Step(at, "asked_won", months, won)
    for turn, price, months, price_before, months_before, times in session.execute(_turned(piece)):
        one = ChangeRow(0, 0, turn, at, price, months, price_before, months_before)
        for step in turning(one):
            yield step._replace(amount=step.amount * times)


def _began(piece: Bounded) -> Rows:
    key = (MemberStay.place > 0, MemberStay.first_months)
    return (
        select(*key, func.count(), whole_won(MemberStay.first_price))
        .where(MemberStay.began >= piece.start, MemberStay.began < piece.end)
        .group_by(*key)
    )


# Who asks when the paid time is over takes nothing more away by going.
_ASKED_BEFORE = MemberStay.asked_at <= MemberStay.paid_through


def _ended(piece: Bounded) -> Rows:
    key = (MemberStay.kind, MemberStay.months)
    asked = case((_ASKED_BEFORE, MemberStay.price), else_=0)
    return (
        select(*key, func.count(), whole_won(MemberStay.price), whole_won(asked))
        .where(ends_in(piece))
        .group_by(*key)
    )


def _asked(piece: Bounded) -> Rows:
    return (
        select(MemberStay.months, whole_won(MemberStay.price))
        .where(MemberStay.asked_at >= piece.start, MemberStay.asked_at < piece.end, _ASKED_BEFORE)
        .group_by(MemberStay.months)
    )


def _turned(piece: Bounded) -> Rows:
    key = (
        StayChange.turn,
        StayChange.price,
        StayChange.months,
        StayChange.price_before,
        StayChange.months_before,
    )
    return (
        select(*key, func.count())
        .where(StayChange.paid_at >= piece.start, StayChange.paid_at < piece.end)
        .group_by(*key)
    )


def movement_steps(session: Session, borders: Sequence[datetime], as_of: AsOf) -> Iterator[Step]:
    """All deltas dated before the last of `borders`, none of them finer than they need.

    Raises Refusal "roll_ups_missing".
    """
    require_kept(session, as_of)
    cut = _cut_months(borders)
    yield from _of_months(session, max(borders), {month: inner[-1] for month, inner in cut.items()})
    yield from _not_gone_yet(session, max(borders), as_of)
    for month, inner in cut.items():
        for edges in pairwise((month.start, *inner)):
            for step in piece_steps(session, Interval(*edges)):
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


def brief_stays(session: Session, interval: Bounded, as_of: AsOf) -> int:
    """The number of stays that began and ended in the interval."""
    began = MemberStay.began >= interval.start
    counted = (
        select(func.count()).select_from(MemberStay).where(ends_in(interval), began, gone(as_of))
    )
    return session.scalars(counted).one()
