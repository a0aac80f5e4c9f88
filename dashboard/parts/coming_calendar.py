"""A month of coming charges as a calendar: every day a link to its list."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

import streamlit as st

from billing_core.desk.upcoming import ComingDay
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.rules.calendar import Month
from dashboard.parts import address
from dashboard.parts.language import count, month_name, short_won, won
from dashboard.parts.words import upcoming as w

DAY = "day"  # of the address
MONTHS_AHEAD = 13  # the furthest booking is a yearly plan's


def coming_calendar(days: Sequence[ComingDay], month: Month, today: date, chosen: date) -> None:
    _head(days, month, Month(today.year, today.month))
    with st.grid(7, min_column_width=40, gap="xsmall", key="upcoming_calendar"):
        for weekday in w.WEEKDAYS:
            st.html(f'<div class="bd-weekday">{escape(weekday())}</div>')
        ahead = [each for each in days if each.day >= _monday_of(today)]  # earlier weeks are over
        for _ in range(ahead[0].day.weekday() if ahead else 0):
            st.html("<div></div>")
        for each in ahead:
            _day(each, today, chosen)


def _monday_of(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _head(days: Sequence[ComingDay], month: Month, this: Month) -> None:
    total = sum((each.coming.all for each in days), Amount())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"## {month_name(month)} "
            f":small[:gray[{w.MONTH_SUM(n=count(total.count), won=won(total.won))}]]",
            width="stretch",
        )
        if month > this:
            _step(w.MONTH_BEFORE(), "chevron_left", month.plus(-1))
        if month < this.plus(MONTHS_AHEAD):
            _step(w.MONTH_AFTER(), "chevron_right", month.plus(1))


def _step(label: str, icon: str, to: Month) -> None:
    address.move_button(
        label, key=f"coming_{icon}", icon=f":material/{icon}:", **{DAY: str(to.first_day)}
    )


def _day(each: ComingDay, today: date, chosen: date) -> None:
    coming = each.coming.all
    state = "picked" if each.day == chosen else "today" if each.day == today else "day"
    with st.container(key=f"upcoming_{state}_{each.day}"):
        address.move_button(
            str(each.day.day), key=f"coming_open_{each.day}", **{DAY: str(each.day)}
        )
        if coming.count:
            st.html(
                f'<div class="bd-day" title="{escape(won(coming.won))}">'
                f"<b>{escape(w.CHARGES(n=count(coming.count)))}</b>"
                f"<span>{escape(short_won(coming.won))}</span></div>"
            )
