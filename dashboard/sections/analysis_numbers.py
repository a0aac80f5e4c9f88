"""How this month goes so far in rates and MRR, beside the same days of last month."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.billing_cycles import FAILURE_RATE, RECOVERY_RATE
from billing_core.analytics.churn import CHURN_RATE
from billing_core.analytics.cycle_numbers import CycleNumbers, cycle_numbers
from billing_core.analytics.membership import Movement, movements
from billing_core.analytics.month_to_date import same_days
from billing_core.analytics.mrr import CONFIRMED_MRR, MRR, MrrMovement, mrr_movements
from dashboard.parts.formatting import day, month_name, short_won, won
from dashboard.parts.language import Words
from dashboard.parts.number_card import BAD, GOOD, Rise, number_card, signed
from dashboard.parts.number_words import Named, percent, points
from dashboard.sections.provisional import last_settled
from dashboard.words import today as w


def analysis_numbers(session: Session, at: AsOf) -> None:
    this, last = same_days(at)
    moved = movements(session, [last, this], at)
    money = mrr_movements(session, [last, this], at)
    settled = last_settled(at)
    cycles = cycle_numbers(session, [last, this], at)
    settled_cycles = cycle_numbers(session, [settled.plus(-1), settled], at)
    with st.grid(5, min_column_width=150, gap="small"):
        _rate(CHURN_RATE, _churn(moved[this]), _churn(moved[last]), BAD)
        _money(MRR, money[this], money[last], confirmed=False)
        _money(CONFIRMED_MRR, money[this], money[last], confirmed=True)
        _rate(FAILURE_RATE, _failure(cycles[this]), _failure(cycles[last]), BAD)
        # What failed this month may still be recovered: only settled months compare.
        _rate(
            RECOVERY_RATE,
            _recovery(settled_cycles[settled]),
            _recovery(settled_cycles[settled.plus(-1)]),
            GOOD,
            label=w.RECOVERY_OF(month=month_name(settled)),
            before=w.MONTH_BEFORE,
        )
    last_day = last.end - timedelta(seconds=1)
    st.caption(w.COMPARED(from_day=day(last.start), to_day=day(last_day)))


def _churn(moved: Movement) -> Fraction | None:
    return Fraction(moved.churned_of_start, moved.start) if moved.start else None


def _failure(cycles: CycleNumbers) -> Fraction | None:
    return cycles.failure_rate.ratio


def _recovery(cycles: CycleNumbers) -> Fraction | None:
    return cycles.recovery_rate.ratio


def _rate(
    number: Named,
    now: Fraction | None,
    then: Fraction | None,
    rise: Rise,
    *,
    label: str = "",
    before: Words = w.BEFORE,
) -> None:
    by = Fraction(0) if now is None or then is None else now - then
    change = signed(float(by), points(by))
    number_card(number, percent(now), change, before(value=percent(then)), rise, label=label)


def _money(number: Named, this: MrrMovement, last: MrrMovement, *, confirmed: bool) -> None:
    now, before = (round(each.confirmed if confirmed else each.end) for each in (this, last))
    change = signed(now - before, short_won(abs(now - before)))
    label = w.MRR_NOW() if number is MRR else w.CONFIRMED_MRR_NOW()
    number_card(number, won(now), change, w.BEFORE(value=short_won(before)), GOOD, label=label)
