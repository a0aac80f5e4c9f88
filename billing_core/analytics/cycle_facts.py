"""Every billing cycle that fell due in a stretch, read from its charges, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.coverage_facts import border
from billing_core.analytics.streamed import streamed
from billing_core.analytics.stretch import Bounded
from billing_core.models import Charge, EntryKind, LedgerEntry, Member, Subscription
from billing_core.rules.charge import ChargeState
from billing_core.rules.cycle import (
    Attempt,
    CycleOutcome,
    cycle_outcome,
    first_refusal,
    paid_attempt,
)
from billing_core.rules.decline import DeclineReason
from billing_core.rules.period import Terms

Tried = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Cycle:
    """`won` is what was asked for last, or paid; `first` the first charge of a subscription.
    `reason` is the first refusal of a failed cycle, `state` the last try's."""

    member_id: str
    name: str
    due_at: datetime
    first: bool
    tries: int
    won: int
    outcome: CycleOutcome
    reason: DeclineReason | None
    paid_at: datetime | None
    state: ChargeState


def read_cycles(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[Cycle]:
    """In the order they fell due."""
    rows = streamed(session, _tries(stretch))
    for _, tries in groupby(rows, lambda row: (row.subscription_id, row.period)):
        yield _cycle(list(tries), as_of)


def _tries(stretch: Bounded) -> Select[*tuple[Any, ...]]:
    """A cycle is due when its first try was: tries of one period count from 1.

    Money that bought nothing (one after a cancellation) is of a period beyond `periods_paid`.
    """
    first = aliased(Charge)
    bought = and_(Charge.state == ChargeState.PAID, Charge.period < Subscription.periods_paid)
    return (
        select(
            Charge.member_id,
            Member.name,
            Charge.subscription_id,
            Charge.period,
            Charge.amount,
            Charge.state,
            Charge.decline,
            first.due_at,
            LedgerEntry.occurred_at.label("paid_at"),
            Subscription.anchor,
            Subscription.months,
        )
        .select_from(first)
        .join(
            Charge,
            and_(Charge.subscription_id == first.subscription_id, Charge.period == first.period),
        )
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .join(Member, Member.id == Charge.member_id)
        .outerjoin(
            LedgerEntry,
            and_(
                bought,
                LedgerEntry.imp_uid == Charge.imp_uid,
                LedgerEntry.kind == EntryKind.PAYMENT,
            ),
        )
        .where(first.attempt == 1, first.due_at >= stretch.start, first.due_at < stretch.end)
        .order_by(first.due_at, Charge.subscription_id, Charge.period, Charge.attempt)
    )


def _cycle(tries: list[Tried], as_of: AsOf) -> Cycle:
    first, last = tries[0], tries[-1]
    attempts = [_attempt(one) for one in tries]
    paid = paid_attempt(attempts)
    return Cycle(
        member_id=first.member_id,
        name=first.name,
        due_at=first.due_at,
        first=first.period == 0,
        tries=len(tries),
        won=paid.won if paid else last.amount,
        outcome=cycle_outcome(attempts, grace_ends=_due(first) + as_of.grace, now=as_of.now),
        reason=first_refusal(attempts),
        paid_at=paid.paid_at if paid else None,
        state=last.state,
    )


def _attempt(row: Tried) -> Attempt:
    refused = row.decline or DeclineReason.OTHER if row.state is ChargeState.FAILED else None
    return Attempt(row.amount, row.paid_at, refused)


def _due(first: Tried) -> datetime:
    """From where the grace is counted: the end of what was paid, as for churn."""
    if first.period == 0 or first.anchor is None:
        due_at: datetime = first.due_at
        return due_at
    return border(Terms(first.anchor, first.months, price=0), first.period)
