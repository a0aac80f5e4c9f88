"""Downgrades that wait for approval: checked, then approved one by one or in bulk, or held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow
from billing_core.desk.findings import FindingRow, open_findings_of
from billing_core.rules.downgrade import Checklist
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approving import approve, hold, release
from dashboard.pages.approvals.downgrade_evidence import evidence_rows
from dashboard.pages.approvals.downgrade_story import (
    check_text,
    checklist_html,
    checklist_state,
    told,
)
from dashboard.parts.acting import ask, told_at
from dashboard.parts.actor import may_approve
from dashboard.parts.desk import reading
from dashboard.parts.downgrade_checks import Checks, check_again, checklists
from dashboard.parts.formatting import clock_time, count
from dashboard.parts.heading import empty, section
from dashboard.parts.member_links import open_member
from dashboard.parts.people_html import sentence
from dashboard.parts.plain_text import plain
from dashboard.parts.shown_members import look_at, member_name
from dashboard.parts.tones import Tone, pill

ROWS_PER_PAGE = 10
_PICK = "approvals_pick_{}"
_LIST = "approvals_list"  # where several are told


def beginning_of(of_all: int, shown: int) -> None:
    """Says so when a list is longer than what is shown of it."""
    if of_all > shown:
        st.caption(w.BEGINNING(total=count(of_all), n=count(shown)))


def due_rows(due: Sequence[DowngradeRow], now: datetime, *, held: Sequence[DowngradeRow]) -> None:
    """The list; below it stand the `held` ones, who are seen in the same view."""
    if not due:
        empty(w.NOTHING_DUE(), w.NOTHING_DUE_NEXT())
        return
    shown = _page_of(due)
    look_at(row.app_id for row in (*shown, *held))
    checks = checklists([row.id for row in shown])
    with reading() as session:  # what the checks have read just now is among them
        findings = open_findings_of(session, [row.app_id for row in shown])
    ready = [row.id for row in shown if checks.lists[row.id].green]
    if checks.away:
        st.warning(w.GATEWAY_AWAY(), icon=":material/cloud_off:")
    _bulk_bar(shown, ready, checks)
    for row in shown:
        of_member = [each for each in findings if each.app_id == row.app_id]
        _row(row, checks.lists[row.id], of_member, now)


def held_rows(held: Sequence[DowngradeRow], of_all: int, now: datetime) -> None:
    if not held:
        return
    look_at(row.app_id for row in held)
    section(w.HELD_TITLE())
    beginning_of(of_all, len(held))
    for row in held:
        with st.container(border=True, key=f"approvals_held_{row.id}"):
            st.html(told(row, now, pill(Tone.UNKNOWN, w.STATE_HELD())))
            told_at(f"approvals_held_{row.id}")
            with st.container(horizontal=True):
                st.button(
                    w.RELEASE(),
                    key=f"approvals_release_{row.id}",
                    disabled=not may_approve(),
                    on_click=ask,
                    args=(w.WORKING(), partial(release, row)),
                    kwargs={"place": f"approvals_held_{row.id}"},
                )
                _member_button(row)


def _page_of(rows: Sequence[DowngradeRow]) -> Sequence[DowngradeRow]:
    pages = -(-len(rows) // ROWS_PER_PAGE)
    if pages == 1:
        return rows
    with st.container(horizontal_alignment="right"):
        page = min(st.pagination(pages, key="approvals_page"), pages)
    return rows[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]


def _bulk_bar(shown: Sequence[DowngradeRow], ready: Sequence[int], checks: Checks) -> None:
    picked = [
        row for row in shown if row.id in ready and st.session_state.get(_PICK.format(row.id))
    ]
    with st.container(horizontal=True, vertical_alignment="center", key="approvals_bulk"):
        if ready:
            everyone = len(picked) == len(ready)
            st.button(
                w.PICK_NONE() if everyone else w.PICK_ALL(n=count(len(ready))),
                key="approvals_pick_all",
                on_click=_pick,
                args=(list(ready), not everyone),
                disabled=not may_approve(),
            )
        _approve_picked(picked)
        st.space("stretch")
        if not checks.away:
            st.caption(w.CHECKED_AT(when=clock_time(checks.since)))
        st.button(w.CHECK_AGAIN(), key="approvals_recheck", type="tertiary", on_click=check_again)


def _pick(ids: Sequence[int], chosen: bool) -> None:
    for each in ids:
        st.session_state[_PICK.format(each)] = chosen


def _row(
    row: DowngradeRow, checklist: Checklist, findings: Sequence[FindingRow], now: datetime
) -> None:
    with st.container(border=True, key=f"approvals_due_{row.id}"):
        st.html(told(row, now, checklist_state(checklist)))
        with st.container(horizontal=True, vertical_alignment="center"):
            if checklist.green:
                st.checkbox(
                    w.PICK(), key=_PICK.format(row.id), disabled=not may_approve(), width="content"
                )
            st.html(checklist_html(checklist), width="stretch")
            _approve_button(row, checklist)
            _hold_button(row)
            _member_button(row)
        evidence_rows(checklist, findings, place=f"approvals_{row.id}")


def _approve_picked(picked: Sequence[DowngradeRow]) -> None:
    """The bulk approval, with the names of all whom it is about; with nobody picked a grey button,
    so what was open closes."""
    label = w.APPROVE_PICKED(n=count(len(picked)))
    if not picked:
        st.button(label, disabled=True, key="approvals_bulk_nobody")
        return
    with st.popover(label, type="primary", disabled=not may_approve(), key="approvals_bulk_open"):
        st.markdown(w.APPROVE_PICKED_SENTENCE(n=count(len(picked))))
        names = [member_name(row.member_name, row.app_id) for row in picked]
        st.html(sentence(" · ".join(names)))
        st.button(
            w.APPROVE_NOW(),
            type="primary",
            key="approvals_bulk_approve",
            on_click=ask,
            args=(w.APPROVING(), partial(approve, [row.id for row in picked])),
            kwargs={"place": _LIST},
        )


def _approve_button(row: DowngradeRow, checklist: Checklist) -> None:
    in_the_way = " · ".join(check_text(check) for check in checklist.red)
    with st.popover(
        w.APPROVE(),
        type="primary" if checklist.green else "secondary",
        disabled=not (checklist.green and may_approve()),
        help=in_the_way or None,
        key=f"approvals_open_{row.id}",
    ):
        st.markdown(w.APPROVE_SENTENCE(name=plain(member_name(row.member_name, row.app_id))))
        st.button(
            w.APPROVE_NOW(),
            type="primary",
            key=f"approvals_approve_{row.id}",
            on_click=ask,
            args=(w.APPROVING(), partial(approve, [row.id])),
            kwargs={"place": f"approvals_{row.id}"},
        )


def _hold_button(row: DowngradeRow) -> None:
    with st.popover(w.HOLD(), disabled=not may_approve(), key=f"approvals_hold_open_{row.id}"):
        st.markdown(w.HOLD_SENTENCE())
        typed = f"approvals_reason_{row.id}"
        st.text_input(
            w.HOLD_REASON(),
            key=typed,
            placeholder=w.HOLD_EXAMPLE(),
            max_chars=400,
        )
        st.button(
            w.HOLD_NOW(),
            key=f"approvals_hold_{row.id}",
            on_click=ask,
            args=(w.WORKING(), partial(hold, row), typed),
            kwargs={"place": f"approvals_{row.id}"},
        )


def _member_button(row: DowngradeRow) -> None:
    if st.button(w.TO_MEMBER(), key=f"approvals_member_{row.id}", type="tertiary"):
        open_member(row.app_id)
