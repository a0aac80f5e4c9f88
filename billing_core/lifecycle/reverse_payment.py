"""Reverse what should not be in the ledger: a payment with what went back of it, or refunds."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.write_entries import Fact, entries_of, write_entries
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.actor import SYSTEM, Actor
from billing_core.rules.source import Source


def reverse_payment(
    session: Session, record: PaymentRecord, *, now: datetime, actor: Actor = SYSTEM
) -> None:
    """Reverse each entry by one of the opposite sign at its own instant, so that every month says
    what it would say without it. Idempotent."""
    entries = entries_of(session, record)
    facts = [_opposite(entry) for entry in standing_refunds(entries)]
    kinds = {entry.kind for entry in entries}
    if EntryKind.CORRECTION not in kinds:
        facts += [_opposite(entry) for entry in entries if entry.kind.pays]
    write_entries(session, record, facts, source=Source.CORRECTION, now=now, actor=actor)


def reverse_refunds(
    session: Session, record: PaymentRecord, keys: Collection[str], *, now: datetime
) -> None:
    """Reverse these refunds of a payment that stays, in the same way."""
    wrong = [one for one in standing_refunds(entries_of(session, record)) if one.refund_key in keys]
    write_entries(
        session,
        record,
        [_opposite(one) for one in wrong],
        source=Source.CORRECTION,
        now=now,
        actor=SYSTEM,
    )


def standing_refunds(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """What went back of a payment and has not been reversed."""
    reversed_already = {entry.refund_key for entry in entries if entry.amount > 0}
    return [
        entry
        for entry in entries
        if entry.kind.gives_back and entry.amount < 0 and _key(entry) not in reversed_already
    ]


def _opposite(entry: LedgerEntry) -> Fact:
    if entry.kind.pays:
        return Fact(EntryKind.CORRECTION, "", -entry.amount, entry.occurred_at)
    return Fact(entry.kind, _key(entry), -entry.amount, entry.occurred_at)


def _key(entry: LedgerEntry) -> str:
    return f"reversed:{entry.id}"
