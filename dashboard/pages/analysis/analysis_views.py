"""The month to date in rates and MRR, as cards, beside the same days of last month; below it the
views of the page, each of which reads only what it shows.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.numbers.billing_cycles import FAILURE_RATE, RECOVERY_RATE
from billing_core.numbers.cancel_reasons import cancel_reasons
from billing_core.numbers.churn import CHURN_RATE
from billing_core.numbers.cohorts import cohorts
from billing_core.numbers.cycle_numbers import cycle_numbers, failures_by_reason
from billing_core.numbers.forecast import forecast
from billing_core.numbers.membership import Movement, movements
from billing_core.numbers.metric import Share
from billing_core.numbers.month_to_date import same_days
from billing_core.numbers.mrr import CONFIRMED_MRR, MRR, MrrMovement, mrr_movements
from billing_core.numbers.mrr_waterfall import mrr_waterfall, steps_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month
from dashboard.pages.analysis import words as w
from dashboard.pages.analysis.cohorts import cohort_heat, ltv_table
from dashboard.pages.analysis.failure_recovery import failure_recovery
from dashboard.pages.analysis.leaving import churn_by_kind, leaving_reasons
from dashboard.pages.analysis.revenue import forecast_months, mrr_movement
from dashboard.parts import chart_months, shown_numbers
from dashboard.parts.language import Words, cases, day, month_name, people, short_won, won
from dashboard.parts.words import today as today_words

View = Callable[[Session, Sequence[Month], AsOf], None]

VIEWS = {
    "churn": w.VIEW_CHURN,
    "reasons": w.VIEW_REASONS,
    "mrr": w.VIEW_MRR,
    "failures": w.VIEW_FAILURES,
    "cohorts": w.VIEW_COHORTS,
    "forecast": w.VIEW_FORECAST,
}


def analysis_numbers(session: Session, at: AsOf) -> None:
    this, last = same_days(at)
    between = Interval(last.end, this.end)
    moved = movements(session, [last, this], at)
    money = mrr_movements(session, [last, this, between], at)
    cycles = cycle_numbers(session, [last, this], at)
    month, settled = Month.of(at.now), chart_months.last_settled(at)
    with st.grid(5, min_column_width=150, gap="small"):
        now, then = _churn_card(moved[this]), _churn_card(moved[last])
        why = _why_share(now, then, people)
        shown_numbers.number_card(CHURN_RATE, _share(now, then, shown_numbers.BAD), month, why=why)
        mrr = _won(money[this].end, money[last].end)
        shown_numbers.number_card(
            MRR, mrr, month, label=w.MRR_NOW(), why=_why_moved(money[between])
        )
        confirmed = _won(money[this].confirmed, money[last].confirmed)
        asked = round(money[last].asked_to_stop) - round(money[this].asked_to_stop)
        why = _why_moved(money[between], asked)
        shown_numbers.number_card(
            CONFIRMED_MRR, confirmed, month, label=w.CONFIRMED_MRR_NOW(), why=why
        )
        now, then = cycles[this].failure_rate, cycles[last].failure_rate
        why = _why_share(now, then, cases)
        shown_numbers.number_card(
            FAILURE_RATE, _share(now, then, shown_numbers.BAD), month, why=why
        )
        label = w.RECOVERY_OF(month=month_name(settled))
        now, then = _recovery(session, settled, at)
        value = _share(now, then, shown_numbers.GOOD, was=w.MONTH_BEFORE)
        why = _why_share(now, then, cases)
        shown_numbers.number_card(RECOVERY_RATE, value, settled, label=label, why=why)
    last_day = last.end - timedelta(seconds=1)
    st.caption(today_words.COMPARED(from_day=day(last.start), to_day=day(last_day)))


def _churn_card(moved: Movement) -> Share:
    return Share(moved.churned_of_start, moved.start)


def _recovery(session: Session, settled: Month, at: AsOf) -> tuple[Share, Share]:
    """Of that month and the one before: what failed this month may still be recovered, so only
    settled months compare."""
    before = settled.plus(-1)
    cycles = cycle_numbers(session, [before, settled], at)
    return cycles[settled].recovery_rate, cycles[before].recovery_rate


def _share(
    now: Share, then: Share, rise: shown_numbers.Rise, was: Words = today_words.BEFORE
) -> shown_numbers.Value:
    ratio, before = now.ratio, then.ratio
    change = None if ratio is None or before is None else _by(ratio - before)
    return shown_numbers.Value(
        shown_numbers.percent(ratio), change, was(value=shown_numbers.percent(before)), rise
    )


def _why_share(now: Share, then: Share, said: Callable[[int], str]) -> str:
    """What a rate is made of, now and before; nothing where there is none. `said` has the unit."""
    if not now.whole:
        return ""
    made = w.MADE_OF(whole=said(now.whole), part=said(now.part))
    if not then.whole:
        return made
    before = w.MADE_OF(whole=said(then.whole), part=said(then.part))
    return w.MADE_OF_BEFORE(now=made, before=before)


def _by(points_moved: Fraction) -> str | int:
    return shown_numbers.signed(float(points_moved), shown_numbers.points(points_moved))


def _won(now: Fraction, then: Fraction) -> shown_numbers.Value:
    by = round(now) - round(then)
    change = shown_numbers.signed(by, short_won(abs(by)))
    return shown_numbers.Value(
        won(round(now)),
        change,
        today_words.BEFORE(value=short_won(round(then))),
        shown_numbers.GOOD,
    )


def _why_moved(between: MrrMovement, asked: int = 0) -> str:
    """What MRR moved by since the same day of last month, the largest step first. `asked`: and what
    those who asked to stop since then take from it, or gave back."""
    parts = [(Words(step.label.ko, step.label.en)(), by) for step, by in steps_of(between).items()]
    parts.append((w.ASKED_TO_STOP(), asked))
    largest_first = sorted((each for each in parts if each[1]), key=lambda each: -abs(each[1]))
    said = ", ".join(
        f"{name} {'+' if by > 0 else '−'}{short_won(abs(by))}" for name, by in largest_first
    )
    return today_words.WHY_MOVED(parts=said) if said else ""


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
