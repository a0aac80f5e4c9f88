"""A member's stays as rows: what is kept of them, and what each adds to the sums."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from billing_core.models import StayTurn
from billing_core.rules.calendar import Month
from billing_core.rules.coverage import PaidPeriod, Stay
from billing_core.rules.subscription import EndKind


class StayRow(NamedTuple):
    """The columns of `member_stays` after the member's id."""

    place: int
    began: datetime
    first_price: int
    first_months: int
    paid_through: datetime
    over_at: datetime | None
    kind: EndKind
    price: int
    months: int
    last_paid_at: datetime
    asked_at: datetime | None


class ChangeRow(NamedTuple):
    """The columns of `stay_changes` after the member's id."""

    place: int
    number: int
    turn: StayTurn
    paid_at: datetime
    price: int
    months: int
    price_before: int
    months_before: int


class LifeRows(NamedTuple):
    """All that is kept of one member's stays, in the order of their keys."""

    stays: tuple[StayRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()


class Step(NamedTuple):
    """A delta: `amount` for `column` of the sums at an instant: members, or won for `months`."""

    at: datetime
    column: str
    months: int
    amount: int


def life_rows(stays: Sequence[Stay]) -> LifeRows:
    changes = (_changes(place, stay) for place, stay in enumerate(stays))
    return LifeRows(
        tuple(_stay_row(place, stay) for place, stay in enumerate(stays)),
        tuple(row for rows in changes for row in rows),
    )


def _stay_row(place: int, stay: Stay) -> StayRow:
    first, last = stay.periods[0], stay.periods[-1]
    return StayRow(
        place=place,
        began=stay.began,
        first_price=first.price,
        first_months=first.months,
        paid_through=stay.paid_through,
        over_at=stay.over_at,
        kind=stay.kind,
        price=last.price,
        months=last.months,
        last_paid_at=last.paid_at,
        asked_at=stay.asked_at,
    )


def _changes(place: int, stay: Stay) -> Iterator[ChangeRow]:
    turns = [(StayTurn.RECOVERED, period, period) for period in stay.recovered]
    turns += [
        (StayTurn.PRICE, before, after)
        for before, after in pairwise(stay.periods)
        if not after.priced_as(before)
    ]
    for number, (turn, before, after) in enumerate(turns):
        yield _change_row(place, number, turn, before, after)


def _change_row(
    place: int, number: int, turn: StayTurn, before: PaidPeriod, after: PaidPeriod
) -> ChangeRow:
    return ChangeRow(
        place,
        number,
        turn,
        after.paid_at,
        after.price,
        after.months,
        before.price,
        before.months,
    )


def steps(life: LifeRows) -> Iterator[Step]:
    """The deltas of a member's stays, as if every stay had ended at its paid-through."""
    for stay in life.stays:
        yield from coming(stay)
        yield from leaving(stay)
    for change in life.changes:
        yield from turning(change)


def coming(stay: StayRow) -> Iterator[Step]:
    came = "returned" if stay.place else "joined"
    yield Step(stay.began, came, stay.first_months, 1)
    yield Step(stay.began, f"{came}_won", stay.first_months, stay.first_price)
    if stay.asked_at is not None:
        yield Step(stay.asked_at, "asked_won", stay.months, stay.price)


def leaving(stay: StayRow) -> Iterator[Step]:
    yield Step(stay.paid_through, str(stay.kind), stay.months, 1)
    yield Step(stay.paid_through, "churned_won", stay.months, stay.price)
    if is_brief(stay):
        yield Step(stay.paid_through, "brief", stay.months, 1)
    if stay.asked_at is not None:
        gone_at = max(stay.paid_through, stay.asked_at)
        yield Step(gone_at, "asked_won", stay.months, -stay.price)


def is_brief(stay: StayRow) -> bool:
    """Whether a stay began and ended in one month."""
    return Month.of(stay.began) == Month.of(stay.paid_through)


def turning(change: ChangeRow) -> Iterator[Step]:
    at, price, months = change.paid_at, change.price, change.months
    if change.turn is StayTurn.RECOVERED:
        yield Step(at, "recovered", months, 1)
    elif price * change.months_before > change.price_before * months:
        yield Step(at, "expansion_won", months, price)
        yield Step(at, "expansion_won", change.months_before, -change.price_before)
    else:
        yield Step(at, "contraction_won", change.months_before, change.price_before)
        yield Step(at, "contraction_won", months, -price)


def open_end(stays: Iterable[StayRow]) -> StayRow | None:
    """The stay that may still go on: the last one."""
    return next((stay for stay in stays if stay.over_at is not None), None)
