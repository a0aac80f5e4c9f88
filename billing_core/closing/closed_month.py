"""A closed month as it was frozen, the proof that it was not touched, and what changed since."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from billing_core.models import AuditRow, ClosedMember, Member, MonthClose, MonthCorrection
from billing_core.models.audit import RENEWED
from billing_core.rules.calendar import Month
from billing_core.rules.correction import CorrectionReason

# The last of each month wins. In the order of their index: in that of the log alone, the database
# walks through all of it to find the few.
FINGERPRINTS_RENEWED = (
    select(AuditRow.subject, AuditRow.detail)
    .where(text(RENEWED))
    .order_by(AuditRow.subject, AuditRow.id)
)


@dataclass(frozen=True)
class ClosedMonth:
    """A closed month; `numbers` by the codes of the catalogue: people, counts, whole won."""

    month: Month
    closed_at: datetime
    closed_by: str
    numbers: Mapping[str, int]
    sha256: str


@dataclass(frozen=True)
class ClosedPaidMember:
    """A paid member as they were when the month was closed. Whole won; `given_back_won` of what
    was paid had been refunded by then. `name` is today's."""

    app_id: str
    name: str
    charges: int
    paid_won: int
    given_back_won: int


@dataclass(frozen=True)
class Correction:
    """A later `change` of the frozen number `code`, with its sign; `recorded_at` is its date."""

    month: Month
    code: str
    change: int
    reason: CorrectionReason
    app_id: str | None
    recorded_at: datetime


class FrozenMember(NamedTuple):
    """A frozen row. `member`: our number, or the app's id in a month sealed before members had
    numbers."""

    member: int | str
    charges: int
    paid_won: int
    given_back_won: int


def closed_months(session: Session) -> list[ClosedMonth]:
    """All closed months, the latest first."""
    rows = session.scalars(select(MonthClose).order_by(MonthClose.month.desc()))
    renewed = _renewed(session)
    return [_closed(row, renewed) for row in rows]


def closed_month(session: Session, month: Month) -> ClosedMonth | None:
    row = session.get(MonthClose, month)
    return None if row is None else _closed(row, _renewed(session))


def closed_members(session: Session, month: Month) -> Iterator[ClosedPaidMember]:
    """The people behind the frozen number of paid members, in the order of their ids."""
    rows = session.execute(
        select(
            Member.app_id,
            Member.name,
            ClosedMember.charges,
            ClosedMember.paid_won,
            ClosedMember.given_back_won,
        )
        .join(Member, Member.id == ClosedMember.member_id)
        .where(ClosedMember.month == month)
        .order_by(Member.app_id)
    )
    return (ClosedPaidMember(*row) for row in rows)


def corrections(session: Session, month: Month) -> list[Correction]:
    """What was learnt after the month was closed, oldest first."""
    rows = session.execute(
        select(MonthCorrection, Member.app_id)
        .outerjoin(Member, Member.id == MonthCorrection.member_id)
        .where(MonthCorrection.month == month)
        .order_by(MonthCorrection.id)
    )
    return [
        Correction(row.month, row.code, row.change, row.reason, app_id, row.recorded_at)
        for row, app_id in rows
    ]


def corrections_by_month(session: Session) -> dict[Month, int]:
    """How many corrections there are of each closed month that has any."""
    counted = select(MonthCorrection.month, func.count()).group_by(MonthCorrection.month)
    return dict(session.execute(counted).all())


def verify(session: Session, month: Month) -> bool:
    """Whether the frozen rows still give the fingerprint taken when the month was closed, or when
    a member of it was last forgotten."""
    row = session.get_one(MonthClose, month)
    return closed_record_digest(session, month) == _renewed(session).get(month, row.sha256)


def closed_record_digest(session: Session, month: Month) -> str:
    """The fingerprint of the frozen rows as they are."""
    return _digest(closed_record(session, month))


def _renewed(session: Session) -> dict[Month, str]:
    """Of months that were sealed with the app's id of somebody who was forgotten since."""
    rows = session.execute(FINGERPRINTS_RENEWED)
    return {Month.parse(subject): str(detail["sha256"]) for subject, detail in rows}


def closed_record(session: Session, month: Month) -> Iterator[bytes]:
    """The frozen month as the lines its fingerprint was taken over: whoever has them in a file
    needs nothing of ours to see that its sha256 is the fingerprint."""
    row = session.get_one(MonthClose, month)
    members = _frozen_members(session, month)
    return _lines(month, row.closed_at, row.closed_by, row.numbers, members)


def _frozen_members(session: Session, month: Month) -> list[FrozenMember]:
    rows = session.execute(
        select(
            ClosedMember.sealed_id,
            ClosedMember.member_id,
            ClosedMember.charges,
            ClosedMember.paid_won,
            ClosedMember.given_back_won,
        ).where(ClosedMember.month == month)
    )
    return [FrozenMember(sealed_id or number, *won) for sealed_id, number, *won in rows]


def fingerprint(
    month: Month,
    closed_at: datetime,
    closed_by: str,
    numbers: Mapping[str, int],
    members: Iterable[FrozenMember],
) -> str:
    """SHA-256 over lines of JSON in UTF-8: first who, when and the numbers by their code, then
    each member in the order of their numbers, or of the code points of the ids that a month of
    before was sealed with (not of a database's language)."""
    return _digest(_lines(month, closed_at, closed_by, numbers, members))


def _lines(
    month: Month,
    closed_at: datetime,
    closed_by: str,
    numbers: Mapping[str, int],
    members: Iterable[FrozenMember],
) -> Iterator[bytes]:
    yield _line(
        {
            "month": str(month),
            "closed_at": closed_at.astimezone(UTC).isoformat(),
            "closed_by": closed_by,
            "numbers": dict(numbers),
        }
    )
    yield from map(_line, sorted(members))


def _digest(lines: Iterable[bytes]) -> str:
    digest = sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


def _line(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def _closed(row: MonthClose, renewed: Mapping[Month, str]) -> ClosedMonth:
    fingerprint = renewed.get(row.month, row.sha256)
    return ClosedMonth(row.month, row.closed_at, row.closed_by, row.numbers, fingerprint)
