"""The demo's clock on every page: a newcomer lets time pass and sees what it brings."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from billing_core.demo.advance import Progress, advance_demo
from billing_core.desk.waiting import waiting
from dashboard.parts.acting import act
from dashboard.parts.desk import now, reading, the_system
from dashboard.parts.formatting import day, moment
from dashboard.words import frame as w

A_DAY, A_MONTH = 1, 30


def demo_clock() -> None:
    """Nothing at all outside of the demo."""
    if not the_system().settings.demo:
        return
    with st.container(key="demo_clock", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="bd-demo"><b>{escape(w.DEMO_CLOCK())}</b> {escape(moment(now()))}'
            f"<span>{escape(w.DEMO_EXPLAINED())}</span></div>"
        )
        a_day = st.button(w.DEMO_DAY(), key="demo_clock_day")
        a_month = st.button(w.DEMO_MONTH(), key="demo_clock_month")
    if a_day or a_month:
        days = A_MONTH if a_month else A_DAY
        act(w.DEMO_PASSING(), partial(_pass, days, _progress_bar(days)))


def _progress_bar(days: int) -> Progress:
    """Every instant it hears of is complete, so a click that stops the page here loses nothing."""
    began, bar = now(), st.progress(0.0)

    def show(reached: datetime) -> None:
        bar.progress(min((reached - began).days / days, 1.0), text=day(reached))

    return show


def _pass(days: int, on_progress: Progress) -> str:
    passed = advance_demo(the_system(), days, on_progress)
    with reading() as session:
        due = waiting(session).due
    return w.DEMO_PASSED(day=day(passed.until), paid=passed.paid, failed=passed.failed, due=due)
