"""예상 결제액: what is really booked, times how often such charges were really paid.

Only bookings that exist: each payment books the next one, so a month further ahead than the
next holds little but yearly plans. It is not a projection of the company's growth.
"""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from billing_core.numbers.coming_charges import Coming, coming_in
from billing_core.numbers.cycle_numbers import CycleNumbers, cycle_numbers
from billing_core.numbers.metric import Bilingual, Definition, Share, Unit
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month

BASIS_MONTHS = 3


@dataclass(frozen=True)
class SuccessRates:
    """Success rates of the renewals that fell due in the last settled months, in cycles."""

    first: Month
    last: Month
    renewals: Share  # paid within the grace, of all charged
    retries: Share  # recovered within the grace, of all refused


@dataclass(frozen=True)
class ForecastMonth:
    """A month ahead; `expected_*` are None while there is no rate to multiply with (산출 불가)."""

    month: Month
    booked: Coming
    expected_count: Fraction | None
    expected_won: int | None


@dataclass(frozen=True)
class Forecast:
    """The forecast by month; of the present month only what is still to come."""

    rates: SuccessRates
    months: tuple[ForecastMonth, ...]


def success_rates(session: Session, as_of: AsOf) -> SuccessRates:
    """The success rates of the last three months whose grace has passed."""
    last = Month.of(as_of.now).plus(-1)
    if as_of.provisional(last):
        last = last.plus(-1)
    first = last.plus(1 - BASIS_MONTHS)
    basis = Interval(first.start, last.end)
    numbers: CycleNumbers = cycle_numbers(session, [basis], as_of)[basis]
    return SuccessRates(first, last, numbers.success_rate, numbers.recovery_rate)


def forecast(session: Session, as_of: AsOf, *, months_ahead: int = 3) -> Forecast:
    """Forecasts the rest of this month, and `months_ahead` more."""
    this = Month.of(as_of.now)
    booked = coming_in(session, [this.plus(n) for n in range(months_ahead + 1)])
    rates = success_rates(session, as_of)
    return Forecast(rates, tuple(_month(month, coming, rates) for month, coming in booked.items()))


def _month(month: Month, booked: Coming, rates: SuccessRates) -> ForecastMonth:
    renewals = _expected(booked.renewals, rates.renewals)
    retries = _expected(booked.retries, rates.retries)
    if renewals is None or retries is None:
        return ForecastMonth(month, booked, None, None)
    return ForecastMonth(
        month,
        booked,
        expected_count=renewals[0] + retries[0],
        expected_won=round(renewals[1] + retries[1]),
    )


def _expected(booked: Amount, rate: Share) -> tuple[Fraction, Fraction] | None:
    """Count and won. Nothing booked is nothing expected, whatever the rate."""
    if not booked.count:
        return Fraction(0), Fraction(0)
    if rate.ratio is None:
        return None
    return booked.count * rate.ratio, booked.won * rate.ratio


FORECAST_WON = Definition(
    "forecast_won",
    Bilingual("예상 결제액", "Expected charges"),
    Unit.WON,
    Bilingual(
        "이미 예약된 결제 금액에 성공률을 곱한 금액으로, 아직 예약되지 않은 결제는 넣지 않습니다.",
        "The won of charges already booked times their success rate; what is not booked yet is left out.",
    ),
)
SUCCESS_RATE = Definition(
    "success_rate",
    Bilingual("결제 성공률", "Success rate"),
    Unit.PERCENT,
    Bilingual(
        "유예 기간까지 끝난 최근 3개월의 정기결제 청구 가운데 유예 기간 안에 결제된 비율입니다.",
        "The share of renewals charged in the last three settled months that were paid within the grace.",
    ),
)
RETRY_SUCCESS_RATE = Definition(
    "retry_success_rate",
    Bilingual("다시 결제 성공률", "Retry success rate"),
    Unit.PERCENT,
    Bilingual(
        "유예 기간까지 끝난 최근 3개월에 거절된 정기결제 가운데 유예 기간 안에 결제된 비율입니다.",
        "The share of renewals refused in the last three settled months that were paid within the grace.",
    ),
)
