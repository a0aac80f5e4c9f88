"""members.csv -> members: `member_id,name,joined_at`. And members that only money is known of.

Nobody's permission is imported: it changes only with a charge or by an approver's hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from billing_core.history.cells import read_member_id, read_name
from billing_core.history.instants import TimeReading, read_instant
from billing_core.history.record_kind import Added, Placed, origin_of
from billing_core.models import Member
from billing_core.rules.permission import Permission

LIVE = "app"  # how the company's own app is called where a member came from


class PastMember(NamedTuple):
    """One row of the file; an aware UTC instant. Compared by id and name."""

    member_id: str
    name: str
    joined_at: datetime


class MemberRows:
    """A member whom only payments were known of gets a name and keeps everything else."""

    compared = 2

    def read(self, row: Mapping[str, str], reading: TimeReading) -> PastMember:
        return PastMember(
            member_id=read_member_id(row["member_id"]),
            name=read_name("name", row["name"], longest=120),
            joined_at=read_instant("joined_at", row["joined_at"], reading),
        )

    def known(self, session: Session, numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        named = select(Member.id, Member.name).where(Member.id.in_(numbers), Member.name != "")
        return {row.id: (row.id, row.name) for row in session.execute(named)}

    def origin(self, session: Session, number: str) -> str:
        return session.get_one(Member, number).source

    def add(
        self, session: Session, file_name: str, new: Sequence[Placed[PastMember]], now: datetime
    ) -> Added:
        seen = [(line, one.member_id, one.joined_at) for line, one in new]
        count = add_missing_members(session, file_name, seen)
        names = [{"id": one.member_id, "name": one.name} for _, one in new]
        session.execute(update(Member), names)
        return Added(members=count)

    def left_out(self, record: PastMember) -> str:
        return ""


def add_missing_members(
    session: Session, file_name: str, seen: Iterable[tuple[int, str, datetime]]
) -> int:
    """How many were new. `seen`: line, member id, when; the first time is their beginning.

    A member whom an earlier row or file brought begins earlier if this one says so.
    """
    first: dict[str, tuple[datetime, int]] = {}
    for line, member_id, at in seen:
        first[member_id] = min((at, line), first.get(member_id, (at, line)))
    known = session.execute(
        select(Member.id, Member.created_at, Member.source).where(Member.id.in_(list(first)))
    ).all()
    earlier = [
        {"id": row.id, "created_at": first[row.id][0]}
        for row in known
        if row.source != LIVE and first[row.id][0] < row.created_at
    ]
    if earlier:
        session.execute(update(Member), earlier)
    for row in known:
        del first[row.id]
    if first:
        session.execute(insert(Member), [_member(file_name, *one) for one in first.items()])
    return len(first)


def _member(file_name: str, member_id: str, began: tuple[datetime, int]) -> dict[str, Any]:
    at, line = began
    return {
        "id": member_id,
        "name": "",
        "permission": Permission.FREE,
        "created_at": at,
        "source": origin_of(file_name, line),
    }
