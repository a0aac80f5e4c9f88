"""The views of the analysis page: each reads only what it shows."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from billing_core.numbers.cancel_reasons import cancel_reasons
from billing_core.numbers.cohorts import cohorts
from billing_core.numbers.cycle_numbers import cycle_numbers, failures_by_reason
from billing_core.numbers.forecast import forecast
from billing_core.numbers.membership import movements
from billing_core.numbers.month_to_date import same_days
from billing_core.numbers.mrr_waterfall import mrr_waterfall
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month
from dashboard.pages.analysis import words as w
from dashboard.pages.analysis.churn_by_kind import churn_by_kind
from dashboard.pages.analysis.cohort_heat import cohort_heat
from dashboard.pages.analysis.failure_recovery import failure_recovery
from dashboard.pages.analysis.forecast_months import forecast_months
from dashboard.pages.analysis.leaving_reasons import leaving_reasons
from dashboard.pages.analysis.ltv_table import ltv_table
from dashboard.pages.analysis.mrr_movement import mrr_movement

View = Callable[[Session, Sequence[Month], AsOf], None]

VIEWS = {
    "churn": w.VIEW_CHURN,
    "reasons": w.VIEW_REASONS,
    "mrr": w.VIEW_MRR,
    "failures": w.VIEW_FAILURES,
    "cohorts": w.VIEW_COHORTS,
    "forecast": w.VIEW_FORECAST,
}


def _churn(session: Session, months: Sequence[Month], at: AsOf) -> None:
    this, last = same_days(at)
    so_far = movements(session, [this, last], at)
    churn_by_kind(movements(session, months, at), (so_far[this], so_far[last]), at)


def _reasons(session: Session, months: Sequence[Month], at: AsOf) -> None:
    leaving_reasons(cancel_reasons(session, months), at)


def _mrr(session: Session, months: Sequence[Month], at: AsOf) -> None:
    mrr_movement(mrr_waterfall(session, months, at), at)


def _failures(session: Session, months: Sequence[Month], at: AsOf) -> None:
    period = Interval(months[0].start, months[-1].end)
    reasons = failures_by_reason(session, period, at)
    this, last = same_days(at)
    so_far = cycle_numbers(session, [this, last], at)
    by_month = cycle_numbers(session, months, at)
    failure_recovery(by_month, reasons, (so_far[this], so_far[last]), at)


def _cohorts(session: Session, months: Sequence[Month], at: AsOf) -> None:
    shown = cohorts(session, months[0], at)
    cohort_heat(shown)
    ltv_table(shown)


def _forecast(session: Session, _months: Sequence[Month], at: AsOf) -> None:
    forecast_months(forecast(session, at), at)


SHOW: dict[str, View] = {
    "churn": _churn,
    "reasons": _reasons,
    "mrr": _mrr,
    "failures": _failures,
    "cohorts": _cohorts,
    "forecast": _forecast,
}
