"""New rows of the ledger, each with its audit row, noted for the sums that are kept beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.record_act import record_act
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.plain_rows import SeldomFound
from billing_core.roll_ups.money import MoneyFact, roll_up_later
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor
from billing_core.rules.source import Source


class Fact(NamedTuple):
    """A row to write: `amount` with the sign it has in the ledger; `key` tells refunds apart."""

    kind: EntryKind
    key: str
    amount: int
    occurred_at: datetime


_OF_PAYMENT = SeldomFound(  # of one that is news
    select(LedgerEntry).where(LedgerEntry.imp_uid == bindparam("imp_uid")).order_by(LedgerEntry.id)
)


def entries_of(session: Session, record: PaymentRecord) -> list[LedgerEntry]:
    """The ledger entries of a payment, in the order in which they were written."""
    return list(_OF_PAYMENT.all(session, imp_uid=record.imp_uid))


def write_entries(
    session: Session,
    record: PaymentRecord,
    facts: Sequence[Fact],
    *,
    source: Source,
    now: datetime,
    actor: Actor = SYSTEM,
    rolled_up: bool = True,
    said: Mapping[str, str] | None = None,
) -> None:
    """Write entries of a payment whose member is known. The caller has seen that they are new, and
    tells the sums beside the ledger later if they are not `rolled_up` here. `said`: what the person
    who recorded it has said of it, for the audit log."""
    member_id = record.member_id
    if not facts or member_id is None:
        return
    for fact in facts:
        session.add(
            LedgerEntry(
                kind=fact.kind,
                imp_uid=record.imp_uid,
                refund_key=fact.key,
                merchant_uid=record.merchant_uid,
                member_id=member_id,
                subscription_id=record.subscription_id,
                amount=fact.amount,
                occurred_at=fact.occurred_at,
                recorded_at=now,
                source=source,
            )
        )
        record_act(
            session,
            Act(f"ledger.{fact.kind}"),
            at=now,
            actor=actor,
            member_id=member_id,
            subject=record.imp_uid,
            amount=fact.amount,
            occurred_at=fact.occurred_at,
            source=source,
            **(said or {}),
        )
    session.flush()
    if not rolled_up:
        return
    roll_up_later(
        session,
        [
            MoneyFact(fact.kind, record.imp_uid, member_id, fact.amount, fact.occurred_at)
            for fact in facts
        ],
        now=now,
    )
