"""MRR: what the members of a moment pay for one month, exact, and how it moved.

start + new + returning + expansion - contraction - churned = end, in every month. Several
cards or charges of one period are one price; a yearly price is a twelfth of it each month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.coverage_facts import MemberStays, read_stays
from billing_core.analytics.excluded_payments import excluded_payments
from billing_core.analytics.metric import Excluded, Metric, Unit, Values, Words
from billing_core.analytics.stretch import Bounded, S
from billing_core.analytics.tally import Tally, borders_of
from billing_core.rules.coverage import Stay

ZERO = Fraction(0)
WITHOUT_VAT = Fraction(10, 11)


@dataclass(frozen=True)
class MrrMovement:
    """Won a month with VAT, exact. `asked_to_stop` is the part of `end` that will go away."""

    start: Fraction
    new: Fraction
    returning: Fraction
    expansion: Fraction
    contraction: Fraction
    churned: Fraction
    end: Fraction
    asked_to_stop: Fraction

    @property
    def confirmed(self) -> Fraction:
        return self.end - self.asked_to_stop

    @property
    def end_without_vat(self) -> Fraction:
        return self.end * WITHOUT_VAT


class MrrTally:
    """Takes in members one by one, then answers for any of the stretches it was made for."""

    def __init__(self, stretches: Iterable[Bounded]) -> None:
        borders = borders_of(stretches)
        self._new, self._returning, self._more, self._less, self._gone, self._asked = (
            Tally(borders, ZERO) for _ in range(6)
        )

    def add(self, member: MemberStays) -> None:
        for place, stay in enumerate(member.stays):
            (self._returning if place else self._new).add(stay.began, stay.periods[0].monthly)
            self._add_changes(stay)
            last = stay.periods[-1].monthly
            if stay.left is not None:
                self._gone.add(stay.paid_through, last)
            if stay.asked_at is not None:
                self._asked.add(stay.asked_at, last)
                if stay.left is not None:
                    self._asked.add(max(stay.paid_through, stay.asked_at), -last)

    def _add_changes(self, stay: Stay) -> None:
        for before, after in pairwise(stay.periods):
            change = after.monthly - before.monthly
            (self._more if change > 0 else self._less).add(after.paid_at, abs(change))

    def movement(self, stretch: Bounded) -> MrrMovement:
        return MrrMovement(
            start=self._before(stretch.start),
            new=self._new.within(stretch),
            returning=self._returning.within(stretch),
            expansion=self._more.within(stretch),
            contraction=self._less.within(stretch),
            churned=self._gone.within(stretch),
            end=self._before(stretch.end),
            asked_to_stop=self._asked.before(stretch.end),
        )

    def _before(self, border: datetime) -> Fraction:
        came = sum((t.before(border) for t in (self._new, self._returning, self._more)), ZERO)
        return came - self._less.before(border) - self._gone.before(border)


def mrr_movements(session: Session, stretches: Sequence[S], as_of: AsOf) -> dict[S, MrrMovement]:
    tally = MrrTally(stretches)
    for member in read_stays(session, as_of):
        tally.add(member)
    return {each: tally.movement(each) for each in stretches}


@dataclass(frozen=True)
class MemberMrr:
    """What one member adds to the MRR of a month's end; won a month, exact."""

    member_id: str
    name: str
    monthly_won: Fraction
    paid_through: datetime
    asked_at: datetime | None


def mrr_members(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[MemberMrr]:
    for member in read_stays(session, as_of):
        for stay in member.stays:
            if stay.present_before(stretch.end):
                asked = stay.asked_at if stay.asked_at and stay.asked_at < stretch.end else None
                yield MemberMrr(
                    member.member_id,
                    member.name,
                    stay.monthly_before(stretch.end),
                    stay.paid_through,
                    asked,
                )


def _confirmed_members(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[MemberMrr]:
    return (row for row in mrr_members(session, stretch, as_of) if row.asked_at is None)


def _asked_to_stop(session: Session, stretch: Bounded, as_of: AsOf) -> Iterator[Excluded]:
    for row in mrr_members(session, stretch, as_of):
        if row.asked_at is not None:
            why = "해지를 신청해 다음 결제가 없습니다"
            yield Excluded(row.asked_at, row.member_id, "", round(row.monthly_won), why)


def _rounded(
    shown: Callable[[MrrMovement], Fraction],
) -> Values:
    """To the whole won, for showing; `mrr_movements` is exact."""

    def values(session: Session, stretches: Sequence[S], as_of: AsOf) -> dict[S, int]:
        moved = mrr_movements(session, stretches, as_of)
        return {each: round(shown(moved[each])) for each in stretches}

    return values


MRR = Metric(
    code="mrr",
    label=Words("MRR(월말)", "MRR at month end"),
    unit=Unit.WON,
    explanation=Words(
        "월말 이용회원의 정기결제 금액을 한 달 몫으로 나누어 부가세까지 더한 합계입니다.",
        "The subscription prices of the members at month end, per month, with VAT.",
    ),
    values=_rounded(lambda moved: moved.end),
    people=mrr_members,
    excluded=excluded_payments,
)
CONFIRMED_MRR = Metric(
    code="confirmed_mrr",
    label=Words("확정 MRR(월말)", "Confirmed MRR at month end"),
    unit=Unit.WON,
    explanation=Words(
        "MRR에서 해지를 신청한 회원의 몫을 뺀, 부가세를 포함한 금액입니다.",
        "MRR without the members who have asked to stop, with VAT.",
    ),
    values=_rounded(lambda moved: moved.confirmed),
    people=_confirmed_members,
    excluded=_asked_to_stop,
)
