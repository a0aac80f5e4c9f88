"""Do the roll-ups say what the ledger says? Asked by the health page and by `rollup check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from sqlalchemy import CompoundSelect, func, select
from sqlalchemy.orm import Session

from billing_core.analytics.ledger_numbers import PaidIn, RefundedIn, paid_in, refunded_in
from billing_core.analytics.month_totals import totals_of
from billing_core.analytics.roll_ups.check_lives import check_lives
from billing_core.analytics.roll_ups.difference import Difference
from billing_core.analytics.roll_ups.ledger_months import ledger_months, member_sums, month_spans
from billing_core.analytics.roll_ups.state import kept_grace_days
from billing_core.models import MemberMonth, MonthTotal
from billing_core.rules.calendar import Month

_PAID = {
    "members": "결제회원",
    "kept": "결제회원(전액환불 제외)",
    "charges": "결제 건수",
    "won": "결제액",
}
_REFUNDED = {"refunds": "환불 건수", "won": "환불액"}


def check(session: Session, months: Sequence[Month] | None = None) -> list[Difference]:
    """The money of these months; or all of everything, which reads the whole book. An empty list
    is good news."""
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
    by_member = session.scalars(select(MemberMonth.month).distinct())
    return {*session.scalars(select(MonthTotal.month)), *by_member}


def _totals_that_differ(session: Session, months: Sequence[Month]) -> Iterator[Difference]:
    shown = totals_of(session, months)
    paid, refunded = paid_in(session, months), refunded_in(session, months)
    for month in months:
        shown_paid, shown_refunded = shown[month]
        yield from _compare(month, _PAID, shown_paid, paid[month])
        yield from _compare(month, _REFUNDED, shown_refunded, refunded[month])


def _compare(
    month: Month, words: dict[str, str], shown: PaidIn | RefundedIn, ledger: PaidIn | RefundedIn
) -> Iterator[Difference]:
    said, true = asdict(shown), asdict(ledger)
    for name, what in words.items():
        if said[name] != true[name]:
            yield Difference(month, what, said[name], true[name])


def _members_that_differ(session: Session, months: Sequence[Month]) -> Iterator[Difference]:
    """Rows of members that only one side has: totals may agree while two members are swapped."""
    kept = select(
        MemberMonth.month,
        MemberMonth.member_id,
        MemberMonth.charges,
        MemberMonth.paid_won,
        MemberMonth.given_back_won,
    ).where(MemberMonth.month.in_(months))
    true = member_sums(month_spans(months))
    only_kept = _by_month(session, kept.except_(true))
    only_true = _by_month(session, true.except_(kept))
    for month in sorted({*only_kept, *only_true}):
        what = "원장과 다른 회원별 집계"
        yield Difference(month, what, only_kept.get(month, 0), only_true.get(month, 0))


def _by_month(
    session: Session, rows: CompoundSelect[Month, str, int, int, int]
) -> dict[Month, int]:
    found = rows.subquery("found")
    month = found.c.month
    counted = session.execute(select(month, func.count()).group_by(month))
    return dict(iter(counted))
