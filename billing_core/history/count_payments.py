"""The money of an import into the roll-ups, at its end: payments in the order they were made,
then refunds, which need their payments there.

A file may begin with its newest row, and then every row would move its member to an earlier
cohort. And whoever adds to the roll-ups keeps all others from it until the end: a long import
begins with that as late as it can.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from billing_core.models import EntryKind, LedgerEntry
from billing_core.models.ledger import GIVING_BACK
from billing_core.roll_ups.cohorts import Uncounted
from billing_core.roll_ups.money import MoneyFact, roll_up
from billing_core.rules.source import Source

FACTS_AT_ONCE = 2_000


def last_entry(session: Session) -> int:
    """The ledger's newest number; 0 when it is empty."""
    return session.scalar(select(func.max(LedgerEntry.id))) or 0


def count_payments(session: Session, after: int, now: datetime) -> None:
    """Rolls up what was entered behind the entry `after` by the import of the instant `now`."""
    entered = and_(
        LedgerEntry.id > after, LedgerEntry.source == Source.IMPORT, LedgerEntry.recorded_at == now
    )
    for kinds in ((EntryKind.PAYMENT,), GIVING_BACK):
        facts = _facts(session, and_(entered, LedgerEntry.kind.in_(kinds)))
        while some := list(islice(facts, FACTS_AT_ONCE)):
            roll_up(session, some, now=now, uncounted=Uncounted(entered))


def _facts(session: Session, which: ColumnElement[bool]) -> Iterator[MoneyFact]:
    entered = (
        select(
            LedgerEntry.kind,
            LedgerEntry.imp_uid,
            LedgerEntry.member_id,
            LedgerEntry.amount,
            LedgerEntry.occurred_at,
        )
        .where(which)
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id)
    )
    rows = session.execute(entered, execution_options={"yield_per": FACTS_AT_ONCE})
    return (MoneyFact(*row) for row in rows)
