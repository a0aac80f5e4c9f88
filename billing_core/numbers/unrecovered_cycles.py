"""What became of failed renewals that were not recovered: still waited for, or lost."""

from functools import partial

from sqlalchemy.orm import Session

from billing_core.numbers.billing_cycles import cycles, not_charged
from billing_core.numbers.cycle_numbers import CycleNumbers, cycle_numbers
from billing_core.numbers.metric import Bilingual, ChartPart, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.cycle import CycleOutcome


def _is(wanted: CycleOutcome, outcome: CycleOutcome) -> bool:
    return outcome is wanted


def _value(outcome: CycleOutcome, unit: Unit, session: Session, month: Month, as_of: AsOf) -> int:
    numbers: CycleNumbers = cycle_numbers(session, [month], as_of)[month]
    amount = numbers.waiting if outcome is CycleOutcome.WAITING else numbers.lost
    return amount.won if unit is Unit.WON else amount.count


def _part(
    code: str, label: Bilingual, explanation: Bilingual, outcome: CycleOutcome, unit: Unit
) -> ChartPart:
    return ChartPart(
        code=code,
        label=label,
        unit=unit,
        explanation=explanation,
        value=partial(_value, outcome, unit),
        people=partial(cycles, partial(_is, outcome)),
        excluded=not_charged,
    )


WAITING_CYCLES = _part(
    "waiting_cycles",
    Bilingual("회복을 기다리는 결제", "Renewals waited for"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 거절되었고 유예 기간이 남아 아직 결제될 수 있는 건수입니다.",
        "Renewals due in this month that were refused and may still be paid within the grace.",
    ),
    CycleOutcome.WAITING,
    Unit.COUNT,
)
WAITING_WON = _part(
    "waiting_won",
    Bilingual("회복을 기다리는 금액", "Renewals waited for, won"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 거절되었고 유예 기간이 남아 아직 결제될 수 있는 금액입니다.",
        "The won of renewals due in this month that were refused and may still be paid.",
    ),
    CycleOutcome.WAITING,
    Unit.WON,
)
LOST_CYCLES = _part(
    "lost_cycles",
    Bilingual("회복하지 못한 결제", "Renewals lost"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 거절되었고 유예 기간 안에 결제되지 않은 건수입니다.",
        "Renewals due in this month that were refused and not paid within the grace.",
    ),
    CycleOutcome.LOST,
    Unit.COUNT,
)
LOST_WON = _part(
    "lost_won",
    Bilingual("회복하지 못한 금액", "Renewals lost, won"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 거절되었고 유예 기간 안에 결제되지 않은 금액입니다.",
        "The won of renewals due in this month that were refused and not paid within the grace.",
    ),
    CycleOutcome.LOST,
    Unit.WON,
)
