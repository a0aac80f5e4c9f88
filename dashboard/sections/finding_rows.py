"""Findings: what is wrong, what to do about it, and the buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.findings import FindingRow
from billing_core.rules.finding import FindingKind
from dashboard.parts.acting import ask
from dashboard.parts.actor import may_approve
from dashboard.parts.formatting import moment, relative, won
from dashboard.parts.heading import empty
from dashboard.parts.member_links import open_member
from dashboard.parts.people_html import person, sentence
from dashboard.parts.plain_text import plain
from dashboard.parts.tones import Tone, pill
from dashboard.sections.finding_words import finding_label, what_to_do
from dashboard.sections.mending import close, decide, refund
from dashboard.words import health as w


def open_rows(rows: Sequence[FindingRow], now: datetime) -> None:
    for row in rows:
        with st.container(border=True, key=f"health_finding_{row.id}"):
            st.html(_told(row, now))
            with st.container(horizontal=True):
                _actions(row)


def closed_rows(rows: Sequence[FindingRow]) -> None:
    if not rows:
        empty(w.NOTHING_CLOSED(), w.NOTHING_CLOSED_NEXT())
    for row in rows:
        with st.container(border=True, key=f"health_closed_{row.id}"):
            said = w.CLOSED_BY(
                when=moment(row.resolved_at), who=row.resolved_by, what=row.resolution
            )
            who = person(row.member_name, row.member_id or "") if row.member_id else ""
            done = pill(Tone.HEALTHY, finding_label(row.kind))
            st.html(f'<div class="bd-person">{done}</div>' + who + sentence(said))


def _told(row: FindingRow, now: datetime) -> str:
    label = pill(Tone.CANCELLED, finding_label(row.kind))
    head = (
        person(row.member_name, row.member_id, (label,))
        if row.member_id
        else f'<div class="bd-person">{label}</div>'
    )
    about = [
        w.OPENED(when=f"{moment(row.opened_at)} · {relative(row.opened_at, now)}"),
        w.SUBJECT(id=row.subject),
    ]
    if row.amount:
        about.append(w.AMOUNT(won=won(row.amount)))
    return head + sentence(what_to_do(row.kind), " · ".join(about))


def _actions(row: FindingRow) -> None:
    if row.kind is FindingKind.QUARANTINED_PAYMENT:
        _decide_button(row, counts=True)
        _decide_button(row, counts=False)
    elif row.refundable and row.kind is not FindingKind.AMOUNT_MISMATCH:
        _refund_button(row)
    if row.kind is not FindingKind.QUARANTINED_PAYMENT:
        _close_button(row)
    if row.member_id and st.button(w.TO_MEMBER(), key=f"health_member_{row.id}", type="tertiary"):
        open_member(row.member_id)


def _refund_button(row: FindingRow) -> None:
    with st.popover(
        w.REFUND(),
        type="primary" if row.kind.refund_due else "secondary",
        disabled=not may_approve(),
        key=f"health_refund_open_{row.id}",
    ):
        name = plain(row.member_name or row.member_id or row.subject)
        st.markdown(w.REFUND_SENTENCE(name=name, won=won(row.refundable)))
        typed = f"health_refund_why_{row.id}"
        st.text_input(w.REFUND_REASON(), value=finding_label(row.kind), key=typed)
        st.button(
            w.REFUND_NOW(won=won(row.refundable)),
            key=f"health_refund_{row.id}",
            on_click=ask,
            args=(w.REFUNDING(), partial(refund, row), typed),
        )


def _decide_button(row: FindingRow, *, counts: bool) -> None:
    label, explained = (
        (w.COUNT_IT, w.COUNT_SENTENCE) if counts else (w.LEAVE_OUT, w.LEAVE_OUT_SENTENCE)
    )
    with st.popover(
        label(), disabled=not may_approve(), key=f"health_decide_open_{row.id}_{counts}"
    ):
        st.markdown(explained())
        st.button(
            w.DECIDE_NOW(),
            type="primary",
            key=f"health_decide_{row.id}_{counts}",
            on_click=ask,
            args=(w.DECIDING(), partial(decide, row, counts)),
        )


def _close_button(row: FindingRow) -> None:
    with st.popover(w.CLOSE(), disabled=not may_approve(), key=f"health_close_open_{row.id}"):
        st.markdown(w.CLOSE_SENTENCE())
        typed = f"health_note_{row.id}"
        st.text_input(w.CLOSE_NOTE(), key=typed, placeholder=w.CLOSE_EXAMPLE())
        st.button(
            w.CLOSE_NOW(),
            key=f"health_close_{row.id}",
            on_click=ask,
            args=(w.WORKING(), partial(close, row), typed),
        )
