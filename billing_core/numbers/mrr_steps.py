"""The people behind every step of the MRR waterfall: who came, who pays more or less, who left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, literal, select
from sqlalchemy.orm import Session

from billing_core.database import streamed
from billing_core.models import Member, MemberStay, StayChange, StayTurn
from billing_core.numbers.churn import waited_for
from billing_core.numbers.excluded_payments import excluded_payments, nothing_excluded
from billing_core.numbers.metric import Bilingual, ChartPart, Excluded, Unit
from billing_core.numbers.mrr_waterfall import MrrStep, mrr_waterfall
from billing_core.numbers.stay_facts import ends_in, gone
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.state import require_kept
from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class MrrChange:
    """What one member paid for a month `before` and `after`; `won` is the difference, exact."""

    app_id: str
    name: str
    at: datetime
    before: Fraction
    after: Fraction
    won: Fraction


def mrr_changes(step: MrrStep, session: Session, month: Month, as_of: AsOf) -> Iterator[MrrChange]:
    """The members behind a step, by their ids. Their `won` add up to it, before any rounding.

    Raises Refusal "roll_ups_missing".
    """
    require_kept(session, as_of)
    for row in streamed(session, _ROWS[step](month, as_of)):
        before = Fraction(row.price_before, row.months_before)
        after = Fraction(row.price_after, row.months_after)
        if _SHOWN[step](after - before):
            yield MrrChange(row.app_id, row.name, row.at, before, after, after - before)


Rows = Select[*tuple[Any, ...]]


def _came(month: Month, _as_of: AsOf, *, again: bool) -> Rows:
    place = MemberStay.place > 0 if again else MemberStay.place == 0
    return _person(
        MemberStay,
        MemberStay.began,
        (_NOTHING, _ONE),
        (MemberStay.first_price, MemberStay.first_months),
    ).where(place, MemberStay.began >= month.start, MemberStay.began < month.end)


def _left(month: Month, as_of: AsOf) -> Rows:
    return _person(
        MemberStay,
        MemberStay.paid_through,
        (MemberStay.price, MemberStay.months),
        (_NOTHING, _ONE),
    ).where(gone(as_of), ends_in(month))


def _repriced(month: Month, _as_of: AsOf) -> Rows:
    return _person(
        StayChange,
        StayChange.paid_at,
        (StayChange.price_before, StayChange.months_before),
        (StayChange.price, StayChange.months),
    ).where(
        StayChange.turn == StayTurn.PRICE,
        StayChange.paid_at >= month.start,
        StayChange.paid_at < month.end,
    )


Price = tuple[SQLColumnExpression[int], SQLColumnExpression[int]]  # whole won, for so many months
_NOTHING, _ONE = literal(0), literal(1)


def _person(
    table: type[MemberStay] | type[StayChange],
    at: SQLColumnExpression[datetime],
    before: Price,
    after: Price,
) -> Rows:
    return (
        select(
            Member.app_id,
            Member.name,
            at.label("at"),
            before[0].label("price_before"),
            before[1].label("months_before"),
            after[0].label("price_after"),
            after[1].label("months_after"),
        )
        .join(Member, Member.id == table.member_id)
        .order_by(Member.app_id, table.place, at)
    )


_ROWS: dict[MrrStep, Callable[[Month, AsOf], Rows]] = {
    MrrStep.NEW: partial(_came, again=False),
    MrrStep.RETURNING: partial(_came, again=True),
    MrrStep.EXPANSION: _repriced,
    MrrStep.CONTRACTION: _repriced,
    MrrStep.CHURNED: _left,
}
_SHOWN: dict[MrrStep, Callable[[Fraction], bool]] = {
    MrrStep.NEW: lambda won: won > 0,
    MrrStep.RETURNING: lambda won: won > 0,
    MrrStep.EXPANSION: lambda won: won > 0,
    MrrStep.CONTRACTION: lambda won: won < 0,
    MrrStep.CHURNED: lambda won: won < 0,
}


def _value(step: MrrStep, session: Session, month: Month, as_of: AsOf) -> int:
    return mrr_waterfall(session, [month], as_of)[0].steps[step]


def _part(
    step: MrrStep,
    explanation: Bilingual,
    excluded: Callable[[Session, Month, AsOf], Iterator[Excluded]],
) -> ChartPart:
    return ChartPart(
        code=f"mrr_{step}",
        label=Bilingual(f"MRR {step.label.ko}", f"MRR: {step.label.en.lower()}"),
        unit=Unit.WON,
        explanation=explanation,
        value=partial(_value, step),
        people=partial(mrr_changes, step),
        excluded=excluded,
    )


MRR_STEPS: dict[MrrStep, ChartPart] = {
    MrrStep.NEW: _part(
        MrrStep.NEW,
        Bilingual(
            "이 달에 처음 결제한 회원이 한 달 몫으로 늘린 MRR입니다.",
            "The MRR that members added who first paid in this month.",
        ),
        excluded_payments,
    ),
    MrrStep.RETURNING: _part(
        MrrStep.RETURNING,
        Bilingual(
            "이탈했다가 이 달에 다시 결제한 회원이 한 달 몫으로 늘린 MRR입니다.",
            "The MRR that members added who paid again in this month after having churned.",
        ),
        excluded_payments,
    ),
    MrrStep.EXPANSION: _part(
        MrrStep.EXPANSION,
        Bilingual(
            "이 달의 결제부터 한 달 금액이 오른 회원이 늘린 MRR입니다.",
            "The MRR added by members whose price a month rose with a charge of this month.",
        ),
        nothing_excluded,
    ),
    MrrStep.CONTRACTION: _part(
        MrrStep.CONTRACTION,
        Bilingual(
            "이 달의 결제부터 한 달 금액이 내린 회원이 줄인 MRR입니다.",
            "The MRR taken away by members whose price a month fell with a charge of this month.",
        ),
        nothing_excluded,
    ),
    MrrStep.CHURNED: _part(
        MrrStep.CHURNED,
        Bilingual(
            "이 달에 이탈한 회원이 내던 한 달 몫만큼 줄어든 MRR입니다.",
            "The MRR that went away with the members who churned in this month.",
        ),
        waited_for,
    ),
}
