"""청구 · 실패 · 회복: what became of the charges that fell due, and the rates made of them."""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy.orm import Session

from billing_core.numbers.cycle_numbers import CycleNumbers, counting_cycles
from billing_core.numbers.metric import Bilingual, Excluded, Metric, Rate, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import Amount, Cycle, read_cycles
from billing_core.roll_ups.interval import Bounded
from billing_core.rules.charge import ChargeState
from billing_core.rules.cycle import CycleOutcome
from billing_core.rules.exclusion import Exclusion, ExclusionReason

_NOT_CHARGED = {
    ChargeState.BOOKED: ExclusionReason.NOT_CHARGED_YET,
    ChargeState.REVOKED: ExclusionReason.REVOKED,
    ChargeState.PAID: ExclusionReason.BOUGHT_NO_PERIOD,
}


def cycles(
    which: Callable[[CycleOutcome], bool],
    session: Session,
    interval: Bounded,
    as_of: AsOf,
    *,
    first: bool = False,
) -> Iterator[Cycle]:
    for cycle in read_cycles(session, interval, as_of):
        if cycle.first is first and which(cycle.outcome):
            yield cycle


def not_charged(
    session: Session, interval: Bounded, as_of: AsOf, *, first: bool = False
) -> Iterator[Excluded]:
    """Cycles that were due in the interval, but no card has answered."""
    for cycle in cycles(lambda outcome: not outcome.charged, session, interval, as_of, first=first):
        why = _NOT_CHARGED.get(cycle.state, ExclusionReason.OUTCOME_UNKNOWN)
        yield Excluded(cycle.due_at, cycle.app_id, "", cycle.won, Exclusion(why))


def _metric(
    code: str,
    label: Bilingual,
    explanation: Bilingual,
    which: Callable[[CycleOutcome], bool],
    amount: Callable[[CycleNumbers], Amount],
    *,
    unit: Unit = Unit.COUNT,
    first: bool = False,
) -> Metric[Cycle]:
    def counted(numbers: CycleNumbers) -> int:
        return amount(numbers).won if unit is Unit.WON else amount(numbers).count

    return Metric(
        code=code,
        label=label,
        unit=unit,
        explanation=explanation,
        values=counting_cycles(counted, first=first),
        people=partial(cycles, which, first=first),
        excluded=partial(not_charged, first=first),
    )


def _charged(outcome: CycleOutcome) -> bool:
    return outcome.charged


def _failed(outcome: CycleOutcome) -> bool:
    return outcome.failed


def _recovered(outcome: CycleOutcome) -> bool:
    return outcome is CycleOutcome.RECOVERED


CHARGED_CYCLES = _metric(
    "charged_cycles",
    Bilingual("정기결제 청구", "Renewals charged"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 카드사의 답을 받은 건수이며, 다시 결제한 것도 같은 한 건입니다.",
        "Renewals due in this month that a card answered; retries of one due date are one.",
    ),
    _charged,
    lambda numbers: numbers.charged,
)
CHARGED_WON = _metric(
    "charged_won",
    Bilingual("정기결제 청구액", "Renewals charged, won"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 카드사의 답을 받은 금액입니다.",
        "The won of renewals due in this month that a card answered.",
    ),
    _charged,
    lambda numbers: numbers.charged,
    unit=Unit.WON,
)
FAILED_CYCLES = _metric(
    "failed_cycles",
    Bilingual("결제 실패", "Failed renewals"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 한 번이라도 거절된 건수이며, 나중에 회복되어도 셉니다.",
        "Renewals due in this month that were refused at least once, recovered or not.",
    ),
    _failed,
    lambda numbers: numbers.failed,
)
FAILED_WON = _metric(
    "failed_won",
    Bilingual("결제 실패액", "Failed renewals, won"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 한 번이라도 거절된 금액입니다.",
        "The won of renewals due in this month that were refused at least once.",
    ),
    _failed,
    lambda numbers: numbers.failed,
    unit=Unit.WON,
)
RECOVERED_CYCLES = _metric(
    "recovered_cycles",
    Bilingual("실패 회복", "Recovered renewals"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 거절된 뒤 유예 기간 안에 결제된 건수입니다.",
        "Renewals due in this month that were refused and then paid within the grace.",
    ),
    _recovered,
    lambda numbers: numbers.recovered,
)
RECOVERED_WON = _metric(
    "recovered_won",
    Bilingual("실패 회복액", "Recovered renewals, won"),
    Bilingual(
        "결제일이 이 달인 정기결제 가운데 거절된 뒤 유예 기간 안에 결제된 금액입니다.",
        "The won of renewals due in this month that were refused and then paid within the grace.",
    ),
    _recovered,
    lambda numbers: numbers.recovered,
    unit=Unit.WON,
)
FIRST_CHARGES = _metric(
    "first_charges",
    Bilingual("첫 결제 청구", "First charges"),
    Bilingual(
        "이 달에 처음 청구해 카드사의 답을 받은 가입 건수입니다.",
        "Subscriptions whose first charge was tried in this month and answered by a card.",
    ),
    _charged,
    lambda numbers: numbers.charged,
    first=True,
)
FIRST_CHARGES_FAILED = _metric(
    "first_charges_failed",
    Bilingual("첫 결제 실패", "Failed first charges"),
    Bilingual(
        "이 달에 처음 청구한 가입 가운데 한 번이라도 거절된 건수입니다.",
        "Subscriptions whose first charge in this month was refused at least once.",
    ),
    _failed,
    lambda numbers: numbers.failed,
    first=True,
)

FAILURE_RATE = Rate(
    "failure_rate",
    Bilingual("실패율", "Failure rate"),
    Bilingual(
        "정기결제 청구 가운데 한 번이라도 거절된 비율입니다.",
        "The share of renewals charged that were refused at least once.",
    ),
    part=FAILED_CYCLES,
    whole=CHARGED_CYCLES,
)
FAILURE_RATE_WON = Rate(
    "failure_rate_won",
    Bilingual("실패율(금액)", "Failure rate by won"),
    Bilingual(
        "정기결제 청구액 가운데 한 번이라도 거절된 금액의 비율입니다.",
        "The share of the won charged for renewals that was refused at least once.",
    ),
    part=FAILED_WON,
    whole=CHARGED_WON,
)
RECOVERY_RATE = Rate(
    "recovery_rate",
    Bilingual("회복률", "Recovery rate"),
    Bilingual(
        "실패한 정기결제 가운데 유예 기간 안에 결제된 비율입니다.",
        "The share of failed renewals that were paid within the grace.",
    ),
    part=RECOVERED_CYCLES,
    whole=FAILED_CYCLES,
)
RECOVERY_RATE_WON = Rate(
    "recovery_rate_won",
    Bilingual("회복률(금액)", "Recovery rate by won"),
    Bilingual(
        "실패한 정기결제 금액 가운데 유예 기간 안에 결제된 금액의 비율입니다.",
        "The share of the won of failed renewals that was paid within the grace.",
    ),
    part=RECOVERED_WON,
    whole=FAILED_WON,
)
FIRST_FAILURE_RATE = Rate(
    "first_failure_rate",
    Bilingual("첫 결제 실패율", "First charge failure rate"),
    Bilingual(
        "처음 청구한 가입 가운데 한 번이라도 거절된 비율입니다.",
        "The share of first charges that were refused at least once.",
    ),
    part=FIRST_CHARGES_FAILED,
    whole=FIRST_CHARGES,
)
