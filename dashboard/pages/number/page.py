"""숫자 설명서: one number with its meaning and its people, or all numbers to choose from."""

import streamlit as st

from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.days_read import unread_in_months
from billing_core.numbers.explained_parts import part_named
from billing_core.numbers.overview import first_and_last_month
from billing_core.rules.calendar import Month, months_between
from dashboard.pages.number import words as w
from dashboard.pages.number.number_index import number_index
from dashboard.pages.number.number_story import number_story
from dashboard.parts import address, desk
from dashboard.parts.language import month_name
from dashboard.parts.markup import heading
from dashboard.parts.shown_numbers import CODE, FROM, LIST, label_of, number_asked_for
from dashboard.parts.unread_days import unread_note
from dashboard.parts.words import frame, today

_PICKED = "number_month"

at = desk.as_of()
code, this = number_asked_for(), Month.of(at.now)
number = METRICS.get(code) or RATES.get(code) or part_named(code)


def go_to_month() -> None:
    address.move(**{address.MONTH: st.session_state[_PICKED], FROM: ""})


with desk.reading() as session:
    edges = first_and_last_month(session)
    first, last = edges or (this, this)
    month = address.month_asked_for(last=max(this, last)) or this
    heading(label_of(number) if number else frame.NUMBERS(), w.NOTE(), at.now)
    unread_note(unread_in_months(session, [month], at.now), at.now)
    newest_first = [
        str(each) for each in reversed(months_between(min(first, month), max(last, month)))
    ]
    st.session_state[_PICKED] = str(month)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            w.MONTH(),
            newest_first,
            key=_PICKED,
            on_change=go_to_month,
            format_func=lambda each: month_name(Month.parse(each)),
            placeholder=w.MONTH(),
            filter_mode=None,
            label_visibility="collapsed",
            width=200,
        )
        if code:
            gone = {CODE: "", LIST: "", FROM: ""}
            address.move_button(
                w.ALL_NUMBERS(), key="number_all", icon=":material/arrow_back:", **gone
            )
    if code:
        next_step = w.NOBODY_NEXT if edges else today.NO_MONTHS_NEXT
        number_story(session, code, month, at, next_step=next_step())
    else:
        number_index(session, month, at)
