"""Tomorrow's preflight (사전 점검): who is wrong and why, before the charge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from billing_core.desk.booked_wrongly import booked_wrongly, count_booked_wrongly
from billing_core.desk.not_booked import not_booked
from billing_core.desk.preflight_row import PreflightRow, Wrong, WrongPlace
from billing_core.roll_ups.interval import Interval
from billing_core.rules.preflight import Trouble
from billing_core.rules.subscription import BillingPolicy

# Money that would be taken wrongly first, and who has no booking at all last.
_MONEY = tuple(each for each in Trouble if each.wrong_money)
_NOT_BOOKED = (Trouble.NOT_BOOKED,)
_OTHERS = tuple(each for each in Trouble if each not in (*_MONEY, *_NOT_BOOKED))
_IN_ORDER = (_MONEY, _OTHERS, _NOT_BOOKED)


class PreflightPlace(NamedTuple):
    """The key a page ended at (keyset pagination): the next begins after it, whatever was cured."""

    group: int
    place: WrongPlace


@dataclass(frozen=True)
class Preflight:
    """One page. `counts` are over the whole day, of each trouble that there is, money first; `next`
    is None on the last page."""

    counts: Mapping[Trouble, int]
    rows: tuple[PreflightRow, ...]
    next: PreflightPlace | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def preflight(
    session: Session,
    day: date,
    policy: BillingPolicy,
    now: datetime,
    *,
    limit: int,
    after: PreflightPlace | None = None,
) -> Preflight:
    """A page of the charges of one day in Seoul that are wrong, `limit` at a time: money that would
    be taken wrongly first, then in the order they run. One may be wrong in two ways."""
    interval = Interval.of_day(day)
    unbooked = not_booked(session, interval, policy, now)
    counts = count_booked_wrongly(session, interval) | {Trouble.NOT_BOOKED: len(unbooked)}
    found: list[tuple[PreflightPlace, Wrong]] = []
    for group, troubles in enumerate(_IN_ORDER):
        begun = after.place if after is not None and after.group == group else None
        left = limit + 1 - len(found)
        passed = after is not None and group < after.group
        if passed or not left or not any(counts[each] for each in troubles):
            continue
        if troubles == _NOT_BOOKED:
            some = _after(unbooked, begun)[:left]
        else:
            some = booked_wrongly(session, interval, troubles, limit=left, after=begun)
        found += [(PreflightPlace(group, each.place), each) for each in some]
    shown = found[:limit]
    return Preflight(
        counts={each: counts[each] for group in _IN_ORDER for each in group if counts[each]},
        rows=tuple(row for _, each in shown for row in each.rows),
        next=shown[-1][0] if len(found) > limit else None,
    )


def _after(rows: Sequence[PreflightRow], place: WrongPlace | None) -> list[Wrong]:
    found = [Wrong(WrongPlace(row.due_at, row.app_id), (row,)) for row in rows]
    return [each for each in found if place is None or each.place > place]
