"""Delta maintenance of cohorts with the ledger: who belongs to which, what each paid by month.

An imported past may move a member to an earlier cohort: then everything that the member
added to one cohort is taken from it and added to the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, select, true, update
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.models import (
    CohortMember,
    CohortMonth,
    LedgerEntry,
    MemberMonth,
    MonthTotal,
    gives_back,
    standing_payment,
)
from billing_core.roll_ups.corrections import MonthChange
from billing_core.roll_ups.stays import StaySums, kept_life
from billing_core.roll_ups.upsert import add_to
from billing_core.rules.calendar import Month


class Uncounted(NamedTuple):
    """Of what stands in the ledger already and is told later: the `entries`; or the won that went
    back, by member and month, where they are known."""

    entries: ColumnElement[bool] | None = None
    given_back: Mapping[tuple[int, Month], int] = MappingProxyType({})


NOTHING = Uncounted()


class Spent(NamedTuple):
    """What a member adds to one month of a cohort."""

    month: Month
    paid_members: int
    net_won: int


def add_to_cohorts(
    session: Session,
    first_paid: dict[int, datetime],
    changes: Sequence[MonthChange],
    corrected: Collection[int] = (),
    uncounted: Uncounted = NOTHING,
) -> None:
    """Adds new facts. `changes` are what they came to, `first_paid` the earliest new payment of
    each member who has one; of those `corrected` a payment was reversed. `uncounted` entries stand
    in the ledger but are told later."""
    cohort_of, moved = _place(session, first_paid, {change.member_id for change in changes})
    _place_again(session, corrected, cohort_of, moved)
    sums: defaultdict[tuple[Month, Month], list[int]] = defaultdict(lambda: [0, 0])
    for change in changes:
        spent = Spent(change.month, change.paid_members, change.paid_won - change.refunded_won)
        _add(sums, moved.get(change.member_id) or cohort_of[change.member_id], [spent])
    for member_id, earlier in moved.items():
        spent_ever, cohort = _spent(session, member_id, uncounted), cohort_of.get(member_id)
        _add(sums, earlier, spent_ever, times=-1)
        if cohort is not None:
            _add(sums, cohort, spent_ever)
        _move_stays(session, member_id, earlier, cohort)
    write_cohort_months(session, sums)


def write_cohort_months(session: Session, sums: dict[tuple[Month, Month], list[int]]) -> None:
    rows = (
        {"cohort": cohort, "month": month, "paid_members": members, "net_won": won}
        for (cohort, month), (members, won) in sorted(sums.items())
        if members or won
    )
    add_to(session, CohortMonth, rows)


def _place(
    session: Session, first_paid: dict[int, datetime], member_ids: set[int]
) -> tuple[dict[int, Month], dict[int, Month]]:
    """Everybody's cohort, and the one they were in before for those who moved."""
    known = _known(session, sorted(member_ids))
    cohort_of = {member_id: cohort for member_id, (cohort, _) in known.items()}
    moved: dict[int, Month] = {}
    new = []
    for member_id, at in first_paid.items():
        cohort, known_at = known.get(member_id, (None, None))
        if known_at is not None and known_at <= at:
            continue
        cohort_of[member_id] = Month.of(at)
        row = {"member_id": member_id, "month": Month.of(at), "first_paid_at": at}
        if cohort is None:
            new.append(row)
            continue
        session.execute(update(CohortMember).where(CohortMember.member_id == member_id), row)
        if cohort != Month.of(at):
            moved[member_id] = cohort
    if new:
        session.execute(insert(CohortMember), new)
    return cohort_of, moved


def _place_again(
    session: Session,
    corrected: Collection[int],
    cohort_of: dict[int, Month],
    moved: dict[int, Month],
) -> None:
    """Whose first payment was reversed begins with the next one, or in no cohort at all. Changes
    where everybody is, and where those who moved were before."""
    for member_id in corrected:
        before = moved.get(member_id) or cohort_of.pop(member_id)
        of_member = CohortMember.member_id == member_id
        first_paid_at = session.scalar(
            select(func.min(LedgerEntry.occurred_at)).where(
                LedgerEntry.member_id == member_id, standing_payment()
            )
        )
        if first_paid_at is None:
            session.execute(delete(CohortMember).where(of_member))
            cohort_of.pop(member_id, None)
        else:
            cohort_of[member_id] = Month.of(first_paid_at)
            row = {"month": cohort_of[member_id], "first_paid_at": first_paid_at}
            session.execute(update(CohortMember).where(of_member), row)
        if before != cohort_of.get(member_id):
            moved[member_id] = before


def _known(session: Session, member_ids: Sequence[int]) -> dict[int, tuple[Month, datetime]]:
    found: dict[int, tuple[Month, datetime]] = {}
    columns = CohortMember.member_id, CohortMember.month, CohortMember.first_paid_at
    some = among(CohortMember.member_id, member_ids)
    for member_id, month, at in session.execute(select(*columns).where(some)):
        found[member_id] = month, at
    return found


def _spent(session: Session, member_id: int, uncounted: Uncounted) -> list[Spent]:
    """What was counted of a member so far. Not what the ledger has: an import, and a group of
    news, enter a member's payments and refunds before they count the first of them."""
    won: defaultdict[Month, int] = defaultdict(int)
    paid = set()
    months = select(MonthTotal.month).scalar_subquery()
    counted = select(MemberMonth.month, MemberMonth.paid_won).where(
        MemberMonth.month.in_(months), MemberMonth.member_id == member_id
    )
    for month, paid_won in session.execute(counted):
        won[month] += paid_won
        paid.add(month)
    refunds = select(LedgerEntry.occurred_at, LedgerEntry.amount).where(
        LedgerEntry.member_id == member_id,
        gives_back(),
        true() if uncounted.entries is None else ~uncounted.entries,
    )
    for at, amount in session.execute(refunds):
        won[Month.of(at)] += amount
    for (whose, month), amount in uncounted.given_back.items():
        if whose == member_id:
            won[month] -= amount
    return [Spent(month, month in paid, won[month]) for month in won]


def _add(
    sums: defaultdict[tuple[Month, Month], list[int]],
    cohort: Month,
    spent: Iterable[Spent],
    times: int = 1,
) -> None:
    for one in spent:
        of_month = sums[cohort, one.month]
        of_month[0] += times * one.paid_members
        of_month[1] += times * one.net_won


def _move_stays(session: Session, member_id: int, earlier: Month, now: Month | None) -> None:
    life, sums = kept_life(session, member_id), StaySums()
    sums.add(life, earlier, times=-1)
    if now is not None:
        sums.add(life, now)
    sums.write(session)
