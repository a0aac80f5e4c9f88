"""Every member's stays, read from the charges that were paid, one member in memory at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import (
    Cancellation,
    Charge,
    CohortMember,
    LedgerEntry,
    Subscription,
    standing_payment,
)
from billing_core.rules.calendar import Month
from billing_core.rules.charge import ChargeState
from billing_core.rules.coverage import Chain, PaidPeriod, Stay, stays

Charged = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class MemberStays:
    """A member's stays; `cohort` is the month of the first counted charge, imported ones too."""

    member_id: int
    cohort: Month
    stays: list[Stay]


def read_stays(session: Session, grace: timedelta) -> Iterator[MemberStays]:
    """The stays of everybody who ever paid for a period, in the order of their ids."""
    paid = _charges().add_columns(CohortMember.month.label("cohort"))
    paid = paid.outerjoin(CohortMember, CohortMember.member_id == Charge.member_id)
    charges = streamed(session, paid.order_by(*_IN_ORDER))
    for member_id, rows in groupby(charges, attrgetter("member_id")):
        of_member = list(rows)
        found = _stays(of_member, grace)
        if found:
            yield MemberStays(member_id, of_member[0].cohort, found)


def stays_of(session: Session, member_id: int, grace: timedelta) -> list[Stay]:
    """The stays of one member, who need not have paid."""
    return _stays(session.execute(_charges_of_member(), {"member": member_id}), grace)


@cache
def _charges_of_member() -> Select[*tuple[Any, ...]]:
    of_member = Charge.member_id == bindparam("member")
    return _charges().where(of_member).order_by(*_IN_ORDER)


def _stays(rows: Iterable[Charged], grace: timedelta) -> list[Stay]:
    by_subscription = groupby(rows, attrgetter("subscription_id"))
    return stays([_chain(list(charges)) for _, charges in by_subscription], grace=grace)


def _charges() -> Select[*tuple[Any, ...]]:
    """Charges that were paid and bought time, and charges that were refused.

    Money that bought nothing (a double charge, one after a cancellation or for a time already
    over) covers nothing, so it never adds a period here.
    """
    bought = Charge.covers_from.is_not(None)
    return (
        select(
            Charge.member_id,
            Charge.subscription_id,
            Charge.period,
            Charge.amount,
            Charge.months,
            Charge.covers_from,
            Charge.covers_until,
            LedgerEntry.occurred_at.label("paid_at"),
            Subscription.periods_paid,
            Cancellation.requested_at.label("asked_at"),
            Cancellation.past_due,
        )
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .outerjoin(
            LedgerEntry,
            and_(
                bought,
                LedgerEntry.imp_uid == Charge.imp_uid,
                standing_payment(),
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
    )


_IN_ORDER = (
    Charge.member_id,
    Subscription.created_at,
    Charge.subscription_id,
    Charge.period,
    Charge.attempt,
)


def _chain(charges: list[Charged]) -> Chain:
    first = charges[0]
    return Chain(
        tuple(_paid_periods(charges)),
        asked_at=first.asked_at,
        failed=charges[-1].period >= first.periods_paid,  # refused, since it was not paid
        failed_before_asking=bool(first.past_due),
    )


def _paid_periods(charges: Iterable[Charged]) -> Iterator[PaidPeriod]:
    for _, attempts in groupby(charges, attrgetter("period")):
        refused_before = False
        for attempt in attempts:
            if attempt.paid_at is None:
                refused_before = True
                continue
            yield PaidPeriod(
                start=attempt.covers_from,
                until=attempt.covers_until,
                paid_at=attempt.paid_at,
                price=attempt.amount,
                months=attempt.months,
                failed_first=refused_before,
            )
            break  # a second payment of the same period buys nothing
