"""Month to date in rates and MRR, as cards, beside the same days of last month."""

from datetime import timedelta
from fractions import Fraction

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.numbers.billing_cycles import FAILURE_RATE, RECOVERY_RATE
from billing_core.numbers.churn import CHURN_RATE
from billing_core.numbers.cycle_numbers import cycle_numbers
from billing_core.numbers.membership import Movement, movements
from billing_core.numbers.month_to_date import same_days
from billing_core.numbers.mrr import CONFIRMED_MRR, MRR, mrr_movements
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from dashboard.pages.analysis import words as w
from dashboard.parts.formatting import day, month_name, short_won, won
from dashboard.parts.language import Words
from dashboard.parts.number_card import BAD, GOOD, Rise, Value, number_card, signed
from dashboard.parts.number_words import percent, points
from dashboard.parts.provisional import last_settled
from dashboard.parts.words import today as today_words


def analysis_numbers(session: Session, at: AsOf) -> None:
    this, last = same_days(at)
    moved = movements(session, [last, this], at)
    money = mrr_movements(session, [last, this], at)
    cycles = cycle_numbers(session, [last, this], at)
    month, settled = Month.of(at.now), last_settled(at)
    with st.grid(5, min_column_width=150, gap="small"):
        churn = _share(_churn(moved[this]), _churn(moved[last]), BAD)
        number_card(CHURN_RATE, churn, month)
        mrr = _won(money[this].end, money[last].end)
        number_card(MRR, mrr, month, label=w.MRR_NOW())
        confirmed = _won(money[this].confirmed, money[last].confirmed)
        number_card(CONFIRMED_MRR, confirmed, month, label=w.CONFIRMED_MRR_NOW())
        failure = _share(cycles[this].failure_rate.ratio, cycles[last].failure_rate.ratio, BAD)
        number_card(FAILURE_RATE, failure, month)
        label = w.RECOVERY_OF(month=month_name(settled))
        number_card(RECOVERY_RATE, _recovery(session, settled, at), settled, label=label)
    last_day = last.end - timedelta(seconds=1)
    st.caption(today_words.COMPARED(from_day=day(last.start), to_day=day(last_day)))


def _churn(moved: Movement) -> Fraction | None:
    return Fraction(moved.churned_of_start, moved.start) if moved.start else None


def _recovery(session: Session, settled: Month, at: AsOf) -> Value:
    """What failed this month may still be recovered: only settled months compare."""
    before = settled.plus(-1)
    cycles = cycle_numbers(session, [before, settled], at)
    then, now = (cycles[month].recovery_rate.ratio for month in (before, settled))
    return _share(now, then, GOOD, was=w.MONTH_BEFORE)


def _share(
    now: Fraction | None, then: Fraction | None, rise: Rise, was: Words = today_words.BEFORE
) -> Value:
    change = None if now is None or then is None else _by(now - then)
    return Value(percent(now), change, was(value=percent(then)), rise)


def _by(points_moved: Fraction) -> str | int:
    return signed(float(points_moved), points(points_moved))


def _won(now: Fraction, then: Fraction) -> Value:
    by = round(now) - round(then)
    change = signed(by, short_won(abs(by)))
    return Value(won(round(now)), change, today_words.BEFORE(value=short_won(round(then))), GOOD)
