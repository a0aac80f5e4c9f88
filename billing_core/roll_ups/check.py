"""Compares the roll-ups with a full recount of the book: for the health page, `rollup check`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import CompoundSelect, func, select
from sqlalchemy.orm import Session

from billing_core import models
from billing_core.models.base import Base
from billing_core.roll_ups.cycles import cycles_of_the_book
from billing_core.roll_ups.ledger_months import (
    cohort_sums,
    first_payments,
    ledger_months,
    member_sums,
    month_spans,
)
from billing_core.roll_ups.ledger_numbers import PaidIn, RefundedIn, paid_in, refunded_in, totals_of
from billing_core.roll_ups.rebuild import MEMBERS_AT_ONCE, read_lives
from billing_core.roll_ups.requests import months_of_requests, request_rows
from billing_core.roll_ups.state import kept_grace_days
from billing_core.roll_ups.stay_rows import ChangeRow, StayRow
from billing_core.roll_ups.stays import ENDING, MOVED, StaySums, rows_of
from billing_core.rules.calendar import Month
from billing_core.rules.roll_up_difference import Difference, RollUpSum

Found = tuple[Any, ...]
"""A row of a roll-up, its key first."""


def check_lives(session: Session, grace_days: int) -> Iterator[Difference]:
    yield from _stays_that_differ(session, timedelta(days=grace_days))
    yield from _cohorts_that_differ(session)
    yield from _cycles_that_differ(session, grace_days)
    asked = request_rows(session, months_of_requests(session))
    true = [tuple(row.values()) for row in asked if row["members"]]
    yield from _compare_lives(RollUpSum.REQUESTS, _kept(session, models.RequestMonth), true, _first)


def _stays_that_differ(session: Session, grace: timedelta) -> Iterator[Difference]:
    sums, seen = StaySums(), 0
    wrong: Counter[Month] = Counter()
    lives = read_lives(session, grace)
    while some := list(islice(lives, MEMBERS_AT_ONCE)):
        kept = _kept_lives(session, [member_id for member_id, _, _ in some])
        for member_id, life, cohort in some:
            sums.add(life, cohort)
            seen += 1
            if kept.get(member_id, Counter()) != Counter([*life.stays, *life.changes]):
                wrong[Month.of(life.stays[-1].paid_through)] += 1
    for month, members in sorted(wrong.items()):
        yield Difference(month, RollUpSum.STAYS, members, 0)
    with_stays = session.scalars(select(models.MemberStay.member_id).distinct()).all()
    if len(with_stays) != seen:
        yield Difference(None, RollUpSum.MEMBERS_WITH_STAYS, len(with_stays), seen)
    months = [tuple(row.values()) for row in rows_of(sums.months, MOVED)]
    yield from _compare_lives(
        RollUpSum.MOVEMENTS, _kept(session, models.MovementMonth), months, _first
    )
    ends = [tuple(row.values()) for row in rows_of(sums.ends, ENDING)]
    kept_ends = _kept(session, models.OpenEnd)
    yield from _compare_lives(RollUpSum.ENDS, kept_ends, ends, lambda row: _month(row[0]))


def _kept_lives(session: Session, member_ids: Sequence[int]) -> dict[int, Counter[Any]]:
    found: dict[int, Counter[Any]] = {}
    for table, row_type in ((models.MemberStay, StayRow), (models.StayChange, ChangeRow)):
        columns = table.__table__.columns
        for row in session.execute(select(*columns).where(columns.member_id.in_(member_ids))):
            found.setdefault(row[0], Counter())[row_type(*row[1:])] += 1
    return found


def _cohorts_that_differ(session: Session) -> Iterator[Difference]:
    months = ledger_months(session)
    span = month_spans(months or [Month(1970, 1)])
    true = [tuple(row) for row in session.execute(cohort_sums(span)) if any(row[2:])]
    yield from _compare_lives(
        RollUpSum.COHORTS, _kept(session, models.CohortMonth), true, lambda row: row[1]
    )
    kept = select(
        models.CohortMember.member_id, models.CohortMember.month, models.CohortMember.first_paid_at
    )
    first = first_payments(span)
    only_kept = session.execute(kept.except_(first)).all()
    only_true = session.execute(first.except_(kept)).all()
    if only_kept or only_true:
        yield Difference(None, RollUpSum.COHORT_MEMBERS, len(only_kept), len(only_true))


def _cycles_that_differ(session: Session, grace_days: int) -> Iterator[Difference]:
    book = cycles_of_the_book(session, grace_days)
    days = [tuple(row.values()) for row in book.day_rows()]
    yield from _compare_lives(
        RollUpSum.CYCLES, _kept(session, models.CycleDay), days, lambda row: _month(row[0])
    )
    refused = [tuple(row.values()) for row in book.refusal_rows()]
    kept = _kept(session, models.OpenRefusal)
    yield from _compare_lives(RollUpSum.OPEN_REFUSALS, kept, refused, lambda row: _month(row[1]))


def _kept(session: Session, table: type[Base]) -> list[Found]:
    """Rows that came to nothing are as good as none."""
    keys = len(list(table.__table__.primary_key))
    rows = session.execute(select(*table.__table__.columns))
    return [tuple(row) for row in rows if any(row[keys:])]


def _compare_lives(
    what: RollUpSum, kept: Iterable[Found], true: Iterable[Found], month: Callable[[Found], Month]
) -> Iterator[Difference]:
    has, should_have = set(kept), set(true)
    shown = Counter(map(month, has - should_have))
    in_book = Counter(map(month, should_have - has))
    for each in sorted({*shown, *in_book}):
        yield Difference(each, what, shown[each], in_book[each])


def _month(day: date) -> Month:
    return Month(day.year, day.month)


def _first(row: Found) -> Month:
    month: Month = row[0]
    return month


_PAID = {
    "members": RollUpSum.PAID_MEMBERS,
    "kept": RollUpSum.KEPT_MEMBERS,
    "charges": RollUpSum.CHARGES,
    "won": RollUpSum.PAID_WON,
}
_REFUNDED = {"refunds": RollUpSum.REFUNDS, "won": RollUpSum.REFUNDED_WON}


def check(session: Session, months: Sequence[Month] | None = None) -> list[Difference]:
    """Compares the money of these months; or all of everything, which reads the whole book. An
    empty list is good news."""
    if months is not None:
        return _money_that_differs(session, months)
    every = sorted({*ledger_months(session), *_rolled_up_months(session)})
    grace_days = kept_grace_days(session)
    lives = [] if grace_days is None else check_lives(session, grace_days)
    return [*_money_that_differs(session, every), *lives]


def _money_that_differs(session: Session, months: Sequence[Month]) -> list[Difference]:
    if not months:
        return []
    return [*_totals_that_differ(session, months), *_members_that_differ(session, months)]


def _rolled_up_months(session: Session) -> set[Month]:
    by_member = session.scalars(select(models.MemberMonth.month).distinct())
    return {*session.scalars(select(models.MonthTotal.month)), *by_member}


def _totals_that_differ(session: Session, months: Sequence[Month]) -> Iterator[Difference]:
    shown = totals_of(session, months)
    paid, refunded = paid_in(session, months), refunded_in(session, months)
    for month in months:
        shown_paid, shown_refunded = shown[month]
        yield from _compare(month, _PAID, shown_paid, paid[month])
        yield from _compare(month, _REFUNDED, shown_refunded, refunded[month])


def _compare(
    month: Month,
    sums: dict[str, RollUpSum],
    shown: PaidIn | RefundedIn,
    ledger: PaidIn | RefundedIn,
) -> Iterator[Difference]:
    said, true = asdict(shown), asdict(ledger)
    for name, what in sums.items():
        if said[name] != true[name]:
            yield Difference(month, what, said[name], true[name])


def _members_that_differ(session: Session, months: Sequence[Month]) -> Iterator[Difference]:
    """Rows of members that only one side has: totals may agree while two members are swapped."""
    kept = select(
        models.MemberMonth.month,
        models.MemberMonth.member_id,
        models.MemberMonth.charges,
        models.MemberMonth.paid_won,
        models.MemberMonth.given_back_won,
    ).where(models.MemberMonth.month.in_(months))
    true = member_sums(month_spans(months))
    only_kept = _by_month(session, kept.except_(true))
    only_true = _by_month(session, true.except_(kept))
    for month in sorted({*only_kept, *only_true}):
        what = RollUpSum.BY_MEMBER
        yield Difference(month, what, only_kept.get(month, 0), only_true.get(month, 0))


def _by_month(
    session: Session, rows: CompoundSelect[Month, int, int, int, int]
) -> dict[Month, int]:
    found = rows.subquery("found")
    month = found.c.month
    counted = session.execute(select(month, func.count()).group_by(month))
    return dict(iter(counted))
