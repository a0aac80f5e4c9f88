"""Downgrades that wait for approval: a line each, chosen over all pages and approved at once."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow
from dashboard.pages.approvals import choosing
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approval_dialog import ask_to_approve
from dashboard.pages.approvals.approval_list import approval_list
from dashboard.pages.approvals.downgrade_opened import opened_row
from dashboard.pages.approvals.listed import listed
from dashboard.parts import acting, desk
from dashboard.parts.downgrade_checks import Checks, check_again, checklists
from dashboard.parts.language import clock_time, count
from dashboard.parts.markup import empty
from dashboard.parts.shown_members import look_at

ROWS_PER_PAGE = 30
_LIST = "approvals_list"  # where an approval is told: its row is gone then


def beginning_of(of_all: int, shown: int) -> None:
    """Says so when a list is longer than what is shown of it."""
    if of_all > shown:
        st.caption(w.BEGINNING(total=count(of_all), n=count(shown)))


def due_rows(due: Sequence[DowngradeRow], now: datetime, *, held: Sequence[DowngradeRow]) -> None:
    """The list; below it stand the `held` ones, who are seen in the same view."""
    acting.told_at(_LIST)
    for row in due:
        acting.told_at(f"approvals_held_{row.id}")  # released just now: it stood below the list
    if not due:
        empty(w.NOTHING_DUE(), w.NOTHING_DUE_NEXT())
        return
    bar, body = st.container(), st.container()
    shown = _page_of(due)
    everybody = choosing.everybody_was_asked_for()
    checks = checklists([row.id for row in (due if everybody else shown)])
    if everybody:
        choosing.choose(_passing(due, checks))
    chosen = choosing.chosen_of((row.id for row in due), checks.lists)
    asked = _asked_about(due, checks)
    look_at(row.app_id for row in (*shown, *held))
    with bar:
        if checks.away:
            st.warning(w.GATEWAY_AWAY(), icon=":material/cloud_off:")
        _bulk_bar(due, chosen, checks)
    with body:
        _lines(shown, chosen, checks, now)
    if asked:
        ask_to_approve(asked, place=_LIST)


def _page_of(rows: Sequence[DowngradeRow]) -> Sequence[DowngradeRow]:
    pages = -(-len(rows) // ROWS_PER_PAGE)
    with st.container(horizontal=True, vertical_alignment="center", key="approvals_below_list"):
        st.caption(w.KEYS(), width="stretch")
        page = min(st.pagination(pages, key="approvals_page"), pages) if pages > 1 else 1
    return rows[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]


def _passing(due: Sequence[DowngradeRow], checks: Checks) -> list[int]:
    """Of those who were read."""
    return [row.id for row in due if row.id in checks.lists and checks.lists[row.id].green]


def _asked_about(due: Sequence[DowngradeRow], checks: Checks) -> list[DowngradeRow]:
    """Whom to ask about. Who alone was meant and does not pass is opened, so that it says why."""
    asked = choosing.take_asked_about()
    rows = [row for row in due if row.id in asked]
    blocked = [row.id for row in rows if row.id in checks.lists and not checks.lists[row.id].green]
    if rows and len(blocked) == len(rows):
        st.session_state[choosing.OPENED] = blocked[0]
    return [row for row in rows if row.id not in blocked] if desk.may_approve() else []


def _bulk_bar(due: Sequence[DowngradeRow], chosen: set[int], checks: Checks) -> None:
    passing = _passing(due, checks)
    all_read = all(row.id in checks.lists for row in due)
    everyone = all_read and bool(passing) and chosen >= set(passing)
    pick_all = w.PICK_ALL(n=count(len(passing))) if all_read else w.PICK_ALL_UNREAD()
    with st.container(horizontal=True, vertical_alignment="center", key="approvals_bulk"):
        st.button(
            w.APPROVE_PICKED(n=count(len(chosen))),
            type="primary",
            key="approvals_bulk_approve",
            disabled=not (chosen and desk.may_approve()),
            on_click=choosing.ask_about,
            args=(sorted(chosen),),
        )
        if (passing or not all_read) and not everyone:
            st.button(
                pick_all,
                key="approvals_pick_all",
                on_click=choosing.choose_everybody,
                disabled=not desk.may_approve(),
            )
        if chosen:
            st.button(
                w.PICK_NONE(), key="approvals_pick_none", on_click=choosing.choose, args=((),)
            )
        st.space("stretch")
        if not checks.away:
            st.caption(w.CHECKED_AT(when=clock_time(checks.since)), width="content")
        st.button(w.CHECK_AGAIN(), key="approvals_recheck", type="tertiary", on_click=check_again)


def _lines(shown: Sequence[DowngradeRow], chosen: set[int], checks: Checks, now: datetime) -> None:
    """The list in two halves where a row is open: below that row stands what it says."""
    open_at = choosing.opened()
    lines = [listed(row, checks.lists[row.id], now, opened=row.id == open_at) for row in shown]
    at = next((place for place, row in enumerate(shown) if row.id == open_at), None)
    split = len(lines) if at is None else at + 1
    with st.container(gap=None, key="approvals_lines"):
        for half, key in ((lines[:split], "approvals_rows"), (lines[split:], "approvals_rows_2")):
            if half:
                approval_list(
                    half,
                    chosen,
                    choosing.done_in_list,
                    key=key,
                    headed=key == "approvals_rows",
                    may=desk.may_approve(),
                )
            if at is not None and key == "approvals_rows":
                opened_row(shown[at], checks.lists[shown[at].id], now)
