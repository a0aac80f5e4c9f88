"""The demo's clock on every page: a newcomer lets time pass and sees what it brings."""

from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from billing_core.demo.advance import advance_demo
from billing_core.desk.waiting import waiting
from dashboard.parts import acting, desk
from dashboard.parts.language import day, moment
from dashboard.parts.words import frame as w

A_DAY, A_MONTH = 1, 30


def demo_clock() -> None:
    """The demo's time and the buttons that let it pass; nothing at all outside of the demo."""
    if not desk.the_system().settings.demo:
        return
    with st.container(key="demo_clock", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="bd-demo"><b>{escape(w.DEMO_CLOCK())}</b> {escape(moment(desk.now()))}'
            f'<span class="bd-wide">{escape(w.DEMO_EXPLAINED())}</span>'
            f'<span class="bd-narrow">{escape(w.DEMO_IN_SHORT())}</span></div>'
        )
        for days, words in ((A_DAY, w.DEMO_DAY), (A_MONTH, w.DEMO_MONTH)):
            st.button(
                words(),
                key=f"demo_clock_{days}",
                on_click=acting.ask,
                args=(w.DEMO_PASSING(), partial(_pass, days)),
                kwargs={"place": "demo_clock"},
            )
    acting.told_at("demo_clock")


def _pass(days: int) -> str:
    """Lets days pass behind a progress bar: every instant it reaches is complete, so a click that
    stops it there loses nothing."""
    began, bar = desk.now(), st.progress(0.0)

    def show(reached: datetime) -> None:
        bar.progress(min((reached - began).days / days, 1.0), text=day(reached))

    passed = advance_demo(desk.the_system(), days, show)
    bar.empty()
    with desk.reading() as session:
        due = waiting(session).due
    return w.DEMO_PASSED(day=day(passed.until), paid=passed.paid, failed=passed.failed, due=due)
