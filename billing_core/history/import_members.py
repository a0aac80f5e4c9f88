"""members.csv -> members: `member_id,name,joined_at`.

Nobody's permission is imported: it changes only with a charge or by an approver's hand.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.history.cells import read_member_id, read_name
from billing_core.history.destination import Destination
from billing_core.history.instants import TimeReading, read_instant
from billing_core.history.record_kind import Added, Placed
from billing_core.models import Member
from billing_core.rules.file_flaw import Origin


class PastMember(NamedTuple):
    """One row of the file; an aware UTC instant. Compared by id and name."""

    app_id: str
    name: str
    joined_at: datetime


class MemberRows:
    """The file's members: one whom only payments were known of gets a name and keeps all else."""

    compared = 2

    def read(self, row: Mapping[str, str], reading: TimeReading) -> PastMember:
        return PastMember(
            app_id=read_member_id(row["member_id"]),
            name=read_name("name", row["name"], longest=120),
            joined_at=read_instant("joined_at", row["joined_at"], reading),
        )

    def known(self, session: Session, numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        named = select(Member.app_id, Member.name).where(
            among(Member.app_id, numbers), Member.name != ""
        )
        return {row.app_id: tuple(row) for row in session.execute(named)}

    def origin(self, session: Session, number: str) -> Origin:
        source = select(Member.source).where(Member.app_id == number)
        return Origin(session.scalars(source).one())

    def add(self, into: Destination, new: Sequence[Placed[PastMember]]) -> Added:
        seen = ((line, one.app_id, one.joined_at) for line, one in new)
        members = into.members.meet(into.file_name, seen)
        names = [{"id": into.members.number(one.app_id), "name": one.name} for _, one in new]
        into.session.execute(update(Member), names)
        return Added(members=members)

    def left_out(self, record: PastMember) -> None:
        return None
