"""The roll-up of members' stays, kept as the charges and requests of each member change."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, and_, bindparam, delete, select
from sqlalchemy.orm import Session

from billing_core.models import CohortMember, MemberStay, MovementMonth, OpenEnd, StayChange
from billing_core.roll_ups import stay_rows
from billing_core.roll_ups.coverage_facts import stays_of
from billing_core.roll_ups.state import hold_roll_ups, kept_grace_days
from billing_core.roll_ups.upsert import add_to, put_into
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.subscription import EndKind

MOVED = (
    "joined",
    "returned",
    "recovered",
    "voluntary",
    "involuntary",
    "system",
    "brief",
    "joined_won",
    "returned_won",
    "expansion_won",
    "contraction_won",
    "churned_won",
    "asked_won",
)
ENDING = ("stays", "brief", "won")


class MonthKey(NamedTuple):
    month: Month
    cohort: Month
    months: int


class EndKey(NamedTuple):
    day: date
    kind: EndKind
    waits: bool
    months: int


Sums = defaultdict[str, int]


@dataclass
class StaySums:
    """Sums to add to the rows of `movement_months` and `open_ends`, by their keys."""

    months: defaultdict[MonthKey, Sums] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    ends: defaultdict[EndKey, Sums] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    def add(self, life: stay_rows.LifeRows, cohort: Month, times: int = 1) -> None:
        """Adds a member's life; `times` is -1 to take back one that was counted before."""
        for step in stay_rows.steps(life):
            of_month = self.months[MonthKey(Month.of(step.at), cohort, step.months)]
            of_month[step.column] += times * step.amount
        last = stay_rows.open_end(life.stays)
        if last is not None:
            waits = last.asked_at is None
            end = self.ends[EndKey(kst_date(last.paid_through), last.kind, waits, last.months)]
            end["stays"] += times
            end["won"] += times * last.price
            end["brief"] += times * stay_rows.is_brief(last)

    def write(self, session: Session) -> None:
        add_to(session, MovementMonth, rows_of(self.months, MOVED))
        add_to(session, OpenEnd, rows_of(self.ends, ENDING))


def rows_of(sums: Mapping[Any, Sums], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The sums as rows in the order of their keys; what came to nothing is left out."""
    for key in sorted(sums):
        if any(sums[key].values()):
            yield key._asdict() | {column: sums[key][column] for column in columns}


Kept = type[MemberStay] | type[StayChange]


def recount_stays(session: Session, member_id: int) -> None:
    """Counts a member's stays anew and writes what changed, if anything, with its delta. `follow`
    calls it at every commit that may have changed them."""
    grace_days = kept_grace_days(session)
    if grace_days is None:
        return
    hold_roll_ups(session)
    session.flush()
    now = stay_rows.life_rows(stays_of(session, member_id, timedelta(days=grace_days)))
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


def kept_life(session: Session, member_id: int) -> stay_rows.LifeRows:
    asked = {"member": member_id}
    return stay_rows.LifeRows(
        tuple(stay_rows.StayRow(*row[1:]) for row in session.execute(_kept(MemberStay), asked)),
        tuple(stay_rows.ChangeRow(*row[1:]) for row in session.execute(_kept(StayChange), asked)),
    )


def _keep(
    session: Session,
    table: Kept,
    member_id: int,
    before: tuple[stay_rows.StayRow | stay_rows.ChangeRow, ...],
    now: tuple[stay_rows.StayRow | stay_rows.ChangeRow, ...],
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


def _key(row: stay_rows.StayRow | stay_rows.ChangeRow, names: list[str]) -> dict[str, Any]:
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
