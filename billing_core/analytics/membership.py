"""Members who came, stayed and left: start + new + returning - churned = end, in every month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.coverage_facts import MemberStays, read_stays
from billing_core.analytics.metric import Values
from billing_core.analytics.stretch import Bounded, S
from billing_core.analytics.tally import Tally, borders_of
from billing_core.rules.subscription import EndKind


@dataclass(frozen=True)
class Movement:
    """Distinct stays that began, were recovered or ended in a stretch; `start` and `end` are
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
        """None when nobody was a member at the start."""
        return self.churned_of_start / self.start if self.start else None


class MembershipTally:
    """Takes in members one by one, then answers for any of the stretches it was made for.

    The stretches must not overlap.
    """

    def __init__(self, stretches: Iterable[Bounded]) -> None:
        borders = borders_of(stretches)
        self._new, self._returning, self._recovered = (Tally(borders, 0) for _ in range(3))
        self._left = {kind: Tally(borders, 0) for kind in EndKind}
        self._brief = Tally(borders, 0)  # came and left between the same two borders

    def add(self, member: MemberStays) -> None:
        for place, stay in enumerate(member.stays):
            (self._returning if place else self._new).add(stay.began, 1)
            for at in stay.recovered_at:
                self._recovered.add(at, 1)
            if stay.left is not None:
                self._left[stay.left].add(stay.paid_through, 1)
                if self._brief.interval(stay.began) == self._brief.interval(stay.paid_through):
                    self._brief.add(stay.paid_through, 1)

    def movement(self, stretch: Bounded) -> Movement:
        left = {kind: tally.within(stretch) for kind, tally in self._left.items()}
        return Movement(
            start=self._members_before(stretch.start),
            new=self._new.within(stretch),
            returning=self._returning.within(stretch),
            recovered=self._recovered.within(stretch),
            voluntary=left[EndKind.VOLUNTARY],
            involuntary=left[EndKind.INVOLUNTARY],
            system=left[EndKind.SYSTEM],
            churned_of_start=sum(left.values()) - self._brief.within(stretch),
            end=self._members_before(stretch.end),
        )

    def _members_before(self, border: datetime) -> int:
        came = self._new.before(border) + self._returning.before(border)
        return came - sum(tally.before(border) for tally in self._left.values())


def movements(session: Session, stretches: Sequence[S], as_of: AsOf) -> dict[S, Movement]:
    """One pass over every paid period, whatever the number of stretches."""
    tally = MembershipTally(stretches)
    for member in read_stays(session, as_of):
        tally.add(member)
    return {each: tally.movement(each) for each in stretches}


def counting(
    counted: Callable[[Movement], int],
) -> Values:
    """One of the movement's numbers, as a metric asks for it."""

    def values(session: Session, stretches: Sequence[S], as_of: AsOf) -> dict[S, int]:
        moved = movements(session, stretches, as_of)
        return {each: counted(moved[each]) for each in stretches}

    return values
