"""Every billing cycle that fell due in an interval, read from its charges, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from billing_core.database import streamed
from billing_core.models import Charge, LedgerEntry, Member, Subscription, standing_payment
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded
from billing_core.roll_ups.ledger_numbers import whole_won
from billing_core.rules.charge import ChargeState
from billing_core.rules.cycle import (
    Attempt,
    CycleOutcome,
    cycle_outcome,
    first_refusal,
    paid_attempt,
)
from billing_core.rules.decline import DeclineReason

Tried = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Cycle:
    """A billing cycle. `won` is what was paid, or else refused last; `first`: it was the first
    charge of a subscription. `reason` is a failed cycle's first refusal, `state` the last try's."""

    app_id: str
    name: str
    due_at: datetime
    first: bool
    tries: int
    won: int
    outcome: CycleOutcome
    reason: DeclineReason | None
    paid_at: datetime | None
    state: ChargeState


@dataclass(frozen=True)
class Amount:
    """So many cycles and their whole won."""

    count: int = 0
    won: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.count + other.count, self.won + other.won)


NO_CYCLES = Amount()


class Waited(NamedTuple):
    """A cycle, and until when its money is waited for."""

    cycle: Cycle
    grace_ends: datetime


def read_cycles(
    session: Session, interval: Bounded, as_of: AsOf, which: ColumnElement[bool] | None = None
) -> Iterator[Cycle]:
    """The interval's cycles in the order they fell due; all of them, or only the `SLOW` ones."""
    tries = _tries().where(FIRST.due_at >= interval.start, FIRST.due_at < interval.end)
    if which is not None:
        tries = tries.where(which)
    rows = streamed(session, tries.order_by(FIRST.due_at, *_IN_ORDER))
    for _, of_cycle in groupby(rows, _cycle_key):
        yield _cycle(list(of_cycle), as_of)


def read_slow_cycles(session: Session, as_of: AsOf) -> Iterator[Waited]:
    """Every one ever that a card answered but that was not paid at the first try, in the order
    of subscriptions. One that was refused stays so when money comes that buys nothing."""
    refused = _OTHER.state == ChargeState.FAILED
    not_at_once = or_(_OTHER.attempt > 1, _OTHER.covers_from.is_(None))
    paid_later = and_(not_at_once, _OTHER.state == ChargeState.PAID)
    slow = select(_OTHER.subscription_id, _OTHER.period).where(or_(refused, paid_later))
    keys = slow.distinct().cte("slow")
    of_key = and_(keys.c.subscription_id == FIRST.subscription_id, keys.c.period == FIRST.period)
    tries = _tries().join(keys, of_key).where(not_(_AT_ONCE)).order_by(*_IN_ORDER)
    for _, of_cycle in groupby(streamed(session, tries), _cycle_key):
        yield _waited(list(of_cycle), as_of)


def _cycle_key(row: Tried) -> tuple[str, int]:
    return row.subscription_id, row.period


def paid_at_once(piece: Bounded) -> Select[bool, int, int]:
    """The sum of cycles paid at the first try: whether they are first charges, how many, whole won.
    Whatever was tried after a first try that bought its period, the rule says PAID."""
    is_first = FIRST.period == 0
    return (
        select(is_first, func.count(), whole_won(FIRST.amount))
        .join(Subscription, Subscription.id == FIRST.subscription_id)
        .where(FIRST.attempt == 1, _AT_ONCE)
        .where(FIRST.due_at >= piece.start, FIRST.due_at < piece.end)
        .group_by(is_first)
    )


def cycle_of(session: Session, subscription_id: str, period: int, as_of: AsOf) -> Waited | None:
    """One cycle; None for one that was never tried."""
    asked = {"subscription": subscription_id, "period": period}
    tries = session.execute(_tries_of_cycle(), asked).all()
    return _waited(list(tries), as_of) if tries else None


FIRST = aliased(Charge)
_IN_ORDER = (Charge.subscription_id, Charge.period, Charge.attempt)
_AT_ONCE = and_(FIRST.state == ChargeState.PAID, FIRST.covers_from.is_not(None))
_OTHER = aliased(Charge)
SLOW = not_(_AT_ONCE)
"""Not paid at the first try."""


@cache
def _tries_of_cycle() -> Select[*tuple[Any, ...]]:
    of_cycle = and_(
        FIRST.subscription_id == bindparam("subscription"), FIRST.period == bindparam("period")
    )
    return _tries().where(of_cycle).order_by(*_IN_ORDER)


def _tries() -> Select[*tuple[Any, ...]]:
    """A cycle is due when its first try was: tries of one period count from 1.

    Money that bought nothing (one after a cancellation) covers nothing.
    """
    bought = Charge.covers_from.is_not(None)
    return (
        select(
            Member.app_id,
            Member.name,
            Charge.subscription_id,
            Charge.period,
            Charge.amount,
            Charge.state,
            Charge.decline,
            FIRST.due_at,
            LedgerEntry.occurred_at.label("paid_at"),
            Charge.period_from,
        )
        .select_from(FIRST)
        .join(
            Charge,
            and_(Charge.subscription_id == FIRST.subscription_id, Charge.period == FIRST.period),
        )
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .join(Member, Member.id == Charge.member_id)
        .outerjoin(
            LedgerEntry,
            and_(
                bought,
                LedgerEntry.imp_uid == Charge.imp_uid,
                standing_payment(),
            ),
        )
        .where(FIRST.attempt == 1)
    )


def _waited(tries: list[Tried], as_of: AsOf) -> Waited:
    return Waited(_cycle(tries, as_of), _due(tries[0]) + as_of.grace)


def _cycle(tries: list[Tried], as_of: AsOf) -> Cycle:
    first, last = tries[0], tries[-1]
    attempts = [_attempt(one) for one in tries]
    paid = paid_attempt(attempts)
    return Cycle(
        app_id=first.app_id,
        name=first.name,
        due_at=first.due_at,
        first=first.period == 0,
        tries=len(tries),
        won=_won(attempts, paid),
        outcome=cycle_outcome(attempts, grace_ends=_due(first) + as_of.grace, now=as_of.now),
        reason=first_refusal(attempts),
        paid_at=paid.paid_at if paid else None,
        state=last.state,
    )


def _won(attempts: Sequence[Attempt], paid: Attempt | None) -> int:
    """What was asked for next, after the card has refused, is not of this answer."""
    answered = [one for one in attempts if one.refused is not None]
    return (paid or (answered or attempts)[-1]).won


def _attempt(row: Tried) -> Attempt:
    """A refusal stays one when money came for a time already over."""
    refused = row.decline if row.paid_at is None else None
    if row.state is ChargeState.FAILED:
        refused = row.decline or DeclineReason.OTHER
    return Attempt(row.amount, row.paid_at, refused)


def _due(first: Tried) -> datetime:
    """From where the grace is counted: the end of what was paid, as for churn."""
    begins = first.due_at if first.period == 0 or first.period_from is None else first.period_from
    due_at: datetime = begins
    return due_at
