"""A member's stays, kept as the charges and requests of that member change."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, select
from sqlalchemy.orm import Session

from billing_core.analytics.coverage_facts import stays_of
from billing_core.analytics.roll_ups.adding import put_into
from billing_core.analytics.roll_ups.state import hold_roll_ups, kept_grace_days
from billing_core.analytics.roll_ups.stay_rows import ChangeRow, LifeRows, StayRow, life_rows
from billing_core.analytics.roll_ups.stay_sums import StaySums
from billing_core.models import CohortMember, MemberStay, StayChange

Kept = type[MemberStay] | type[StayChange]


def recount_stays(session: Session, member_id: str) -> None:
    """To be called in the transaction in which a charge of the member was paid or refused, or
    a cancellation was made or withdrawn. Where nothing changed, nothing is written."""
    grace_days = kept_grace_days(session)
    if grace_days is None:
        return
    hold_roll_ups(session)
    session.flush()
    now = life_rows(stays_of(session, member_id, timedelta(days=grace_days)))
    before = kept_life(session, member_id)
    if now == before:
        return
    _keep(session, MemberStay, member_id, before.stays, now.stays)
    _keep(session, StayChange, member_id, before.changes, now.changes)
    cohort = session.execute(_cohort(), {"member": member_id}).scalar_one()
    sums = StaySums()
    sums.add(before, cohort, times=-1)
    sums.add(now, cohort)
    sums.write(session)


def kept_life(session: Session, member_id: str) -> LifeRows:
    asked = {"member": member_id}
    return LifeRows(
        tuple(StayRow(*row[1:]) for row in session.execute(_kept(MemberStay), asked)),
        tuple(ChangeRow(*row[1:]) for row in session.execute(_kept(StayChange), asked)),
    )


def _keep(
    session: Session,
    table: Kept,
    member_id: str,
    before: tuple[StayRow | ChangeRow, ...],
    now: tuple[StayRow | ChangeRow, ...],
) -> None:
    """Only the rows that are not as they were."""
    was = set(before)
    put_into(
        session,
        table,
        [{"member_id": member_id} | row._asdict() for row in now if row not in was],
    )
    keys = [column.name for column in table.__table__.primary_key]
    still = {row[: len(keys) - 1] for row in now}
    gone = [row for row in before if row[: len(keys) - 1] not in still]
    if gone:
        named = [{"of_member_id": member_id} | _key(row, keys[1:]) for row in gone]
        session.connection().execute(_deleting(table), named)


def _key(row: StayRow | ChangeRow, names: list[str]) -> dict[str, Any]:
    return {f"of_{name}": getattr(row, name) for name in names}


@cache
def _deleting(table: Kept) -> Any:
    rows = cast(Table, table.__table__)
    named = (column == bindparam(f"of_{column.name}") for column in rows.primary_key)
    return delete(rows).where(and_(*named))


@cache
def _kept(table: Kept) -> Any:
    rows = cast(Table, table.__table__)
    of_member = rows.c.member_id == bindparam("member")
    return select(rows).where(of_member).order_by(*rows.primary_key)


@cache
def _cohort() -> Any:
    return select(CohortMember.month).where(CohortMember.member_id == bindparam("member"))
