"""The access log as the page and its file show it: filtered, newest first, with names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, cast, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.models import AccessRow, Member, Person
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import ActorKind

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class AccessFilter:
    """`actor`: the kind and id of whoever did it, with no kind for somebody unknown. `member`: by
    number, whose data it was."""

    since: datetime
    until: datetime
    kinds: Sequence[AccessKind] = ()
    actor: tuple[ActorKind | None, str] | None = None
    member: int | None = None


@dataclass(frozen=True)
class AccessLine:
    """One row. `who`: the person's name, or the terminal user's; empty for somebody unknown.
    `app_ids`: of the members whose data it was."""

    id: int
    at: datetime
    kind: AccessKind
    actor_kind: ActorKind | None
    who: str
    remote: str
    subject: str
    app_ids: tuple[str, ...]
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class AccessPage:
    """`total`: how many the filter finds on all pages."""

    rows: Sequence[AccessLine]
    next: int | None
    total: int


def access_page(
    session: Session, wanted: AccessFilter, *, limit: int, after: int | None = None
) -> AccessPage:
    """`after`: the number of the row with which the page before ended (keyset pagination)."""
    found = _rows(session, wanted, limit + 1, after)
    rows = _lines(session, found[:limit])
    total = session.scalar(select(func.count(AccessRow.id)).where(*_conditions(session, wanted)))
    return AccessPage(rows, rows[-1].id if len(found) > limit else None, total or 0)


def access_lines(session: Session, wanted: AccessFilter) -> Iterator[AccessLine]:
    """All of them, a batch at a time."""
    after: int | None = None
    while found := _rows(session, wanted, ROWS_AT_ONCE, after):
        yield from _lines(session, found)
        after = found[-1].id
        session.expunge_all()


def names_of_people(session: Session) -> dict[str, str]:
    """By the id under which they stand in the log."""
    return {str(key): name for key, name in session.execute(select(Person.id, Person.name))}


def _rows(
    session: Session, wanted: AccessFilter, limit: int, after: int | None
) -> Sequence[AccessRow]:
    where = _conditions(session, wanted)
    if after is not None:
        where.append(AccessRow.id < after)
    return session.scalars(
        select(AccessRow).where(*where).order_by(AccessRow.id.desc()).limit(limit)
    ).all()


def _conditions(session: Session, wanted: AccessFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [AccessRow.at >= wanted.since, AccessRow.at < wanted.until]
    if wanted.kinds:
        where.append(AccessRow.kind.in_(wanted.kinds))
    if wanted.actor is not None:
        kind, number = wanted.actor
        where.append(
            AccessRow.actor_kind.is_(None) if kind is None else AccessRow.actor_kind == kind
        )
        if number:
            where.append(AccessRow.actor == number)
    if wanted.member is not None:
        where.append(_is_of(session, wanted.member))
    return where


def _is_of(session: Session, member: int) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(AccessRow.members, JSONB).contains([member])
    each = func.json_each(AccessRow.members).table_valued("value")
    return exists(select(each.c.value).where(each.c.value == member))


def _lines(session: Session, rows: Sequence[AccessRow]) -> list[AccessLine]:
    names = names_of_people(session)
    numbers = sorted({number for row in rows for number in row.members})
    of_them = select(Member.id, Member.app_id).where(among(Member.id, numbers))
    app_ids = dict(session.execute(of_them).all())
    return [
        AccessLine(
            row.id,
            row.at,
            row.kind,
            row.actor_kind,
            names.get(row.actor, row.actor) if row.actor_kind is ActorKind.PERSON else row.actor,
            row.remote,
            row.subject,
            tuple(app_ids.get(number, str(number)) for number in row.members),
            row.reason,
            row.detail,
        )
        for row in rows
    ]
