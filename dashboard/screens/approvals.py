"""권한 변경 승인: who is due, who is next, and what was decided."""

from __future__ import annotations

import streamlit as st

from billing_core.desk.downgrades import downgrades_decided, downgrades_waiting, upcoming_ends
from billing_core.rules.downgrade import DowngradeState
from dashboard.parts.actor import ask_who
from dashboard.parts.desk import now, reading
from dashboard.parts.formatting import count
from dashboard.parts.heading import heading
from dashboard.sections.downgrade_due import due_rows, held_rows
from dashboard.sections.downgrade_history import decided_rows, upcoming_table
from dashboard.words import approvals as w
from dashboard.words import frame

HISTORY_ROWS = 300

at = now()
with reading() as session:
    due = downgrades_waiting(session, DowngradeState.DUE)
    held = downgrades_waiting(session, DowngradeState.HELD)
    upcoming = upcoming_ends(session)
    decided = downgrades_decided(session, HISTORY_ROWS)

heading(frame.APPROVALS(), w.NOTE(), at)
ask_who()
labels = {
    "due": w.VIEW_DUE(n=count(len(due))),
    "upcoming": w.VIEW_UPCOMING(n=count(len(upcoming))),
    "history": w.VIEW_HISTORY(),
}
view = st.segmented_control(
    w.VIEW(),
    list(labels),
    default="due",
    required=True,
    key="approvals_view",
    format_func=lambda each: labels[each],
    label_visibility="collapsed",
)
match view:
    case "upcoming":
        upcoming_table(upcoming, at)
    case "history":
        decided_rows(decided, at)
    case _:
        due_rows(due, at)
        held_rows(held, at)
