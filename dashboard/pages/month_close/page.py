"""월 마감: the months and their state, or one month as it was frozen and as it once looked."""

import streamlit as st

from billing_core.closing.closed_month import closed_months, corrections_by_month
from billing_core.desk.todays_work import closable_month
from billing_core.numbers.days_read import unread_in_months
from billing_core.numbers.overview import first_and_last_month, monthly_overview
from billing_core.rules.calendar import Month
from dashboard.pages.month_close import words as w
from dashboard.pages.month_close.as_it_looked import as_it_looked
from dashboard.pages.month_close.closed_story import closed_story
from dashboard.pages.month_close.closing_list import closable_note, closing_list, month_states
from dashboard.parts import address, desk
from dashboard.parts.chart_months import shown_months, span_picker
from dashboard.parts.language import month_name
from dashboard.parts.markup import empty, heading, page_title
from dashboard.parts.unread_days import unread_note
from dashboard.parts.words import frame

SPAN = "closing_span"

at = desk.as_of()
heading(frame.CLOSING(), w.NOTE(), at.now)
with desk.reading() as session:
    edges, chosen = first_and_last_month(session), address.month_asked_for(last=Month.of(at.now))
    if edges is None or (chosen and chosen < edges[0]):
        chosen = None  # a month before the company's first has nothing to close
    months = [chosen] if chosen else shown_months(edges, at)
    rows = monthly_overview(session, months[0], months[-1], at) if months else []
    closed = closed_months(session)
    states = month_states(rows, closed, corrections_by_month(session))
    if chosen:
        page_title(w.TITLE_OF(month=month_name(chosen)))
        address.move_button(
            w.BACK(), key="closing_back", icon=":material/arrow_back:", **{address.MONTH: ""}
        )
    unread_note(unread_in_months(session, months, at.now), at.now)
    if not states:
        empty(w.NO_MONTHS(), w.NO_MONTHS_NEXT())
    else:
        desk.say_only_looking()
        if not chosen:
            closable_note(closable_month(session, at))
            with st.container(horizontal_alignment="right"):
                span_picker(SPAN)
        closing_list(states, at, opened=chosen is not None)
    if chosen:
        for each in closed:
            if each.month == chosen:
                closed_story(session, each)
        as_it_looked(session, chosen, at)
