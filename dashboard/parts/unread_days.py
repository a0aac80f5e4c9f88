"""A note beside numbers: on which of their days the gateway's books are not fully read."""

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

import streamlit as st

from billing_core.rules.calendar import kst_date
from billing_core.rules.day_read import DaySpan
from dashboard.parts import address
from dashboard.parts.language import count
from dashboard.parts.markup import Tone
from dashboard.parts.words import days_read as w

_NAMED = 3


def unread_note(spans: Sequence[DaySpan], now: datetime) -> None:
    """Below the heading of a page whose numbers are of these days; nothing when all was read."""
    if not spans:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="unread_days"):
        tone = Tone.WAITING
        st.html(
            f'<p class="bd-unread bd-{tone}"><b>{tone.sign} {escape(unread_said(spans, now))}</b>'
            f" {escape(w.UNREAD_MEANS())}</p>",
            width="stretch",
        )
        st.page_link(
            address.page_file("health"), label=w.TO_DAYS(), query_params={address.VIEW: "days"}
        )


def unread_said(spans: Sequence[DaySpan], now: datetime) -> str:
    """`11월 3일~5일은 포트원 내역을 아직 다 읽지 않았습니다`: the latest are named."""
    named = [_named(span, kst_date(now).year) for span in spans[-_NAMED:]]
    days = ", ".join(reversed(named))
    rest = sum(len(list(span.days())) for span in spans[:-_NAMED])
    return w.UNREAD(days=w.AND_MORE(days=days, n=count(rest)) if rest else days)


def _named(span: DaySpan, this_year: int) -> str:
    first, last = span.first, span.last
    if first == last:
        said = _day(first)
    elif (first.year, first.month) == (last.year, last.month):
        said = w.DAYS(first=_day(first), last=w.LAST_IN_MONTH(day=last.day))
    elif first.year == last.year:
        said = w.DAYS(first=_day(first), last=_day(last))
    else:
        return w.DAYS(first=_with_year(first), last=_with_year(last))
    return said if first.year == this_year else w.IN_YEAR(year=first.year, days=said)


def _with_year(day: date) -> str:
    return w.IN_YEAR(year=day.year, days=_day(day))


def _day(day: date) -> str:
    return w.ONE_DAY(month=day.month, day=day.day)
