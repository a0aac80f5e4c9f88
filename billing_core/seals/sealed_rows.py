"""Which tables are sealed, and which of their columns are facts and which are text.

Facts are numbers, instants, codes and the numbers of orders and payments: nobody's name, and a
member by our own number alone. Text is what people typed or are named in: who acted (rows of
before have an app's id there), what about (a file's name may be there), and the detail. A column is one
or the other for ever, and its value never changes, also not by a migration.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NullType

from billing_core.models import AuditRow, LedgerEntry
from billing_core.rules.seal import RowDigest, row_digest

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class SealedTable:
    """`facts` begin with the number by which the rows are counted up."""

    name: str
    facts: Sequence[Column]
    text: Sequence[Column] = ()

    @property
    def id(self) -> Column:
        return self.facts[0]


_ALL = (
    SealedTable(
        "ledger",
        (
            LedgerEntry.id,
            LedgerEntry.kind,
            LedgerEntry.imp_uid,
            LedgerEntry.refund_key,
            LedgerEntry.merchant_uid,
            LedgerEntry.member_id,
            LedgerEntry.subscription_id,
            LedgerEntry.amount,
            LedgerEntry.occurred_at,
            LedgerEntry.recorded_at,
            LedgerEntry.source,
        ),
    ),
    SealedTable(
        "audit_log",
        (AuditRow.id, AuditRow.at, AuditRow.actor_kind, AuditRow.act, AuditRow.member_id),
        (AuditRow.actor, AuditRow.subject, AuditRow.detail),
    ),
)
SEALED: Mapping[str, SealedTable] = {table.name: table for table in _ALL}


def row_digests(
    session: Session,
    key: bytes,
    table: SealedTable,
    *,
    after: int,
    through: int,
    limit: int | None = None,
) -> dict[int, RowDigest]:
    """Of the rows behind `after` (0: from the beginning on) up to `through`, in their order."""
    wanted = _wanted(table, behind_some=after != 0).limit(limit)
    rows = session.execute(wanted, {"after": after, "through": through})
    facts = len(table.facts)
    return {row[0]: row_digest(key, table.name, row[:facts], row[facts:]) for row in rows}


@cache
def _wanted(table: SealedTable, *, behind_some: bool) -> Select[*tuple[Any, ...]]:
    wanted = select(*map(as_kept, (*table.facts, *table.text))).order_by(table.id)
    wanted = wanted.where(table.id <= bindparam("through"))
    return wanted.where(table.id > bindparam("after")) if behind_some else wanted


def as_kept(column: Column) -> ColumnElement[Any]:
    """As the database has it: what somebody put in past our types is to be told, not refused."""
    if column.key == "detail":
        return cast(column, Text)  # as it was written; PostgreSQL would hand over what it means
    return type_coerce(column, NullType())
