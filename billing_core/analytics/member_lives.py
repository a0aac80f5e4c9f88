"""Everything a member ever paid, beside the stays it bought; one member in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.coverage_facts import read_stays
from billing_core.analytics.streamed import streamed
from billing_core.models import EntryKind, LedgerEntry, Member
from billing_core.rules.coverage import Stay

Entry = Row[str, str, EntryKind, datetime, int]


@dataclass(frozen=True)
class MemberLife:
    """`payments` and `refunds` are (instant, whole won), oldest first; refunds are negative.

    A member of imported history has payments and no stays.
    """

    member_id: str
    name: str
    payments: tuple[tuple[datetime, int], ...]
    refunds: tuple[tuple[datetime, int], ...]
    stays: tuple[Stay, ...]

    @property
    def first_paid_at(self) -> datetime:
        return self.payments[0][0]


def read_lives(session: Session, as_of: AsOf) -> Iterator[MemberLife]:
    """Everybody who ever paid, in the order of their ids.

    Who has stays has payments, and the database sorts both alike: so the two are read side
    by side, and nobody has to be remembered.
    """
    coming = read_stays(session, as_of)
    with_stays = next(coming, None)
    for member_id, entries in groupby(_entries(session), attrgetter("member_id")):
        stays: tuple[Stay, ...] = ()
        if with_stays is not None and with_stays.member_id == member_id:
            stays = tuple(with_stays.stays)
            with_stays = next(coming, None)
        yield _life(list(entries), stays)


def _entries(session: Session) -> Iterator[Entry]:
    return streamed(
        session,
        select(
            LedgerEntry.member_id,
            Member.name,
            LedgerEntry.kind,
            LedgerEntry.occurred_at,
            LedgerEntry.amount,
        )
        .join(Member, Member.id == LedgerEntry.member_id)
        .order_by(LedgerEntry.member_id, LedgerEntry.occurred_at, LedgerEntry.id),
    )


def _life(entries: list[Entry], stays: tuple[Stay, ...]) -> MemberLife:
    def of(kind: EntryKind) -> tuple[tuple[datetime, int], ...]:
        return tuple((row.occurred_at, row.amount) for row in entries if row.kind is kind)

    first = entries[0]
    return MemberLife(
        first.member_id, first.name, of(EntryKind.PAYMENT), of(EntryKind.REFUND), stays
    )
