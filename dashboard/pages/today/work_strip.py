"""Today's work as six small cards, each the way to its page."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

import streamlit as st

from billing_core.desk.waiting import Waiting
from billing_core.rules.refund_claim import overdue_before
from dashboard.pages.today import words as w
from dashboard.parts.formatting import brief_moment, count, moment, relative
from dashboard.parts.page_files import page_file
from dashboard.parts.tones import Tone

# The worker sweeps every ten minutes; an hour without one is worth a look.
SWEEP_OVERDUE = timedelta(hours=1)


def work_strip(work: Waiting, now: datetime) -> None:
    with st.grid(6, min_column_width=125, gap="small"):
        _card("due", page_file("approvals"), w.DUE(), _number(work.due, Tone.WAITING))
        _card("failing", page_file("payments"), w.FAILING(), _number(work.failing, Tone.WAITING))
        _card("check", page_file("health"), w.TO_CHECK(), _number(work.to_check, Tone.CANCELLED))
        late = work.oldest_claim_at is not None and work.oldest_claim_at < overdue_before(now)
        tone = Tone.CANCELLED if late else Tone.WAITING
        label = w.CLAIMS_LATE() if late else w.CLAIMS()
        _card("claims", page_file("refund_claims"), label, _number(work.asked, tone))
        _card("webhook", page_file("health"), w.LAST_WEBHOOK(), _last(work.last_webhook_at, now))
        swept = _last(work.last_sweep_at, now, overdue=SWEEP_OVERDUE)
        _card("sweep", page_file("health"), w.LAST_SWEEP(), swept)


def _card(name: str, page: str, label: str, what: str) -> None:
    with st.container(key=f"work_{name}", height="stretch"):
        st.html(what)
        st.page_link(page, label=label)


def _number(number: int, tone: Tone) -> str:
    """Nothing waiting is healthy, and says so with its sign."""
    shown = tone if number else Tone.HEALTHY
    return f'<div class="bd-work bd-{shown}"><b>{shown.sign} {count(number)}</b></div>'


def _last(at: datetime | None, now: datetime, *, overdue: timedelta | None = None) -> str:
    if at is None:
        return f'<div class="bd-work bd-unknown"><b>{escape(w.NEVER())}</b></div>'
    late = overdue is not None and now - at > overdue
    tone = Tone.CANCELLED if late else Tone.HEALTHY
    return (
        f'<div class="bd-work bd-{tone}" title="{escape(moment(at))}">'
        f"<b>{escape(relative(at, now))}</b> {escape(brief_moment(at, now))}</div>"
    )
