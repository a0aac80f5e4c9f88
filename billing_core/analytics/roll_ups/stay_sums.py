"""The sums of stays by month and by open end: counted for one member, added for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from billing_core.analytics.roll_ups.adding import add_to
from billing_core.analytics.roll_ups.stay_rows import LifeRows, is_brief, open_end, steps
from billing_core.models import MovementMonth, OpenEnd
from billing_core.rules.calendar import Month, kst_date
from billing_core.rules.subscription import EndKind

MOVED = (
    "joined",
    "returned",
    "recovered",
    "voluntary",
    "involuntary",
    "system",
    "brief",
    "joined_won",
    "returned_won",
    "expansion_won",
    "contraction_won",
    "churned_won",
    "asked_won",
)
ENDING = ("stays", "brief", "won")


class MonthKey(NamedTuple):
    month: Month
    cohort: Month
    months: int


class EndKey(NamedTuple):
    day: date
    kind: EndKind
    waits: bool
    months: int


Sums = defaultdict[str, int]


@dataclass
class StaySums:
    """Rows of `movement_months` and `open_ends` by their keys."""

    months: defaultdict[MonthKey, Sums] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    ends: defaultdict[EndKey, Sums] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    def add(self, life: LifeRows, cohort: Month, times: int = 1) -> None:
        """`times` is -1 to take a life back that was counted before."""
        for step in steps(life):
            of_month = self.months[MonthKey(Month.of(step.at), cohort, step.months)]
            of_month[step.column] += times * step.amount
        last = open_end(life.stays)
        if last is not None:
            waits = last.asked_at is None
            end = self.ends[EndKey(kst_date(last.paid_through), last.kind, waits, last.months)]
            end["stays"] += times
            end["won"] += times * last.price
            end["brief"] += times * is_brief(last)

    def write(self, session: Session) -> None:
        add_to(session, MovementMonth, rows_of(self.months, MOVED))
        add_to(session, OpenEnd, rows_of(self.ends, ENDING))


def rows_of(sums: Mapping[Any, Sums], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """In the order of their keys; what came to nothing is left out."""
    for key in sorted(sums):
        if any(sums[key].values()):
            yield key._asdict() | {column: sums[key][column] for column in columns}
