"""cancellations.csv -> requests to stop: `cancellation_id,member_id,requested_at,reason`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.history.cells import read_id, read_member_id, read_reason
from billing_core.history.destination import Destination
from billing_core.history.instants import TimeReading, read_instant
from billing_core.history.record_kind import Added, Placed
from billing_core.models import Cancellation, Member
from billing_core.rules.file_flaw import Origin


class PastCancellation(NamedTuple):
    """One row of the file; an aware UTC instant."""

    cancellation_id: str
    app_id: str
    requested_at: datetime
    reason: str


class CancellationRows:
    """The file's requests, without a subscription of ours behind them; `source` is their row."""

    compared = 4

    def read(self, row: Mapping[str, str], reading: TimeReading) -> PastCancellation:
        return PastCancellation(
            cancellation_id=read_id("cancellation_id", row["cancellation_id"], longest=40),
            app_id=read_member_id(row["member_id"]),
            requested_at=read_instant("requested_at", row["requested_at"], reading),
            reason=read_reason(row["reason"]),
        )

    def known(self, session: Session, numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        statement = (
            select(Cancellation.id, Member.app_id, Cancellation.requested_at, Cancellation.reason)
            .join(Member, Member.id == Cancellation.member_id)
            .where(among(Cancellation.id, numbers))
        )
        return {row.id: tuple(row) for row in session.execute(statement)}

    def origin(self, session: Session, number: str) -> Origin:
        return Origin(session.get_one(Cancellation, number).source)

    def add(self, into: Destination, new: Sequence[Placed[PastCancellation]]) -> Added:
        seen = ((line, asked.app_id, asked.requested_at) for line, asked in new)
        members = into.members.meet(into.file_name, seen)
        rows = [
            {
                "id": asked.cancellation_id,
                "member_id": into.members.number(asked.app_id),
                "requested_at": asked.requested_at,
                "recorded_at": into.now,
                "requested_by": "",
                "reason": asked.reason,
                "source": into.origin(line),
            }
            for line, asked in new
        ]
        into.session.execute(insert(Cancellation), rows)
        return Added(members=members)

    def left_out(self, record: PastCancellation) -> None:
        return None
