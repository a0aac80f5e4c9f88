"""Delta maintenance, with the ledger, of what members paid: by member and month, and by month.

What a step enters in the ledger is noted (`roll_up_later`) and added when its transaction commits,
by `follow`; a file's thousands are added at once (`roll_up`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.models import EntryKind, LedgerEntry, MemberMonth, MonthTotal
from billing_core.models.ledger import PAYING
from billing_core.roll_ups.cohorts import NOTHING, Uncounted, add_to_cohorts
from billing_core.roll_ups.corrections import MonthChange, correct_closed_months
from billing_core.roll_ups.state import hold_roll_ups, kept_grace_days
from billing_core.roll_ups.upsert import add_to, added_to
from billing_core.rules.calendar import Month


class MoneyFact(NamedTuple):
    """A new row of the ledger: `won` is negative for a refund and for a correction, which takes
    one charge away; positive for a refund reversed. `occurred_at` is an aware instant."""

    kind: EntryKind
    imp_uid: str
    member_id: int
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


class _Noted(NamedTuple):
    """Facts to be added together, and when they were learnt. Of each member no more than what was
    entered at once: what a closed month was told, and then told otherwise, are two corrections."""

    facts: list[MoneyFact]
    now: datetime

    def has_none_of(self, facts: Iterable[MoneyFact]) -> bool:
        return {fact.member_id for fact in self.facts}.isdisjoint(fact.member_id for fact in facts)


_NOTED = "roll_ups.money_noted"
# What an entry adds to the charges.
_STEP = dict.fromkeys(PAYING, 1) | {EntryKind.CORRECTION: -1}
_MEMBER_SUMS = ("charges", "paid_won", "given_back_won")
_TOTAL_SUMS = ("paid_members", "kept_members", "charges", "paid_won", "refunds", "refunded_won")


def roll_up_later(session: Session, new: Sequence[MoneyFact], *, now: datetime) -> None:
    """Notes rows just written to the ledger, to be added when the transaction commits: only for so
    long does it keep others from the sums."""
    noted: list[_Noted] = session.info.setdefault(_NOTED, [])
    if noted and noted[-1].now == now and noted[-1].has_none_of(new):
        noted[-1].facts.extend(new)
    else:
        noted.append(_Noted(list(new), now))


def add_noted(session: Session) -> None:
    """Adds what was noted, in the order in which it was entered."""
    every: list[_Noted] = session.info.pop(_NOTED, [])
    waiting = _given_back(fact for noted in every for fact in noted.facts)
    for noted in every:
        waiting.subtract(_given_back(noted.facts))
        roll_up(session, noted.facts, now=noted.now, uncounted=Uncounted(given_back=waiting))


def _given_back(facts: Iterable[MoneyFact]) -> Counter[tuple[int, Month]]:
    won: Counter[tuple[int, Month]] = Counter()
    for fact in facts:
        if fact.kind.gives_back:
            won[fact.member_id, Month.of(fact.occurred_at)] += fact.won
    return won


def forget_noted(session: Session) -> None:
    session.info.pop(_NOTED, None)


def roll_up(
    session: Session,
    new: Iterable[MoneyFact],
    *,
    now: datetime,
    uncounted: Uncounted = NOTHING,
) -> None:
    """Adds rows just written to the ledger to the sums, a few thousand at once. A refund comes
    with its payment or after it; a correction together with the reversals of the refunds of its
    payment. Where a month is closed already, what changed is kept as a correction dated `now`.
    `uncounted`: entries that stand in the ledger already and will be told later.
    """
    facts = list(new)
    if not facts:
        return
    hold_roll_ups(session)
    sums = _sums(facts, _months_of_refunded_payments(session, facts))
    changes = _add_to_members(session, sums)
    _add_to_totals(session, changes)
    correct_closed_months(session, changes, now=now)
    if kept_grace_days(session) is not None:
        corrected = {fact.member_id for fact in facts if fact.kind is EntryKind.CORRECTION}
        add_to_cohorts(session, _first_paid(facts), changes, corrected, uncounted)


def _first_paid(facts: Iterable[MoneyFact]) -> dict[int, datetime]:
    first: dict[int, datetime] = {}
    for fact in facts:
        if fact.kind.pays:
            known = first.get(fact.member_id, fact.occurred_at)
            first[fact.member_id] = min(known, fact.occurred_at)
    return first


def _sums(facts: Sequence[MoneyFact], paid_in: dict[str, Month]) -> dict[tuple[Month, int], _Sums]:
    sums: dict[tuple[Month, int], _Sums] = defaultdict(_Sums)
    for fact in facts:
        made_in = sums[Month.of(fact.occurred_at), fact.member_id]
        if fact.kind in _STEP:
            made_in.charges += _STEP[fact.kind]
            made_in.paid_won += fact.won
        else:
            made_in.refunds += 1 if fact.won < 0 else -1
            made_in.refunded_won -= fact.won
            sums[paid_in[fact.imp_uid], fact.member_id].given_back_won -= fact.won
    return sums


def _months_of_refunded_payments(session: Session, facts: Sequence[MoneyFact]) -> dict[str, Month]:
    refunded = sorted({fact.imp_uid for fact in facts if fact.kind.gives_back})
    if not refunded:
        return {}
    rows = session.execute(
        select(LedgerEntry.imp_uid, LedgerEntry.occurred_at).where(
            LedgerEntry.kind.in_(PAYING), among(LedgerEntry.imp_uid, refunded)
        )
    )
    return {imp_uid: Month.of(paid_at) for imp_uid, paid_at in rows}


def _add_to_members(session: Session, sums: dict[tuple[Month, int], _Sums]) -> list[MonthChange]:
    rows = [
        {"month": month, "member_id": member_id}
        | {name: getattr(of, name) for name in _MEMBER_SUMS}
        for (month, member_id), of in sums.items()
        if of.charges or of.paid_won or of.given_back_won
    ]
    after = {}
    if rows:
        for month, member_id, *now in added_to(session, MemberMonth, rows):
            after[month, member_id] = now
        _leave_no_empty_rows(session, [key for key, now in after.items() if now[0] <= 0])
    return [_change(key, of, after.get(key)) for key, of in sums.items()]


def _leave_no_empty_rows(session: Session, empty: Sequence[tuple[Month, int]]) -> None:
    """A member whose only payment of the month was reversed did not pay in it."""
    if empty:
        session.execute(
            delete(MemberMonth).where(tuple_(MemberMonth.month, MemberMonth.member_id).in_(empty))
        )


def _change(key: tuple[Month, int], of: _Sums, after: Sequence[int] | None) -> MonthChange:
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
    add_to(
        session,
        MonthTotal,
        ({"month": month} | of_month for month, of_month in sorted(totals.items())),
    )
