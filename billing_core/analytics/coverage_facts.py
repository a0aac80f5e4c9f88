"""Every member's stays, read from the charges that were paid, one member in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.streamed import streamed
from billing_core.models import Cancellation, Charge, EntryKind, LedgerEntry, Member, Subscription
from billing_core.rules.charge import ChargeState
from billing_core.rules.coverage import Chain, PaidPeriod, Stay, stays
from billing_core.rules.period import Terms, period_start

Charged = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class MemberStays:
    member_id: str
    name: str
    stays: list[Stay]


def read_stays(session: Session, as_of: AsOf) -> Iterator[MemberStays]:
    """Everybody who ever paid for a period, in the order of their ids."""
    charges = streamed(session, _charges())
    for member_id, rows in groupby(charges, attrgetter("member_id")):
        by_subscription = [
            list(charges) for _, charges in groupby(rows, attrgetter("subscription_id"))
        ]
        chains = [_chain(charges) for charges in by_subscription]
        found = stays(chains, grace=as_of.grace, now=as_of.now)
        if found:
            yield MemberStays(member_id, by_subscription[0][0].name, found)


def _charges() -> Select[*tuple[Any, ...]]:
    """Charges that were paid and bought their period, and charges that were refused.

    Money that bought nothing (a double charge, one after a cancellation) is of a period
    beyond `periods_paid` or repeats an earlier one, so it never adds a period here.
    """
    bought = and_(Charge.state == ChargeState.PAID, Charge.period < Subscription.periods_paid)
    return (
        select(
            Charge.member_id,
            Member.name,
            Charge.subscription_id,
            Charge.period,
            Charge.amount,
            LedgerEntry.occurred_at.label("paid_at"),
            Subscription.anchor,
            Subscription.months,
            Subscription.periods_paid,
            Cancellation.requested_at.label("asked_at"),
            Cancellation.past_due,
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
        .outerjoin(
            Cancellation,
            and_(
                Cancellation.subscription_id == Subscription.id,
                Cancellation.withdrawn_at.is_(None),
            ),
        )
        .where(
            Subscription.anchor.is_not(None),
            or_(LedgerEntry.occurred_at.is_not(None), Charge.state == ChargeState.FAILED),
        )
        .order_by(
            Charge.member_id,
            Subscription.created_at,
            Charge.subscription_id,
            Charge.period,
            Charge.attempt,
        )
    )


def _chain(charges: list[Charged]) -> Chain:
    first = charges[0]
    terms = Terms(first.anchor, first.months, price=0)
    periods = tuple(_paid_periods(terms, charges))
    return Chain(
        periods,
        asked_at=first.asked_at,
        failed=charges[-1].period >= first.periods_paid,  # refused, since it was not paid
        failed_before_asking=bool(first.past_due),
    )


# A day has thousands of members and their periods the same borders: worked out once.
border = lru_cache(maxsize=20_000)(period_start)


def _paid_periods(terms: Terms, charges: Iterable[Charged]) -> Iterator[PaidPeriod]:
    for period, attempts in groupby(charges, attrgetter("period")):
        refused_before = False
        for attempt in attempts:
            if attempt.paid_at is None:
                refused_before = True
                continue
            yield PaidPeriod(
                start=border(terms, period),
                until=border(terms, period + 1),
                paid_at=attempt.paid_at,
                price=attempt.amount,
                months=terms.months,
                failed_first=refused_before,
            )
            break  # a second payment of the same period buys nothing
