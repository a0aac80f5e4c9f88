"""Month to date in rates and MRR, as cards, beside the same days of last month."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.numbers.billing_cycles import FAILURE_RATE, RECOVERY_RATE
from billing_core.numbers.churn import CHURN_RATE
from billing_core.numbers.cycle_numbers import cycle_numbers
from billing_core.numbers.membership import Movement, movements
from billing_core.numbers.metric import Share
from billing_core.numbers.month_to_date import same_days
from billing_core.numbers.mrr import CONFIRMED_MRR, MRR, MrrMovement, mrr_movements
from billing_core.numbers.mrr_waterfall import steps_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month
from dashboard.pages.analysis import words as w
from dashboard.parts.chart_months import last_settled
from dashboard.parts.language import Words, cases, day, month_name, people, short_won, won
from dashboard.parts.shown_numbers import (
    BAD,
    GOOD,
    Rise,
    Value,
    number_card,
    percent,
    points,
    signed,
)
from dashboard.parts.words import today as today_words


def analysis_numbers(session: Session, at: AsOf) -> None:
    this, last = same_days(at)
    between = Interval(last.end, this.end)
    moved = movements(session, [last, this], at)
    money = mrr_movements(session, [last, this, between], at)
    cycles = cycle_numbers(session, [last, this], at)
    month, settled = Month.of(at.now), last_settled(at)
    with st.grid(5, min_column_width=150, gap="small"):
        now, then = _churn(moved[this]), _churn(moved[last])
        why = _why_share(now, then, people)
        number_card(CHURN_RATE, _share(now, then, BAD), month, why=why)
        mrr = _won(money[this].end, money[last].end)
        number_card(MRR, mrr, month, label=w.MRR_NOW(), why=_why_moved(money[between]))
        confirmed = _won(money[this].confirmed, money[last].confirmed)
        asked = round(money[last].asked_to_stop) - round(money[this].asked_to_stop)
        why = _why_moved(money[between], asked)
        number_card(CONFIRMED_MRR, confirmed, month, label=w.CONFIRMED_MRR_NOW(), why=why)
        now, then = cycles[this].failure_rate, cycles[last].failure_rate
        why = _why_share(now, then, cases)
        number_card(FAILURE_RATE, _share(now, then, BAD), month, why=why)
        label = w.RECOVERY_OF(month=month_name(settled))
        now, then = _recovery(session, settled, at)
        value, why = _share(now, then, GOOD, was=w.MONTH_BEFORE), _why_share(now, then, cases)
        number_card(RECOVERY_RATE, value, settled, label=label, why=why)
    last_day = last.end - timedelta(seconds=1)
    st.caption(today_words.COMPARED(from_day=day(last.start), to_day=day(last_day)))


def _churn(moved: Movement) -> Share:
    return Share(moved.churned_of_start, moved.start)


def _recovery(session: Session, settled: Month, at: AsOf) -> tuple[Share, Share]:
    """Of that month and the one before: what failed this month may still be recovered, so only
    settled months compare."""
    before = settled.plus(-1)
    cycles = cycle_numbers(session, [before, settled], at)
    return cycles[settled].recovery_rate, cycles[before].recovery_rate


def _share(now: Share, then: Share, rise: Rise, was: Words = today_words.BEFORE) -> Value:
    ratio, before = now.ratio, then.ratio
    change = None if ratio is None or before is None else _by(ratio - before)
    return Value(percent(ratio), change, was(value=percent(before)), rise)


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
    return signed(float(points_moved), points(points_moved))


def _won(now: Fraction, then: Fraction) -> Value:
    by = round(now) - round(then)
    change = signed(by, short_won(abs(by)))
    return Value(won(round(now)), change, today_words.BEFORE(value=short_won(round(then))), GOOD)


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
