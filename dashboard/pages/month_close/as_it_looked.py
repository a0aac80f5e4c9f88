"""그때 화면: a month as of a chosen day, from nothing but what was known then, beside today."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from billing_core.closing.as_known_at import MonthAsKnown, as_known_at
from billing_core.numbers.cancellations import CANCEL_REQUESTED
from billing_core.numbers.metric import Metric
from billing_core.numbers.paid_members import PAID_MEMBERS, PAID_MEMBERS_NET
from billing_core.numbers.revenue import NET_REVENUE, PAID_AMOUNT, REFUNDED_AMOUNT
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, kst_date, kst_instant
from dashboard.pages.month_close import words as w
from dashboard.parts.language import calendar_day
from dashboard.parts.markup import section
from dashboard.parts.shown_numbers import label_of, valued

DAYS_AFTER = 2  # a month is looked at first on the third of the next


def as_it_looked(session: Session, month: Month, at: AsOf) -> None:
    section(w.THEN())
    today = kst_date(at.now)
    usual = min(month.plus(1).first_day + timedelta(days=DAYS_AFTER), today)
    chosen: date = st.date_input(
        w.THEN_DAY(),
        usual,
        min_value=month.first_day,
        max_value=today,
        key=f"closing_then_{month}",
        width=220,
    )
    until = min(kst_instant(chosen + timedelta(days=1)), at.now)
    st.caption(w.THEN_HELP())
    _beside(as_known_at(session, month, until), as_known_at(session, month, at.now), chosen)


def _beside(then: MonthAsKnown, now: MonthAsKnown, day: date) -> None:
    before, today = _numbers(then), _numbers(now)
    frame = pd.DataFrame(
        {
            w.NUMBER(): [label_of(metric) for metric in before],
            w.THEN_AT(day=calendar_day(day)): [valued(n, m.unit) for m, n in before.items()],
            w.NOW(): [valued(n, m.unit) for m, n in today.items()],
            w.EARLIER(): [_difference(today[metric] - n, metric) for metric, n in before.items()],
        }
    )
    right = {name: st.column_config.TextColumn(alignment="right") for name in frame.columns[1:]}
    st.dataframe(frame, hide_index=True, column_config=right, alt=w.THEN())


def _numbers(known: MonthAsKnown) -> dict[Metric[Any], int]:
    return {
        PAID_MEMBERS: known.paid_members,
        PAID_MEMBERS_NET: known.paid_members_net,
        CANCEL_REQUESTED: known.cancel_requested,
        PAID_AMOUNT: known.paid_won,
        REFUNDED_AMOUNT: known.refunded_won,
        NET_REVENUE: known.net_won,
    }


def _difference(by: int, metric: Metric[Any]) -> str:
    return f"{'+' if by > 0 else ''}{valued(by, metric.unit)}" if by else ""
