"""Make the roll-ups anew from the book, which is the truth."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, delete, insert
from sqlalchemy.orm import Session

from billing_core import models
from billing_core.database import Database
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.coverage_facts import read_stays
from billing_core.roll_ups.cycles import cycles_of_the_book
from billing_core.roll_ups.ledger_months import (
    cohort_sums,
    first_payments,
    ledger_months,
    member_sums,
    month_spans,
    total_sums,
)
from billing_core.roll_ups.requests import months_of_requests, request_rows
from billing_core.roll_ups.state import hold_roll_ups, kept_grace_days, say_kept
from billing_core.roll_ups.stay_rows import LifeRows, life_rows
from billing_core.roll_ups.stays import StaySums
from billing_core.roll_ups.upsert import put_into
from billing_core.rules.calendar import Month

MEMBERS_AT_ONCE = 500
_ALL = (
    models.MemberMonth,
    models.MonthTotal,
    models.CohortMember,
    models.CohortMonth,
    models.MemberStay,
    models.StayChange,
    models.MovementMonth,
    models.OpenEnd,
    models.CycleDay,
    models.OpenRefusal,
    models.RequestMonth,
    models.RollUpState,
)


def keep_roll_ups(database: Database, grace_days: int) -> None:
    """Makes them anew where they are not kept, or kept for another grace: once after an update
    of the product or of that setting. Several processes may ask for it at the same time."""
    with database.reading() as session:
        if kept_grace_days(session) == grace_days:
            return
    with database.writing() as session:
        hold_roll_ups(session)
        if kept_grace_days(session) != grace_days:
            rebuild(session, grace_days)


def stop_keeping(database: Database) -> None:
    """Stops delta maintenance until `keep_roll_ups`: for whoever writes years of facts in one go,
    where making the sums once at the end costs a fraction of correcting them each time."""
    with database.writing() as session:
        hold_roll_ups(session)
        session.execute(delete(models.RollUpState))


def rebuild(session: Session, grace_days: int = AsOf.grace_days) -> None:
    """Makes all roll-ups anew in one transaction; whoever writes facts meanwhile waits for it."""
    hold_roll_ups(session)
    for table in _ALL:
        session.execute(delete(table))
    _rebuild_money(session)
    _rebuild_stays(session, timedelta(days=grace_days))
    cycles_of_the_book(session, grace_days).write(session)
    put_into(session, models.RequestMonth, request_rows(session, months_of_requests(session)))
    say_kept(session, grace_days)


def _rebuild_money(session: Session) -> None:
    months = ledger_months(session)
    if not months:
        return
    span = month_spans(months)
    members = ["month", "member_id", "charges", "paid_won", "given_back_won"]
    session.execute(insert(models.MemberMonth).from_select(members, member_sums(span)))
    totals = ["month", "paid_members", "kept_members", "charges", "paid_won"]
    totals += ["refunds", "refunded_won"]
    session.execute(insert(models.MonthTotal).from_select(totals, total_sums(span)))
    cohort_of = ["member_id", "month", "first_paid_at"]
    session.execute(insert(models.CohortMember).from_select(cohort_of, first_payments(span)))
    spent = ["cohort", "month", "paid_members", "net_won"]
    session.execute(insert(models.CohortMonth).from_select(spent, cohort_sums(span)))


def _rebuild_stays(session: Session, grace: timedelta) -> None:
    sums = StaySums()
    lives = read_lives(session, grace)
    while some := list(islice(lives, MEMBERS_AT_ONCE)):
        stays: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        for member_id, life, cohort in some:
            stays += [{"member_id": member_id} | row._asdict() for row in life.stays]
            changes += [{"member_id": member_id} | row._asdict() for row in life.changes]
            sums.add(life, cohort)
        session.execute(insert(cast(Table, models.MemberStay.__table__)), stays)
        if changes:
            session.execute(insert(cast(Table, models.StayChange.__table__)), changes)
    sums.write(session)


def read_lives(session: Session, grace: timedelta) -> Iterator[tuple[int, LifeRows, Month]]:
    """Each member with stays, their rows as the book has them, and their cohort."""
    for member in read_stays(session, grace):
        yield member.member_id, life_rows(member.stays), member.cohort
