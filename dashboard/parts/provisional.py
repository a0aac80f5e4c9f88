"""잠정: months whose numbers may still change, because a grace has not passed."""

from collections.abc import Sequence

import streamlit as st

from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from dashboard.parts.language import month_name
from dashboard.parts.words import analysis as w
from dashboard.parts.words import charts


def provisional_months(months: Sequence[Month], at: AsOf) -> int:
    """How many of the last months may still change."""
    return sum(at.provisional(month) for month in months)


def last_settled(at: AsOf) -> Month:
    """The latest month whose numbers no longer change by themselves."""
    month = Month.of(at.now).plus(-1)
    while at.provisional(month):
        month = month.plus(-1)
    return month


def provisional_note(at: AsOf) -> None:
    st.caption(w.PROVISIONAL_NOTE(days=at.grace_days))


def same_days_note(name: str, now: str, then: str) -> None:
    """The note that compares the days of a month that is not over with the same days of the month
    before: beside whole months it looks like a fall."""
    st.caption(w.SAME_DAYS(name=name, now=now, then=then))


def marked(month: Month, at: AsOf) -> str:
    """`2026년 11월 (잠정)`, or the month's plain name once it is settled."""
    name = month_name(month)
    return charts.PROVISIONAL_MONTH(month=name) if at.provisional(month) else name
