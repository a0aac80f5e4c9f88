"""This month so far as a row of numbers, each beside the same days of last month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import streamlit as st

from billing_core.analytics.arrivals import ACTIVE
from billing_core.analytics.cancellations import CANCEL_REQUESTED
from billing_core.analytics.churn import CHURNED
from billing_core.analytics.metric import Metric
from billing_core.analytics.month_to_date import MonthToDate
from billing_core.analytics.paid_members import PAID_MEMBERS
from billing_core.analytics.revenue import NET_REVENUE
from dashboard.parts.formatting import day, people, short_won, won
from dashboard.parts.language import Words
from dashboard.words import today as w

# An increase that is bad news is not shown in the colour of good news.
Rise = Literal["normal", "inverse"]
GOOD: Rise = "normal"
BAD: Rise = "inverse"


def month_numbers(numbers: MonthToDate) -> None:
    this, last = numbers.this_month, numbers.last_month
    with st.grid(5, min_column_width=150, gap="small"):
        _people(PAID_MEMBERS, this.paid_members, last.paid_members, GOOD)
        _people(CANCEL_REQUESTED, this.cancel_requested, last.cancel_requested, BAD)
        _people(CHURNED, this.churned, last.churned, BAD)
        # The metric is named after the month's end; until then it is how many there are now.
        _people(ACTIVE, this.members_at_end, last.members_at_end, GOOD, label=w.ACTIVE())
        _won(NET_REVENUE, this.net_won, last.net_won)
    last_day = last.stretch.end - timedelta(seconds=1)
    st.caption(w.COMPARED(from_day=day(last.stretch.start), to_day=day(last_day)))


def _people(metric: Metric[Any], now: int, before: int, rise_is: Rise, *, label: str = "") -> None:
    _card(metric, people(now), _change(now - before, people), people(before), rise_is, label)


def _won(metric: Metric[Any], now: int, before: int) -> None:
    _card(metric, won(now), _change(now - before, short_won), short_won(before), GOOD)


def _change(by: int, written: Callable[[int], str]) -> str | int:
    """Streamlit shows the number 0 in grey and without an arrow."""
    return f"{'+' if by > 0 else '-'}{written(abs(by))}" if by else 0


def _card(  # noqa: PLR0917 - called in this file only, side by side
    metric: Metric[Any], value: str, change: str | int, before: str, rise_is: Rise, label: str = ""
) -> None:
    st.metric(
        label or Words(metric.label.ko, metric.label.en)(),
        value,
        change,
        delta_color=rise_is,
        delta_description=w.BEFORE(value=before),
        help=Words(metric.explanation.ko, metric.explanation.en)(),
        border=True,
        height="stretch",
    )
