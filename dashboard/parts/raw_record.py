"""The gateway's own record of something, for administrators who have typed their password lately."""

from __future__ import annotations

from html import escape

from billing_core.rules.actor import Role
from dashboard.parts.actor import shown_actor, shown_proved
from dashboard.parts.people_html import unfolding
from dashboard.parts.words import findings as w


def raw_record(record: str) -> str:
    """HTML that unfolds it; nothing at all for anybody else, because it holds more of a person
    than the work needs."""
    if shown_actor().role is not Role.ADMINISTRATOR:
        return ""
    if not shown_proved():
        return f'<p class="bd-note">{escape(w.RAW_AFTER_PROOF())}</p>'
    return unfolding(w.RAW(), f"<pre>{escape(record)}</pre>")
