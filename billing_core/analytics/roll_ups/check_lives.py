"""Do the roll-ups of stays, cohorts and cycles say what the book says? Reads all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.analytics.roll_ups.cycles import cycles_of_the_book
from billing_core.analytics.roll_ups.difference import Difference
from billing_core.analytics.roll_ups.ledger_cohorts import cohort_sums, first_payments
from billing_core.analytics.roll_ups.ledger_months import ledger_months, month_spans
from billing_core.analytics.roll_ups.rebuild import MEMBERS_AT_ONCE, read_lives
from billing_core.analytics.roll_ups.requests import months_of_requests, request_rows
from billing_core.analytics.roll_ups.stay_rows import ChangeRow, StayRow
from billing_core.analytics.roll_ups.stay_sums import ENDING, MOVED, StaySums, rows_of
from billing_core.models import (
    CohortMember,
    CohortMonth,
    CycleDay,
    MemberStay,
    MovementMonth,
    OpenEnd,
    OpenRefusal,
    RequestMonth,
    StayChange,
)
from billing_core.models.base import Base
from billing_core.rules.calendar import Month

Found = tuple[Any, ...]
"""A row of a roll-up, its key first."""


def check_lives(session: Session, grace_days: int) -> Iterator[Difference]:
    yield from _stays_that_differ(session, timedelta(days=grace_days))
    yield from _cohorts_that_differ(session)
    yield from _cycles_that_differ(session, grace_days)
    asked = request_rows(session, months_of_requests(session))
    true = [tuple(row.values()) for row in asked if row["members"]]
    yield from _compare("취소신청 집계", _kept(session, RequestMonth), true, _first)


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
        yield Difference(month, "책과 다른 회원의 이용 기간", members, 0)
    with_stays = session.scalars(select(MemberStay.member_id).distinct()).all()
    if len(with_stays) != seen:
        yield Difference(None, "이용 기간이 있는 회원", len(with_stays), seen)
    months = [tuple(row.values()) for row in rows_of(sums.months, MOVED)]
    yield from _compare("회원과 MRR 증감 집계", _kept(session, MovementMonth), months, _first)
    ends = [tuple(row.values()) for row in rows_of(sums.ends, ENDING)]
    kept_ends = _kept(session, OpenEnd)
    yield from _compare("이용 만료일 집계", kept_ends, ends, lambda row: _month(row[0]))


def _kept_lives(session: Session, member_ids: Sequence[str]) -> dict[str, Counter[Any]]:
    found: dict[str, Counter[Any]] = {}
    for table, row_type in ((MemberStay, StayRow), (StayChange, ChangeRow)):
        columns = table.__table__.columns
        for row in session.execute(select(*columns).where(columns.member_id.in_(member_ids))):
            found.setdefault(row[0], Counter())[row_type(*row[1:])] += 1
    return found


def _cohorts_that_differ(session: Session) -> Iterator[Difference]:
    months = ledger_months(session)
    span = month_spans(months or [Month(1970, 1)])
    true = [tuple(row) for row in session.execute(cohort_sums(span)) if any(row[2:])]
    yield from _compare("코호트 집계", _kept(session, CohortMonth), true, lambda row: row[1])
    kept = select(CohortMember.member_id, CohortMember.month, CohortMember.first_paid_at)
    first = first_payments(span)
    only_kept = session.execute(kept.except_(first)).all()
    only_true = session.execute(first.except_(kept)).all()
    if only_kept or only_true:
        yield Difference(None, "원장과 다른 코호트 회원", len(only_kept), len(only_true))


def _cycles_that_differ(session: Session, grace_days: int) -> Iterator[Difference]:
    book = cycles_of_the_book(session, grace_days)
    days = [tuple(row.values()) for row in book.day_rows()]
    yield from _compare(
        "결제 주기 집계", _kept(session, CycleDay), days, lambda row: _month(row[0])
    )
    refused = [tuple(row.values()) for row in book.refusal_rows()]
    kept = _kept(session, OpenRefusal)
    yield from _compare("미결제 거절 집계", kept, refused, lambda row: _month(row[1]))


def _kept(session: Session, table: type[Base]) -> list[Found]:
    """Rows that came to nothing are as good as none."""
    keys = len(list(table.__table__.primary_key))
    rows = session.execute(select(*table.__table__.columns))
    return [tuple(row) for row in rows if any(row[keys:])]


def _compare(
    what: str, kept: Iterable[Found], true: Iterable[Found], month: Callable[[Found], Month]
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
