"""Reverse a payment that should not be in the ledger, and what went back of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.lifecycle.write_entries import Fact, entries_of, write_entries
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.rules.actor import SYSTEM, Actor

SOURCE = "correction"


def reverse_payment(
    session: Session, record: PaymentRecord, *, now: datetime, actor: Actor = SYSTEM
) -> None:
    """Each entry by one of the opposite sign at the entry's own instant, so that every month says
    what it would say without it. Doing it again changes nothing."""
    entries = entries_of(session, record)
    reversed_already = {entry.refund_key for entry in entries if entry.amount > 0}
    facts = [
        _opposite(entry)
        for entry in entries
        if entry.kind.gives_back and entry.amount < 0 and _key(entry) not in reversed_already
    ]
    kinds = {entry.kind for entry in entries}
    if EntryKind.CORRECTION not in kinds:
        facts += [_opposite(entry) for entry in entries if entry.kind.pays]
    write_entries(session, record, facts, source=SOURCE, now=now, actor=actor)


def _opposite(entry: LedgerEntry) -> Fact:
    if entry.kind.pays:
        return Fact(EntryKind.CORRECTION, "", -entry.amount, entry.occurred_at)
    return Fact(entry.kind, _key(entry), -entry.amount, entry.occurred_at)


def _key(entry: LedgerEntry) -> str:
    return f"reversed:{entry.id}"
