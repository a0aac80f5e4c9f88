"""The monthly overview, which an administrator sees first: who paid and who left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.models import Cancellation, EntryKind, LedgerEntry
from billing_core.numbers.membership import movements
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.ledger_numbers import totals_of
from billing_core.roll_ups.requests import cancel_requested_by_month
from billing_core.rules.calendar import Month, months_between

# One end of an index each, however long the ledger. Every page with a choice of months asks it.
_EDGES: CompiledQuery[*tuple[Any, ...]] = CompiledQuery(
    select(
        *(
            select(edge(LedgerEntry.occurred_at)).where(LedgerEntry.kind == kind).scalar_subquery()
            for kind in EntryKind
            for edge in (func.min, func.max)
        ),
        *(
            select(edge(Cancellation.requested_at)).scalar_subquery()
            for edge in (func.min, func.max)
        ),
    )
)


@dataclass(frozen=True)
class MonthRow:
    """One month. Members are distinct people, money whole won; `provisional`: churn may change."""

    month: Month
    paid_members: int
    paid_members_net: int  # without those whose every payment of the month was fully refunded
    cancel_requested: int
    members_at_start: int
    new: int
    returning: int
    churned: int
    members_at_end: int
    paid_won: int
    refunded_won: int
    provisional: bool

    @property
    def net_won(self) -> int:
        return self.paid_won - self.refunded_won

    @property
    def growth(self) -> int:
        """순증: members gained less members lost."""
        return self.new + self.returning - self.churned


def monthly_overview(session: Session, first: Month, last: Month, as_of: AsOf) -> list[MonthRow]:
    """Every month from `first` to `last`, empty ones too, oldest first."""
    months = months_between(first, last)
    totals = totals_of(session, months)
    asked, moved = cancel_requested_by_month(session, months), movements(session, months, as_of)
    return [
        MonthRow(
            month=month,
            paid_members=totals[month][0].members,
            paid_members_net=totals[month][0].kept,
            cancel_requested=asked[month],
            members_at_start=moved[month].start,
            new=moved[month].new,
            returning=moved[month].returning,
            churned=moved[month].churned,
            members_at_end=moved[month].end,
            paid_won=totals[month][0].won,
            refunded_won=totals[month][1].won,
            provisional=as_of.provisional(month),
        )
        for month in months
    ]


def first_and_last_month(session: Session) -> tuple[Month, Month] | None:
    """The months of the earliest and the latest thing to show; None for an empty book."""
    [found] = plain_rows(session, _EDGES)
    edges: list[datetime] = [instant for instant in found if instant]
    return (Month.of(min(edges)), Month.of(max(edges))) if edges else None
