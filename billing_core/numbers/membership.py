"""Members who came, stayed and left: start + new + returning - churned = end, in every month."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.numbers.metric import Values
from billing_core.numbers.movement_steps import brief_stays, movement_steps
from billing_core.numbers.tally import Tally, borders_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, S
from billing_core.roll_ups.stay_rows import Step
from billing_core.rules.calendar import Month
from billing_core.rules.subscription import EndKind

_CAME = ("joined", "returned")
_LEFT = tuple(str(kind) for kind in EndKind)


@dataclass(frozen=True)
class Movement:
    """Distinct stays that began, were recovered or ended in an interval; `start` and `end` are
    the members just before its first instant and just before the one after it."""

    start: int
    new: int
    returning: int
    recovered: int
    voluntary: int
    involuntary: int
    system: int
    churned_of_start: int  # of those who were members at the start
    end: int

    @property
    def churned(self) -> int:
        return self.voluntary + self.involuntary + self.system

    @property
    def churn_rate(self) -> float | None:
        """The share of members at the start who churned; None when nobody was one."""
        return self.churned_of_start / self.start if self.start else None


class MembershipTally:
    """Takes in steps one by one, then answers for any of the intervals it was made for."""

    def __init__(self, intervals: Iterable[Bounded]) -> None:
        borders = borders_of(intervals)
        columns = (*_CAME, *_LEFT, "recovered", "brief")
        self._steps = {column: Tally(borders, 0) for column in columns}

    def add(self, step: Step) -> None:
        if step.column in self._steps:
            self._steps[step.column].add(step.at, step.amount)

    def brief(self, month: Month) -> int:
        return self._steps["brief"].within(month)

    def movement(self, interval: Bounded, brief: int) -> Movement:
        """The movement of one interval; `brief` came and left in it."""
        within = {column: tally.within(interval) for column, tally in self._steps.items()}
        return Movement(
            start=self._members_before(interval.start),
            new=within["joined"],
            returning=within["returned"],
            recovered=within["recovered"],
            voluntary=within[EndKind.VOLUNTARY],
            involuntary=within[EndKind.INVOLUNTARY],
            system=within[EndKind.SYSTEM],
            churned_of_start=sum(within[kind] for kind in _LEFT) - brief,
            end=self._members_before(interval.end),
        )

    def _members_before(self, border: datetime) -> int:
        came = sum(self._steps[column].before(border) for column in _CAME)
        return came - sum(self._steps[kind].before(border) for kind in _LEFT)


def movements(session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, Movement]:
    """Movements of months, from their sums alone; of anything else, from the stays of its time.

    Raises Refusal "roll_ups_missing".
    """
    if not intervals:
        return {}
    tally = MembershipTally(intervals)
    for step in movement_steps(session, borders_of(intervals), as_of):
        tally.add(step)

    def brief(interval: Bounded) -> int:
        if isinstance(interval, Month):
            return tally.brief(interval)
        return brief_stays(session, interval, as_of)

    return {each: tally.movement(each, brief(each)) for each in intervals}


def counting(
    counted: Callable[[Movement], int],
) -> Values:
    """The `values` of a metric that is one of the movement's numbers."""

    def values(session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, int]:
        moved = movements(session, intervals, as_of)
        return {each: counted(moved[each]) for each in intervals}

    return values
