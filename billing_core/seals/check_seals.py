"""Compare rows with their seals, and seals with one another."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, select
from sqlalchemy.orm import Session, aliased

from billing_core.among import among
from billing_core.models import AuditRow, Seal
from billing_core.rules.act import Act
from billing_core.rules.retention import ERASED
from billing_core.rules.seal import FIRST_HEAD, SealDifference, SealFlaw, head, key_name, unpacked
from billing_core.seals.key import SealKeyUnusable, seal_key
from billing_core.seals.new_chain import is_acknowledged, lost_through
from billing_core.seals.seal_rows import FACTS
from billing_core.seals.sealed_rows import SEALED, as_kept, row_digests
from billing_core.seals.witness import cut_off, head_of
from billing_core.settings import Settings


@dataclass(frozen=True)
class SealsSeen:
    """The seals `first` to `last` were looked at, with so many `rows`; `head` is the last one's."""

    first: int
    last: int
    rows: int
    head: str
    differences: tuple[SealDifference, ...]
    everything: bool


_NEWEST = select(Seal.id, as_kept(Seal.key_name)).order_by(Seal.id.desc()).limit(1)
_FIRST_KEY = select(as_kept(Seal.key_name)).order_by(Seal.id).limit(1)
# As they are kept, so that whatever somebody put there is compared and not refused.
_SEALS = (
    select(*map(as_kept, (*FACTS, Seal.digests, Seal.head)))
    .where(Seal.id >= bindparam("first"))
    .order_by(Seal.id)
)


def check_seals(
    session: Session, settings: Settings, *, first: int = 1, most: int | None = None
) -> SealsSeen:
    """Raises SealKeyUnusable; a book that was never sealed needs no key."""
    newest = session.execute(_NEWEST).one_or_none()
    cut = tuple(cut_off(session, settings))
    if newest is None:
        return SealsSeen(1, 0, 0, FIRST_HEAD, cut, everything=True)
    key = seal_key(settings)
    lost = _lost(session, key, newest)
    wanted = _SEALS.limit(most)
    seals: Sequence[Sequence[Any]] = session.execute(wanted, {"first": first}).all()
    found = list(cut)
    if lost and not is_acknowledged(session, key, lost):
        found.append(SealDifference(SealFlaw.CHAIN_BEGUN, lost))
    previous, expected = head_of(session, first - 1), first
    if previous is None:
        found.append(SealDifference(SealFlaw.SEAL_MISSING, first - 1))
    for seal in seals:
        number, chained_with = seal[0], seal[-3]
        if number > expected:
            found.append(SealDifference(SealFlaw.SEAL_MISSING, expected))
        elif previous not in (chained_with, None):
            found.append(SealDifference(SealFlaw.SEAL_CHANGED, number - 1))
        if number > lost:
            found += _differences(session, key, seal)
        previous, expected = seal[-1], number + 1
    return SealsSeen(
        first,
        expected - 1,
        sum(seal[4] for seal in seals if isinstance(seal[4], int)),
        str(previous),
        tuple(found),
        everything=first == 1 and newest[0] < expected,
    )


def _lost(session: Session, key: bytes, newest: Sequence[Any]) -> int:
    """Up to which seal the key was lost and a new chain begun; 0 where one key made them all."""
    first = session.scalar(_FIRST_KEY)
    if first == newest[1] == key_name(key):
        return 0
    lost = lost_through(session, key)
    if not lost or (newest[0] > lost and newest[1] != key_name(key)):
        raise SealKeyUnusable(SealFlaw.KEY_CHANGED)
    return lost


def _differences(session: Session, key: bytes, seal: Sequence[Any]) -> Iterator[SealDifference]:
    facts, digests, its_head = seal[:-2], seal[-2], seal[-1]
    number, name, after, through = seal[:4]
    kept = digests if isinstance(digests, bytes) else b""
    if head(key, facts, kept) != its_head:
        yield SealDifference(SealFlaw.SEAL_CHANGED, number)
        return
    known = unpacked(kept)
    found = row_digests(session, key, SEALED[name], after=after, through=through)
    both = known.keys() & found.keys()
    facts_changed = {row for row in both if known[row].facts != found[row].facts}
    text_changed = {row for row in both - facts_changed if known[row].text != found[row].text}
    if text_changed and name == AuditRow.__tablename__:
        text_changed -= _taken_out(session, text_changed)
    for flaw, rows in (
        (SealFlaw.ROW_CHANGED, facts_changed),
        (SealFlaw.TEXT_CHANGED, text_changed),
        (SealFlaw.ROW_MISSING, known.keys() - found.keys()),
        (SealFlaw.ROW_ADDED, found.keys() - known.keys()),
    ):
        if rows:
            yield SealDifference(flaw, number, name, tuple(sorted(rows)))


def _taken_out(session: Session, rows: Collection[int]) -> set[int]:
    """Those whose text was taken out when their member was forgotten: nothing else stands in its
    place, and that it was done is a later act of the log, with its own seal. What was written
    about the pseudonym afterwards is nobody's to take out."""
    forgetting = aliased(AuditRow)
    forgotten = select(forgetting.member_id).where(
        forgetting.act == Act.MEMBER_FORGOTTEN,
        forgetting.member_id == AuditRow.member_id,
        forgetting.id > AuditRow.id,
    )
    numbers = among(AuditRow.id, list(rows))
    emptied = cast(AuditRow.detail, Text) == json.dumps(ERASED)
    theirs = select(AuditRow.id).where(numbers, emptied, forgotten.exists())
    return set(session.scalars(theirs))


def count_unsealed(session: Session) -> int:
    """Rows that wait for the next seal."""
    unsealed = 0
    for table in SEALED.values():
        last = select(func.max(Seal.last_id)).where(Seal.table == table.name)
        newer = select(func.count()).where(table.id > (session.scalar(last) or 0))
        unsealed += session.scalar(newer) or 0
    return unsealed
