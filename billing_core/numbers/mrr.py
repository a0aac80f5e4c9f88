"""MRR: what the members of a moment pay for one month, exact, and how it moved.

start + new + returning + expansion - contraction - churned = end, in every month. Several
cards or charges of one period are one price; a yearly price is a twelfth of it each month.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.database import streamed
from billing_core.models import Member, MemberStay, StayChange, StayTurn
from billing_core.numbers.excluded_payments import excluded_payments
from billing_core.numbers.metric import Bilingual, Excluded, Metric, Unit, Values
from billing_core.numbers.movement_steps import movement_steps
from billing_core.numbers.stay_facts import present_before, stays_where
from billing_core.numbers.tally import Tally, borders_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded, S
from billing_core.roll_ups.state import require_kept
from billing_core.roll_ups.stay_rows import Step
from billing_core.rules.exclusion import Exclusion, ExclusionReason

ZERO = Fraction(0)
WITHOUT_VAT = Fraction(10, 11)


@dataclass(frozen=True)
class MrrMovement:
    """How MRR moved: won a month with VAT, exact. `asked_to_stop` is what of `end` will go away."""

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
    """Takes in steps one by one, then answers for any of the intervals it was made for."""

    def __init__(self, intervals: Iterable[Bounded]) -> None:
        borders = borders_of(intervals)
        self._won = {column: Tally(borders, ZERO) for column in _WON}

    def add(self, step: Step) -> None:
        if step.column in self._won:
            self._won[step.column].add(step.at, Fraction(step.amount, step.months))

    def movement(self, interval: Bounded) -> MrrMovement:
        within = {column: tally.within(interval) for column, tally in self._won.items()}
        return MrrMovement(
            start=self._before(interval.start),
            new=within["joined_won"],
            returning=within["returned_won"],
            expansion=within["expansion_won"],
            contraction=within["contraction_won"],
            churned=within["churned_won"],
            end=self._before(interval.end),
            asked_to_stop=self._won["asked_won"].before(interval.end),
        )

    def _before(self, border: datetime) -> Fraction:
        signed = (sign * self._won[column].before(border) for column, sign in _IN_MRR.items())
        return sum(signed, ZERO)


_IN_MRR = {
    "joined_won": 1,
    "returned_won": 1,
    "expansion_won": 1,
    "contraction_won": -1,
    "churned_won": -1,
}
_WON = (*_IN_MRR, "asked_won")


def mrr_movements(session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, MrrMovement]:
    """How MRR moved in each interval. Raises Refusal "roll_ups_missing"."""
    if not intervals:
        return {}
    tally = MrrTally(intervals)
    for step in movement_steps(session, borders_of(intervals), as_of):
        tally.add(step)
    return {each: tally.movement(each) for each in intervals}


@dataclass(frozen=True)
class MemberMrr:
    """What one member adds to the MRR of a month's end; won a month, exact."""

    app_id: str
    name: str
    monthly_won: Fraction
    paid_through: datetime
    asked_at: datetime | None


def mrr_members(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[MemberMrr]:
    """What each member adds to the MRR, in the order of their ids."""
    require_kept(session, as_of)
    price = _before_the_next_change(StayChange.price_before, interval.end)
    months = _before_the_next_change(StayChange.months_before, interval.end)
    rows = stays_where(present_before(interval.end, as_of)).add_columns(
        func.coalesce(price, MemberStay.price).label("won"),
        func.coalesce(months, MemberStay.months).label("for_months"),
    )
    for stay in streamed(session, rows.order_by(Member.app_id, MemberStay.place)):
        asked = stay.asked_at if stay.asked_at and stay.asked_at < interval.end else None
        monthly = Fraction(stay.won, stay.for_months)
        yield MemberMrr(stay.app_id, stay.name, monthly, stay.paid_through, asked)


def _before_the_next_change(
    column: InstrumentedAttribute[int], instant: datetime
) -> ScalarSelect[int]:
    """NULL when the price did not change from `instant` on: it is the latest one."""
    return (
        select(column)
        .where(
            StayChange.member_id == MemberStay.member_id,
            StayChange.place == MemberStay.place,
            StayChange.turn == StayTurn.PRICE,
            StayChange.paid_at >= instant,
        )
        .order_by(StayChange.number)
        .limit(1)
        .correlate(MemberStay)
        .scalar_subquery()
    )


def _confirmed_members(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[MemberMrr]:
    return (row for row in mrr_members(session, interval, as_of) if row.asked_at is None)


def _asked_to_stop(session: Session, interval: Bounded, as_of: AsOf) -> Iterator[Excluded]:
    for row in mrr_members(session, interval, as_of):
        if row.asked_at is not None:
            why = Exclusion(ExclusionReason.ASKED_TO_STOP)
            yield Excluded(row.asked_at, row.app_id, "", round(row.monthly_won), why)


def _rounded(
    shown: Callable[[MrrMovement], Fraction],
) -> Values:
    """To the whole won, for showing; `mrr_movements` is exact."""

    def values(session: Session, intervals: Sequence[S], as_of: AsOf) -> dict[S, int]:
        moved = mrr_movements(session, intervals, as_of)
        return {each: round(shown(moved[each])) for each in intervals}

    return values


MRR = Metric(
    code="mrr",
    label=Bilingual("MRR(월말)", "MRR at month end"),
    unit=Unit.WON,
    explanation=Bilingual(
        "월말 이용회원의 정기결제 금액을 한 달 몫으로 나누어 부가세까지 더한 합계입니다.",
        "The subscription prices of the members at month end, per month, with VAT.",
    ),
    values=_rounded(lambda moved: moved.end),
    people=mrr_members,
    excluded=excluded_payments,
)
CONFIRMED_MRR = Metric(
    code="confirmed_mrr",
    label=Bilingual("월 환산 구독료(MRR, 월말), 해지 예정 제외", "Confirmed MRR at month end"),
    unit=Unit.WON,
    explanation=Bilingual(
        "MRR에서 해지를 신청하고 아직 철회하지 않은 회원의 몫을 뺀, 부가세를 포함한 금액입니다.",
        "MRR without the members who have asked to stop and not withdrawn since, with VAT.",
    ),
    values=_rounded(lambda moved: moved.confirmed),
    people=_confirmed_members,
    excluded=_asked_to_stop,
)
