"""The frame around every page: look, language, who is here, and the way around.

Streamlit runs this file from the top whenever somebody does something.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from billing_core.desk.waiting import waiting
from dashboard.parts.acting import show_notices
from dashboard.parts.actor import actor_picker
from dashboard.parts.desk import reading
from dashboard.parts.failing import page_frame
from dashboard.parts.language import language_switch
from dashboard.sections.demo_clock import demo_clock
from dashboard.words import frame as w

HERE = Path(__file__).parent

st.set_page_config(page_title=w.DESK(), page_icon=str(HERE / "icon.svg"), layout="wide")
st.html(HERE / "theme.css")

with st.sidebar:
    language_switch()
    actor_picker()

with reading() as session:
    work = waiting(session)


def named(words: str, number: int = 0) -> str:
    return f"{words} ({number})" if number else words


page = st.navigation(
    {
        w.GROUP_TODAY(): [
            st.Page("screens/today.py", title=w.TODAY(), icon=":material/today:", default=True),
            st.Page(
                "screens/approvals.py",
                title=named(w.APPROVALS(), work.due),
                icon=":material/how_to_reg:",
            ),
        ],
        w.GROUP_MEMBERS(): [
            st.Page("screens/members.py", title=w.MEMBERS(), icon=":material/group:"),
            st.Page(
                "screens/payments.py",
                title=named(w.PAYMENTS(), work.failing),
                icon=":material/credit_card:",
            ),
        ],
        w.GROUP_ANALYSIS(): [
            st.Page("screens/exports.py", title=w.EXPORTS(), icon=":material/download:"),
        ],
        w.GROUP_OPERATIONS(): [
            st.Page(
                "screens/health.py",
                title=named(w.HEALTH(), work.to_check),
                icon=":material/monitor_heart:",
            ),
        ],
    }
)
st.logo(str(HERE / "logo.svg"), icon_image=str(HERE / "icon.svg"))
with page_frame():
    demo_clock()
    show_notices()
    page.run()
