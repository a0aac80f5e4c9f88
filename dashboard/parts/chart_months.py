"""The months of a chart: how many it shows, chosen by the person, and which of them are 잠정: their
numbers may still change, because a grace has not passed.
"""

from collections.abc import Sequence

import streamlit as st

from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from dashboard.parts import address
from dashboard.parts.language import Words, month_name
from dashboard.parts.words import charts
from dashboard.parts.words import today as w

SPANS = (13, 25, 0)  # months; a year and the same month of the year before; 0: everything
_NAME = "months"
_PROVISIONAL_NOTE = Words(
    "흐린 막대의 달은 잠정입니다. 그 달이 끝나고 유예 기간 {days}일이 지나면 확정됩니다. 막대를 누르면 명단이 열립니다.",
    "Pale months are provisional: they settle {days} days after their end, when the grace is over. Click a bar to open its list.",
)
_SAME_DAYS = Words(
    "{name}: 이번 달 지금까지 {now}, 지난달 같은 기간에는 {then}이었습니다.",
    "{name}: {now} this month so far; {then} in the same days of last month.",
)


def span_picker(key: str) -> None:
    spans = {str(n): w.SPAN_MONTHS(n=n) if n else w.SPAN_ALL() for n in SPANS}
    address.choose_view(w.SPAN(), spans, key=key, first=str(SPANS[0]), name=_NAME)


def shown_months(edges: tuple[Month, Month] | None, at: AsOf) -> list[Month]:
    """The months that the address asks for. A book that ends in the past is shown where it ends."""
    if edges is None:
        return []
    first, last_fact = edges
    this = Month.of(at.now)
    last = this if last_fact >= this.plus(-12) else last_fact
    asked = st.query_params.get(_NAME, "")
    span = next((n for n in SPANS if str(n) == asked), SPANS[0])
    return months_between(max(first, last.plus(1 - span)) if span else first, last)


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
    st.caption(_PROVISIONAL_NOTE(days=at.grace_days))


def same_days_note(name: str, now: str, then: str) -> None:
    """The note that compares the days of a month that is not over with the same days of the month
    before: beside whole months it looks like a fall."""
    st.caption(_SAME_DAYS(name=name, now=now, then=then))


def marked(month: Month, at: AsOf) -> str:
    """`2026년 11월 (잠정)`, or the month's plain name once it is settled."""
    name = month_name(month)
    return charts.PROVISIONAL_MONTH(month=name) if at.provisional(month) else name
