"""The roll-ups: small tables that grow with members and months, not with the ledger.

`roll_up` is called by whoever writes to the ledger, in the same transaction. It adds what is
new and reads nothing old, so any number of workers may do so at once. `roll_up_rebuild` makes
the same rows from the ledger, `roll_up_check` compares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from billing_core.analytics.late_facts import MonthChange, correct_closed_months
from billing_core.models import EntryKind, LedgerEntry, MemberMonth, MonthTotal
from billing_core.rules.calendar import Month

IDS_AT_ONCE = 900  # within what every SQLite takes as parameters
FACTS_AT_ONCE = 5_000  # keeps memory flat, however long an import


class MoneyFact(NamedTuple):
    """A new row of the ledger: `won` is negative for a refund, `occurred_at` an aware instant."""

    kind: EntryKind
    imp_uid: str
    member_id: str
    won: int
    occurred_at: datetime


@dataclass(slots=True)
class _Sums:
    """What the facts add to one member's month. Refunds are counted twice on purpose: in the
    month of their charge (`given_back_won`), and in the month they were made in."""

    charges: int = 0
    paid_won: int = 0
    given_back_won: int = 0
    refunds: int = 0
    refunded_won: int = 0


_MEMBER_SUMS = ("charges", "paid_won", "given_back_won")
_TOTAL_SUMS = ("paid_members", "kept_members", "charges", "paid_won", "refunds", "refunded_won")


def roll_up(session: Session, new: Iterable[MoneyFact], *, now: datetime) -> None:
    """Counts rows that were just added to the ledger. A refund comes with its payment or after
    it. Where a month is closed already, what changed is kept as a correction dated `now`.
    """
    facts = list(new)
    paid_in = _months_of_refunded_payments(session, facts)
    hold_months(session, {*paid_in.values(), *(Month.of(fact.occurred_at) for fact in facts)})
    for start in range(0, len(facts), FACTS_AT_ONCE):
        sums = _sums(facts[start : start + FACTS_AT_ONCE], paid_in)
        changes = _add_to_members(session, sums)
        _add_to_totals(session, changes)
        correct_closed_months(session, changes, now=now)


def hold_months(session: Session, months: Collection[Month]) -> None:
    """Let nobody else add to these months, or close them, until the transaction ends.

    Everybody holds months first and in this order, then touches their members: so nobody waits
    for each other in a circle.
    """
    nothing = dict.fromkeys(_TOTAL_SUMS, 0)
    rows = [{"month": month} | nothing for month in sorted(months)]
    if rows:
        session.execute(_adding_to_totals(_dialect(session)), rows)


def _sums(facts: Sequence[MoneyFact], paid_in: dict[str, Month]) -> dict[tuple[Month, str], _Sums]:
    sums: dict[tuple[Month, str], _Sums] = defaultdict(_Sums)
    for fact in facts:
        made_in = sums[Month.of(fact.occurred_at), fact.member_id]
        if fact.kind is EntryKind.PAYMENT:
            made_in.charges += 1
            made_in.paid_won += fact.won
        else:
            made_in.refunds += 1
            made_in.refunded_won -= fact.won
            sums[paid_in[fact.imp_uid], fact.member_id].given_back_won -= fact.won
    return sums


def _months_of_refunded_payments(session: Session, facts: Sequence[MoneyFact]) -> dict[str, Month]:
    refunded = sorted({fact.imp_uid for fact in facts if fact.kind is EntryKind.REFUND})
    found: dict[str, Month] = {}
    for start in range(0, len(refunded), IDS_AT_ONCE):
        rows = session.execute(
            select(LedgerEntry.imp_uid, LedgerEntry.occurred_at).where(
                LedgerEntry.kind == EntryKind.PAYMENT,
                LedgerEntry.imp_uid.in_(refunded[start : start + IDS_AT_ONCE]),
            )
        )
        found |= {imp_uid: Month.of(paid_at) for imp_uid, paid_at in rows}
    return found


def _add_to_members(session: Session, sums: dict[tuple[Month, str], _Sums]) -> list[MonthChange]:
    rows = [
        {"month": month, "member_id": member_id}
        | {name: getattr(of, name) for name in _MEMBER_SUMS}
        for (month, member_id), of in sums.items()
        if of.charges or of.given_back_won
    ]
    after = {}
    if rows:
        for month, member_id, *now in session.execute(_adding_to_members(_dialect(session)), rows):
            after[month, member_id] = now
    return [_change(key, of, after.get(key)) for key, of in sums.items()]


def _change(key: tuple[Month, str], of: _Sums, after: Sequence[int] | None) -> MonthChange:
    """`after` is the member's month as it now stands, so what it was is known too."""
    charges, paid_won, given_back_won = after or (0, 0, 0)
    was_paid_won, was_given_back = paid_won - of.paid_won, given_back_won - of.given_back_won
    return MonthChange(
        month=key[0],
        member_id=key[1],
        paid_members=(charges > 0) - (charges > of.charges),
        kept_members=(paid_won > given_back_won) - (was_paid_won > was_given_back),
        charges=of.charges,
        paid_won=of.paid_won,
        refunds=of.refunds,
        refunded_won=of.refunded_won,
    )


def _add_to_totals(session: Session, changes: Iterable[MonthChange]) -> None:
    totals: dict[Month, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_TOTAL_SUMS, 0))
    for change in changes:
        of_month = totals[change.month]
        for name in _TOTAL_SUMS:
            of_month[name] += getattr(change, name)
    rows = [{"month": month} | of_month for month, of_month in sorted(totals.items())]
    session.execute(_adding_to_totals(_dialect(session)), rows)


@cache
def _adding_to_members(dialect: str) -> Any:
    columns = MemberMonth.month, MemberMonth.member_id
    sums = (getattr(MemberMonth, name) for name in _MEMBER_SUMS)
    return _adding(dialect, MemberMonth, _MEMBER_SUMS).returning(*columns, *sums)


@cache
def _adding_to_totals(dialect: str) -> Any:
    return _adding(dialect, MonthTotal, _TOTAL_SUMS)


def _adding(dialect: str, table: type[MemberMonth | MonthTotal], sums: Iterable[str]) -> Any:
    insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    statement = insert(cast(Table, table.__table__))
    return statement.on_conflict_do_update(
        index_elements=list(table.__table__.primary_key),
        set_={name: getattr(table, name) + statement.excluded[name] for name in sums},
    )


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
