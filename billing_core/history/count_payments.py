"""The money of an import into the roll-ups, at its end: payments in the order they were made,
then refunds, which need their payments there.

A file may begin with its newest row, and then every row would move its member to an earlier
cohort. And whoever adds to the roll-ups keeps all others from it until the end: a long import
begins with that as late as it can.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.analytics.roll_ups.money import MoneyFact, roll_up
from billing_core.history.keep_payments import SOURCE
from billing_core.models import EntryKind, LedgerEntry

FACTS_AT_ONCE = 2_000


def last_entry(session: Session) -> int:
    """The ledger's newest number; 0 when it is empty."""
    return session.scalar(select(func.max(LedgerEntry.id))) or 0


def count_payments(session: Session, after: int, now: datetime) -> None:
    """Rolls up what was entered behind the entry `after` by the import of the instant `now`."""
    for kind in (EntryKind.PAYMENT, EntryKind.REFUND):
        facts = _facts(session, kind, after, now)
        while some := list(islice(facts, FACTS_AT_ONCE)):
            roll_up(session, some, now=now)


def _facts(session: Session, kind: EntryKind, after: int, now: datetime) -> Iterator[MoneyFact]:
    entered = (
        select(
            LedgerEntry.imp_uid,
            LedgerEntry.member_id,
            LedgerEntry.amount,
            LedgerEntry.occurred_at,
        )
        .where(
            LedgerEntry.id > after,
            LedgerEntry.kind == kind,
            LedgerEntry.source == SOURCE,
            LedgerEntry.recorded_at == now,
        )
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id)
    )
    rows = session.execute(entered, execution_options={"yield_per": FACTS_AT_ONCE})
    return (MoneyFact(kind, *row) for row in rows)
