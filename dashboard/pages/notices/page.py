"""고지: members who were not told, what was sent, the texts, and the ways they go."""

from __future__ import annotations

import streamlit as st

from billing_core.desk.waiting import waiting
from dashboard.pages.notices import words as w
from dashboard.pages.notices.text_editor import text_editor
from dashboard.pages.notices.told_rows import mailbox, told_rows
from dashboard.pages.notices.untold_rows import untold_rows
from dashboard.pages.notices.ways import ways
from dashboard.parts.address import VIEW, move, view_asked_for
from dashboard.parts.desk import now, reading, the_system
from dashboard.parts.formatting import count
from dashboard.parts.heading import heading
from dashboard.parts.words import frame

_CHOSEN = "notices_view"


def keep_view() -> None:
    move(**{VIEW: st.session_state[_CHOSEN]})


heading(frame.NOTICES(), w.NOTE(), now())
with reading() as session:
    untold = waiting(session).untold
labels = {
    "untold": w.UNTOLD(n=count(untold)),
    "told": w.TOLD(),
    "texts": w.TEXTS(),
    "ways": w.WAYS(),
    **({"mailbox": w.MAILBOX()} if the_system().settings.demo else {}),
}
view = st.segmented_control(
    w.VIEW(),
    list(labels),
    default=view_asked_for(labels) or "untold",
    required=True,
    key=_CHOSEN,
    format_func=lambda each: labels[each],
    label_visibility="collapsed",
    on_change=keep_view,
)
match view:
    case "told":
        told_rows()
    case "texts":
        text_editor()
    case "ways":
        ways()
    case "mailbox":
        mailbox()
    case _:
        untold_rows()
