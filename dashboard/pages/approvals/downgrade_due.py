"""Downgrades that wait for approval: a line each, chosen over all pages and approved at once. Below
them those on hold; one that is held for more than three days stands out.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow, held_since
from billing_core.desk.todays_work import HELD_TOO_LONG
from dashboard.pages.approvals import approving
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approval_list import approval_list, listed
from dashboard.pages.approvals.downgrade_opened import opened_row
from dashboard.pages.approvals.downgrade_story import told
from dashboard.parts import acting, desk, shown_members
from dashboard.parts.downgrade_checks import Checks, check_again, checklists
from dashboard.parts.language import clock_time, count, days_between
from dashboard.parts.markup import Tone, empty, pill, plain, section

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
    everybody = approving.everybody_was_asked_for()
    checks = checklists([row.id for row in (due if everybody else shown)])
    if everybody:
        approving.choose(_passing(due, checks))
    chosen = approving.chosen_of((row.id for row in due), checks.lists)
    asked = _asked_about(due, checks)
    shown_members.look_at(row.app_id for row in (*shown, *held))
    with bar:
        if checks.away:
            st.warning(w.GATEWAY_AWAY(), icon=":material/cloud_off:")
        _bulk_bar(due, chosen, checks)
    with body:
        _lines(shown, chosen, checks, now)
    if asked:
        approving.ask_to_approve(asked, place=_LIST)


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
    asked = approving.take_asked_about()
    rows = [row for row in due if row.id in asked]
    blocked = [row.id for row in rows if row.id in checks.lists and not checks.lists[row.id].green]
    if rows and len(blocked) == len(rows):
        st.session_state[approving.OPENED] = blocked[0]
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
            on_click=approving.ask_about,
            args=(sorted(chosen),),
        )
        if (passing or not all_read) and not everyone:
            st.button(
                pick_all,
                key="approvals_pick_all",
                on_click=approving.choose_everybody,
                disabled=not desk.may_approve(),
            )
        if chosen:
            st.button(
                w.PICK_NONE(), key="approvals_pick_none", on_click=approving.choose, args=((),)
            )
        st.space("stretch")
        if not checks.away:
            st.caption(w.CHECKED_AT(when=clock_time(checks.since)), width="content")
        st.button(w.CHECK_AGAIN(), key="approvals_recheck", type="tertiary", on_click=check_again)


def _lines(shown: Sequence[DowngradeRow], chosen: set[int], checks: Checks, now: datetime) -> None:
    """The list in two halves where a row is open: below that row stands what it says."""
    open_at = approving.opened()
    lines = [listed(row, checks.lists[row.id], now, opened=row.id == open_at) for row in shown]
    at = next((place for place, row in enumerate(shown) if row.id == open_at), None)
    split = len(lines) if at is None else at + 1
    with st.container(gap=None, key="approvals_lines"):
        for half, key in ((lines[:split], "approvals_rows"), (lines[split:], "approvals_rows_2")):
            if half:
                approval_list(
                    half,
                    chosen,
                    approving.done_in_list,
                    key=key,
                    headed=key == "approvals_rows",
                    may=desk.may_approve(),
                )
            if at is not None and key == "approvals_rows":
                opened_row(shown[at], checks.lists[shown[at].id], now)


def held_rows(held: Sequence[DowngradeRow], of_all: int, now: datetime) -> None:
    if not held:
        return
    shown_members.look_at(row.app_id for row in held)
    with desk.reading() as session:
        since = held_since(session, [row.id for row in held])
    section(w.HELD_TITLE())
    beginning_of(of_all, len(held))
    for row in held:
        place = f"approvals_held_{row.id}"
        with st.container(border=True, key=place):
            st.html(told(row, now, _state(since.get(row.id), now)))
            acting.told_at(place)
            acting.told_at(f"approvals_{row.id}")  # held just now: it stood in the list
            with st.container(horizontal=True):
                st.button(
                    w.RELEASE_ONE(
                        name=plain(shown_members.member_name(row.member_name, row.app_id))
                    ),
                    key=f"approvals_release_{row.id}",
                    disabled=not desk.may_approve(),
                    on_click=acting.ask,
                    args=(w.WORKING(), partial(approving.release, row)),
                    kwargs={"place": place},
                )
                if st.button(w.TO_MEMBER(), key=f"approvals_member_{row.id}", type="tertiary"):
                    shown_members.open_member(row.app_id)


def _state(since: datetime | None, now: datetime) -> str:
    if since is None or now - since <= HELD_TOO_LONG:
        return pill(Tone.UNKNOWN, w.STATE_HELD())
    return pill(Tone.CANCELLED, w.HELD_LONG(n=days_between(since, now)))
