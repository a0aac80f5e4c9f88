"""The agenda, a job queue in a table: a job is written in the same transaction as its cause.

A claim is one conditional UPDATE (compare-and-set), so a worker that loses the race simply sees
no row. It works alike on SQLite and PostgreSQL. A claim is a lease that runs out, so that a worker
which dies does not take its job with it; every step is idempotent for that reason. While it lives,
its loop renews what it holds (`HeldClaims`).
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.held_claims import note_progress, note_taken
from billing_core.models.base import UtcInstant
from billing_core.models.claim import Claimable
from billing_core.models.inbox_event import InboxEvent
from billing_core.models.job import Job, JobKind
from billing_core.models.member_notice import MemberNotice
from billing_core.models.outbox_message import OutboxMessage
from billing_core.models.team_notice import TeamNotice
from billing_core.plain_rows import CompiledQuery, CompiledWrite, plain_rows
from billing_core.rules.free_text import error_text

ALWAYS = "-"  # the subject of the jobs that come back for ever
LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)

Row = TypeVar("Row", Job, InboxEvent, OutboxMessage, MemberNotice, TeamNotice)


def enqueue(session: Session, kind: JobKind, subject: str, run_at: datetime) -> None:
    """Upsert a job: asking again for one that waits moves it to the earlier time."""
    _asking(_dialect(session)).run(session.connection(), _asked(kind, subject, run_at))


def remind(session: Session, kind: JobKind, subject: str, run_at: datetime) -> None:
    """Add a job unless it already waits (insert or ignore): its backoff is not disturbed."""
    _reminding(_dialect(session)).run(session.connection(), _asked(kind, subject, run_at))


def _asked(kind: JobKind, subject: str, run_at: datetime) -> dict[str, Any]:
    first = {"attempts": 0, "last_error": "", "asked": 1}
    return {"kind": kind, "subject": subject, "run_at": run_at} | first


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@cache
def _asking(dialect: str) -> CompiledWrite:
    statement = _insert(dialect)
    earlier = func.min if dialect == "sqlite" else func.least
    upsert = statement.on_conflict_do_update(
        index_elements=["kind", "subject"],
        set_={
            "run_at": earlier(_JOBS.c.run_at, statement.excluded.run_at),
            "asked": _JOBS.c.asked + 1,
        },
    )
    return CompiledWrite(upsert, *_ASKED)


@cache
def _reminding(dialect: str) -> CompiledWrite:
    insert = _insert(dialect).on_conflict_do_nothing(index_elements=["kind", "subject"])
    return CompiledWrite(insert, *_ASKED)


def _insert(dialect: str) -> Any:
    """Both dialects spell ON CONFLICT alike, in classes that know nothing of each other.

    On the table, not the class: one row is asked for, nothing is to be loaded.
    """
    insert = sqlite_insert(_JOBS) if dialect == "sqlite" else postgresql_insert(_JOBS)
    return insert.inline()


_JOBS = cast(Table, Job.__table__)
_ASKED = ("kind", "subject", "run_at", "attempts", "last_error", "asked")


def is_due(
    database: Database,
    table: type[Row],
    now: datetime,
    ready: tuple[ColumnElement[bool], ...] = (),
) -> bool:
    """Whether `claim` would find a row. A look takes no lock, and costs a tenth of claiming
    nothing: that is what idle workers do all day."""
    with database.looking() as looking:
        return bool(plain_rows(looking, _due(table, ready), now=now))


@cache
def _due(table: type[Row], ready: tuple[ColumnElement[bool], ...]) -> CompiledQuery[Any]:
    return CompiledQuery(select(table.run_at).where(*_free(table), *ready).limit(1))


def _free(table: type[Row]) -> list[ColumnElement[bool]]:
    now = bindparam("now", type_=UtcInstant)
    return [table.run_at <= now, or_(table.claimed_until.is_(None), table.claimed_until <= now)]


def claim(
    session: Session,
    table: type[Row],
    now: datetime,
    *,
    ready: tuple[ColumnElement[bool], ...] = (),
    limit: int = 1,
) -> list[Row]:
    """Take up to `limit` rows that are due and nobody is working on, for `LEASE`; the oldest first.

    `ready` is what else must be true of a row: a constant of the module that asks, because the
    statement is built once per constant and idle workers ask for ever.
    """
    until = now + LEASE
    taken = session.scalars(_claiming(table, ready), {"now": now, "until": until, "most": limit})
    rows = sorted(taken, key=lambda row: row.run_at)
    note_taken(table, [getattr(row, table.__mapper__.primary_key[0].name) for row in rows], until)
    return rows


@cache
def _claiming(table: type[Row], ready: tuple[ColumnElement[bool], ...]) -> Any:
    """Changes the table, not the class: half of the time went into looking for rows in memory.

    The conditions stand in the outer UPDATE as well: on PostgreSQL a competitor that waited
    for the row looks at them again, and finds the row taken."""
    key = table.__mapper__.primary_key[0]
    free = [*_free(table), *ready]
    wanted = (
        select(key)
        .where(*free)
        .order_by(table.run_at, key)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        # Chosen once: PostgreSQL may run a plain subquery anew for each row, and take too many.
        .cte("wanted")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows = cast(Table, table.__table__)
    taking = (
        update(rows)
        .where(key.in_(select(wanted.c[key.name])), *free)
        .values(claimed_until=bindparam("until", type_=UtcInstant), attempts=table.attempts + 1)
        .returning(rows)
    )
    return select(table).from_statement(taking).execution_options(populate_existing=True)


def wake_up(session: Session, now: datetime) -> None:
    """After the clock was set back: make due what waits longer than any backoff, and release what
    is held longer than any lease."""
    for table in (Job, InboxEvent, OutboxMessage, MemberNotice, TeamNotice):
        session.execute(update(table).where(table.run_at > now + LONGEST_DELAY).values(run_at=now))
        session.execute(
            update(table).where(table.claimed_until > now + LEASE).values(claimed_until=None)
        )


_UNCHANGED = (_JOBS.c.id == bindparam("this"), _JOBS.c.asked == bindparam("then"))
_DONE = CompiledWrite(delete(_JOBS).where(*_UNCHANGED))
_AGAIN = CompiledWrite(
    update(_JOBS)
    .where(*_UNCHANGED)
    .values(run_at=bindparam("again_at"), claimed_until=None, attempts=0, last_error="")
)


def finish(session: Session, job: Job, again_at: datetime | None = None) -> None:
    """Delete the job that is done, or put it off until `again_at`, by compare-and-set on `asked`:
    if it was asked for meanwhile, it is due at once."""
    note_progress()
    same = {"this": job.id, "then": job.asked}
    if again_at is None:
        done = _DONE.run(session.connection(), same)
    else:
        done = _AGAIN.run(session.connection(), same | {"again_at": again_at})
    if not done:
        released = {"claimed_until": None, "attempts": 0, "last_error": ""}
        session.execute(update(Job).where(Job.id == job.id).values(released))


def put_back(session: Session, row: Claimable, table: type[Row], error: str, now: datetime) -> None:
    """The work failed this time: release the claim and try again with exponential backoff."""
    key = table.__mapper__.primary_key[0]
    identity = getattr(row, key.name)
    note_progress()
    session.execute(
        update(table)
        .where(key == identity)
        .values(
            claimed_until=None,
            last_error=error_text(error)[:2000],
            run_at=now + delay(row.attempts),
        )
    )


def delay(attempts: int) -> timedelta:
    """Exponential backoff: 30 s, 1 min, 2 min, … up to an hour."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_DELAY * 2.0**doublings, LONGEST_DELAY)
