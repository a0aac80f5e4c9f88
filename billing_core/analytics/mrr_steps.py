"""The people behind every step of the MRR waterfall: who came, who pays more or less, who left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import partial
from itertools import pairwise

from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.chart_part import ChartPart
from billing_core.analytics.churn import churned_members, waited_for
from billing_core.analytics.coverage_facts import MemberStays, read_stays
from billing_core.analytics.excluded_payments import excluded_payments, nothing_excluded
from billing_core.analytics.metric import Excluded, Unit, Words
from billing_core.analytics.mrr_waterfall import MrrStep, mrr_waterfall
from billing_core.rules.calendar import Month

ZERO = Fraction(0)


@dataclass(frozen=True)
class MrrChange:
    """What one member paid for a month `before` and `after`; `won` is the difference, exact."""

    member_id: str
    name: str
    at: datetime
    before: Fraction
    after: Fraction
    won: Fraction


def mrr_changes(step: MrrStep, session: Session, month: Month, as_of: AsOf) -> Iterator[MrrChange]:
    """In the order of the members' ids. Their `won` add up to the step, before any rounding."""
    if step is MrrStep.CHURNED:
        yield from _losses(session, month, as_of)
        return
    for member in read_stays(session, as_of):
        for at, before, after in _CHANGES[step](member):
            if at in month:
                yield MrrChange(member.member_id, member.name, at, before, after, after - before)


def _losses(session: Session, month: Month, as_of: AsOf) -> Iterator[MrrChange]:
    """Whether a stay is over, churn decides: here is only what it was worth a month."""
    left = {(row.member_id, row.paid_through) for row in churned_members(session, month, as_of)}
    for member in read_stays(session, as_of) if left else ():
        for stay in member.stays:
            if (member.member_id, stay.paid_through) in left:
                was = stay.periods[-1].monthly
                yield MrrChange(member.member_id, member.name, stay.paid_through, was, ZERO, -was)


Change = tuple[datetime, Fraction, Fraction]


def _came(member: MemberStays) -> Iterator[Change]:
    first = member.stays[0]
    yield first.began, ZERO, first.periods[0].monthly


def _came_back(member: MemberStays) -> Iterator[Change]:
    return ((stay.began, ZERO, stay.periods[0].monthly) for stay in member.stays[1:])


def _repriced(member: MemberStays) -> Iterator[Change]:
    for stay in member.stays:
        for before, after in pairwise(stay.periods):
            yield after.paid_at, before.monthly, after.monthly


def _grew(member: MemberStays) -> Iterator[Change]:
    return (change for change in _repriced(member) if change[1] < change[2])


def _shrank(member: MemberStays) -> Iterator[Change]:
    return (change for change in _repriced(member) if change[1] > change[2])


_CHANGES: dict[MrrStep, Callable[[MemberStays], Iterator[Change]]] = {
    MrrStep.NEW: _came,
    MrrStep.RETURNING: _came_back,
    MrrStep.EXPANSION: _grew,
    MrrStep.CONTRACTION: _shrank,
}


def _value(step: MrrStep, session: Session, month: Month, as_of: AsOf) -> int:
    return mrr_waterfall(session, [month], as_of)[0].steps[step]


def _part(
    step: MrrStep,
    explanation: Words,
    excluded: Callable[[Session, Month, AsOf], Iterator[Excluded]],
) -> ChartPart:
    return ChartPart(
        code=f"mrr_{step}",
        label=Words(f"MRR {step.label.ko}", f"MRR: {step.label.en.lower()}"),
        unit=Unit.WON,
        explanation=explanation,
        value=partial(_value, step),
        people=partial(mrr_changes, step),
        excluded=excluded,
    )


MRR_STEPS: dict[MrrStep, ChartPart] = {
    MrrStep.NEW: _part(
        MrrStep.NEW,
        Words(
            "이 달에 처음 결제한 회원이 한 달 몫으로 늘린 MRR입니다.",
            "The MRR that members added who first paid in this month.",
        ),
        excluded_payments,
    ),
    MrrStep.RETURNING: _part(
        MrrStep.RETURNING,
        Words(
            "이탈했다가 이 달에 다시 결제한 회원이 한 달 몫으로 늘린 MRR입니다.",
            "The MRR that members added who paid again in this month after having churned.",
        ),
        excluded_payments,
    ),
    MrrStep.EXPANSION: _part(
        MrrStep.EXPANSION,
        Words(
            "이 달의 결제부터 한 달 금액이 오른 회원이 늘린 MRR입니다.",
            "The MRR added by members whose price a month rose with a charge of this month.",
        ),
        nothing_excluded,
    ),
    MrrStep.CONTRACTION: _part(
        MrrStep.CONTRACTION,
        Words(
            "이 달의 결제부터 한 달 금액이 내린 회원이 줄인 MRR입니다.",
            "The MRR taken away by members whose price a month fell with a charge of this month.",
        ),
        nothing_excluded,
    ),
    MrrStep.CHURNED: _part(
        MrrStep.CHURNED,
        Words(
            "이 달에 이탈한 회원이 내던 한 달 몫만큼 줄어든 MRR입니다.",
            "The MRR that went away with the members who churned in this month.",
        ),
        waited_for,
    ),
}
