"""Dry runs held against what happens: the book read before and after a button is pressed.

Every story that presses a cure goes through here, so each cure of each kind is held to its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from billing_core.lifecycle.foresee_cure import foresee_cure
from billing_core.models import (
    AuditRow,
    Card,
    Charge,
    Downgrade,
    Finding,
    LedgerEntry,
    Member,
    PaymentRecord,
    Subscription,
)
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.effect import Effect, EffectCode
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System

_MOVES_MONEY = (
    EffectCode.REFUNDS,
    EffectCode.COUNTS,
    EffectCode.COUNTS_REFUNDED,
    EffectCode.CORRECTS,
    EffectCode.RECORDS_REFUND,
)
_MOVES_TIME = (
    EffectCode.PAID_THROUGH,
    EffectCode.BEGINS,
    EffectCode.READS,
    EffectCode.JOINS,
    EffectCode.CHARGES,
)


@dataclass(frozen=True)
class Book:
    """A snapshot of what a cure may change, by the names of what it is about."""

    taken: int
    gone_back: int
    counted: int
    refunded: int
    paid_through: dict[str, datetime | None]
    ended: frozenset[str]
    stopped: frozenset[str]
    live: dict[str, tuple[datetime, int]]
    paid_members: frozenset[str]
    due_downgrades: int
    deleted_cards: int
    subscriptions: frozenset[str]

    def of_those_in(self, before: Book) -> Book:
        """Without the time of a new subscription: it had none before; its first charge follows."""
        known = {
            key: until
            for key, until in self.paid_through.items()
            if until is not None or key in before.paid_through
        }
        return replace(self, paid_through=known)


def read(system: System) -> Book:
    with system.database.reading() as session:

        def rows(table: type[Any], *where: Any) -> Sequence[Any]:
            return session.scalars(select(table).where(*where)).all()

        every = rows(Subscription)
        return Book(
            taken=sum(max(one.amount, 0) for one in rows(LedgerEntry)),
            gone_back=-sum(min(one.amount, 0) for one in rows(LedgerEntry)),
            counted=sum(one.amount for one in rows(LedgerEntry)),
            refunded=sum(one.cancel_amount for one in rows(PaymentRecord)),
            paid_through={one.id: one.paid_through for one in every},
            ended=frozenset(one.id for one in every if not one.status.open),
            stopped=frozenset(
                one.id
                for one in every
                if one.status in (SubscriptionStatus.CANCELLING, SubscriptionStatus.ENDED)
            ),
            live={
                one.merchant_uid: (one.due_at, one.amount)
                for one in rows(Charge, Charge.state.in_(LIVE_STATES))
            },
            paid_members=frozenset(
                one.id for one in rows(Member, Member.permission == Permission.PAID)
            ),
            due_downgrades=len(rows(Downgrade, Downgrade.state == DowngradeState.DUE)),
            deleted_cards=len(rows(Card, Card.deleted_at.is_not(None))),
            subscriptions=frozenset(one.id for one in every),
        )


@contextmanager
def held_to_its_words(
    system: System, finding: Finding, cure: Cure, amount: int | None = None
) -> Iterator[tuple[Effect, ...]]:
    """Checks the dry run around the press alone, without the worker that follows; yields it."""
    said = foresee_cure(system, finding.id, cure, amount=amount)
    before = read(system)
    yield said
    after = read(system).of_those_in(before)
    for each in said:
        holds = _HOLDS.get(each.code)
        assert holds is None or holds(each, before, after), (finding.kind, cure, each, after)
    codes = {each.code for each in said}
    for what, told in _ONLY_IF_TOLD.items():
        changed = getattr(before, what) != getattr(after, what)
        assert not changed or codes & set(told), (finding.kind, cure, what, said)
    _closes_as_told(system, finding, codes)
    _stands_in_the_audit(system, finding, said)


def followed(system: System, said: Sequence[Effect]) -> None:
    """Checks, once the worker has done its part, that what was to be booked or revoked is."""
    live = read(system).live
    for each in said:
        if each.code is EffectCode.BOOKS:
            assert (each.facts["due_at"], each.facts["won"]) in live.values(), each
        if each.code is EffectCode.REVOKES:
            assert str(each.facts["number"]) not in live, each


def _closes_as_told(system: System, finding: Finding, codes: set[EffectCode]) -> None:
    with system.database.reading() as session:
        closed = session.get_one(Finding, finding.id).resolved_at is not None
    if EffectCode.CLOSES in codes:
        assert closed, finding.kind
    if EffectCode.STAYS_OPEN in codes:
        assert not closed, finding.kind


def _stands_in_the_audit(system: System, finding: Finding, said: Sequence[Effect]) -> None:
    with system.database.reading() as session:
        row = session.scalars(
            select(AuditRow)
            .where(AuditRow.act == "finding.cure_asked", AuditRow.subject == finding.subject)
            .order_by(AuditRow.id.desc())
            .limit(1)
        ).one()
    assert row.detail["effects"] == [str(each.code) for each in said]


Holds = Callable[[Effect, Book, Book], bool]


def _booked(each: Effect, before: Book, after: Book) -> bool:
    """What was booked at once has the day and won that were told; the worker may have to follow."""
    made = [live for number, live in after.live.items() if before.live.get(number) != live]
    return not made or (each.facts["due_at"], each.facts["won"]) in made


def _moved(each: Effect, _before: Book, after: Book) -> bool:
    return after.live[str(each.facts["number"])][0] == each.facts["after"]


_HOLDS: dict[EffectCode, Holds] = {
    EffectCode.REFUNDS: lambda each, before, after: (
        after.refunded - before.refunded == each.facts["won"]
    ),
    EffectCode.COUNTS: lambda each, before, after: after.taken - before.taken == each.facts["won"],
    EffectCode.COUNTS_REFUNDED: lambda each, before, after: (
        after.gone_back - before.gone_back == each.facts["won"]
    ),
    EffectCode.CORRECTS: lambda each, before, after: (
        before.counted - after.counted == each.facts["won"]
    ),
    EffectCode.RECORDS_REFUND: lambda each, before, after: (
        before.counted - after.counted == each.facts["won"]
    ),
    EffectCode.LEAVES_OUT: lambda _each, before, after: after.counted == before.counted,
    EffectCode.BOOKS: _booked,
    EffectCode.MOVES: _moved,
    EffectCode.PAID_THROUGH: lambda each, _before, after: (
        each.facts["after"] in after.paid_through.values()
    ),
    EffectCode.FIRST_PERIOD: lambda each, _before, after: (
        each.facts["until"] in after.paid_through.values()
    ),
    EffectCode.CANCELS: lambda _each, before, after: len(after.stopped) > len(before.stopped),
    EffectCode.CANCELS_UNPAID: lambda _each, before, after: (
        len(after.stopped) > len(before.stopped)
    ),
    EffectCode.ENDS_UNPAID: lambda _each, before, after: len(after.ended) > len(before.ended),
    EffectCode.BEGINS: lambda _each, before, after: (
        len(after.subscriptions) > len(before.subscriptions)
    ),
    EffectCode.GIVES_ACCESS: lambda _each, before, after: (
        len(after.paid_members) >= len(before.paid_members)
    ),
    EffectCode.DELETES_KEY: lambda _each, before, after: after.deleted_cards > before.deleted_cards,
    EffectCode.CHANGES_NOTHING: lambda _each, before, after: before == after,
}
_ONLY_IF_TOLD: dict[str, tuple[EffectCode, ...]] = {
    "counted": (*_MOVES_MONEY, EffectCode.READS, EffectCode.JOINS),
    "refunded": (EffectCode.REFUNDS, EffectCode.READS, EffectCode.JOINS),
    "paid_through": _MOVES_TIME,
    "subscriptions": (EffectCode.BEGINS, EffectCode.CHARGES_EACH),
    "stopped": (
        EffectCode.CANCELS,
        EffectCode.CANCELS_UNPAID,
        EffectCode.DUE_DOWNGRADES,
        EffectCode.ENDS_UNPAID,
        EffectCode.GIVES_ACCESS,
    ),
    "paid_members": (EffectCode.GIVES_ACCESS, EffectCode.READS, EffectCode.JOINS),
    "deleted_cards": (EffectCode.DELETES_KEY,),
    "live": (
        EffectCode.REVOKES,
        EffectCode.REVOKES_EVERY,
        EffectCode.NOT_PAID,
        EffectCode.BOOKS,
        EffectCode.CHARGES,
        EffectCode.MOVES,
        EffectCode.PAID_THROUGH,
        EffectCode.READS,
        EffectCode.JOINS,
    ),
}
