"""분석: why members leave, how recurring revenue moves, what fails and what is to be expected."""

import streamlit as st

from billing_core.numbers.days_read import unread_in_months
from billing_core.numbers.overview import first_and_last_month
from dashboard.pages.analysis import words as w
from dashboard.pages.analysis.analysis_views import SHOW, VIEWS, analysis_numbers
from dashboard.parts import address, chart_links, chart_months, desk
from dashboard.parts.markup import empty, heading
from dashboard.parts.unread_days import unread_note
from dashboard.parts.words import frame

SPAN = "analysis_span"

chart_links.open_what_was_clicked()
at = desk.as_of()
heading(frame.ANALYSIS(), w.NOTE(), at.now)
with desk.reading() as session:
    months = chart_months.shown_months(first_and_last_month(session), at)
    if not months:
        empty(w.NOTHING_YET(), w.NOTHING_YET_NEXT())
    else:
        unread_note(unread_in_months(session, months, at.now), at.now)
        analysis_numbers(session, at)
        with st.container(horizontal=True, vertical_alignment="center"):
            views = {code: words() for code, words in VIEWS.items()}
            view = address.choose_view(w.VIEW(), views, key="analysis_view", first="churn")
            st.space("stretch")
            chart_months.span_picker(SPAN)
        SHOW[view](session, months, at)
