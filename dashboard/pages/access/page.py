"""접속기록: who saw or took whose data, and the monthly review with its signature."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.access import words as w
from dashboard.pages.access.access_list import access_list
from dashboard.pages.access.month_reviews import month_reviews
from dashboard.parts.address import VIEW, move, view_asked_for
from dashboard.parts.desk import the_system
from dashboard.parts.heading import heading
from dashboard.parts.only_administrators import only_administrators
from dashboard.parts.words import frame

_CHOSEN = "access_view"


def keep_view() -> None:
    move(**{VIEW: st.session_state[_CHOSEN]})


system = the_system()
heading(frame.ACCESS(), w.NOTE(), system.wall_clock.now())
only_administrators("access")
views = {"rows": w.ROWS(), "reviews": w.REVIEWS()}
view = st.segmented_control(
    w.VIEW(),
    list(views),
    default=view_asked_for(views) or "rows",
    required=True,
    key=_CHOSEN,
    format_func=lambda each: views[each],
    label_visibility="collapsed",
    on_change=keep_view,
)
if view == "reviews":
    month_reviews(system)
else:
    access_list(system)
