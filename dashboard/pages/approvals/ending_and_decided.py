"""Downgrades that do not wait: members who cancelled and still have paid time; and those decided,
by whom, when, on what evidence, with the button that undoes one. Fifty a page (keyset pagination).
"""

from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow, downgrades_decided
from billing_core.desk.ending_soon import upcoming_ends
from dashboard.pages.approvals import approving
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.downgrade_story import checks_html, decided_state, told
from dashboard.parts import acting, desk, shown_members, tables, turning
from dashboard.parts.language import count, day, days_between
from dashboard.parts.markup import Tone, empty, plain, unfolding
from dashboard.parts.words import tables as t

ENDING_PER_PAGE = 50
_KEY = "approvals_upcoming"
DECIDED_PER_PAGE = 10
MOST_DECIDED = 300  # the rest is on each member's page


def upcoming_table(of_all: int, now: datetime) -> None:
    with desk.reading() as session:
        page = turning.turned_to(_KEY, lambda after: upcoming_ends(session, ENDING_PER_PAGE, after))
    if not page.rows:
        empty(w.NOTHING_UPCOMING(), w.NOTHING_UPCOMING_NEXT())
        return
    tables.people_table(
        page.rows,
        {
            t.MEMBER(): lambda row: shown_members.member_name(row.member_name, row.app_id),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id),
            w.REQUESTED(): lambda row: day(row.requested_at),
            w.CONFIRMED(): lambda row: w.REVOKED() if row.confirmed_at else w.NOT_REVOKED(),
            w.ENDED(): lambda row: day(row.paid_through),
            w.DAYS_LEFT(): lambda row: w.DAYS(n=days_between(now, row.paid_through)),
            t.REASON(): lambda row: shown_members.told_of_member(
                row.reason, row.member_name, row.app_id
            ),
        },
        key=_KEY,
        member_of=lambda row: row.app_id,
        tones={w.CONFIRMED(): {w.REVOKED(): Tone.HEALTHY, w.NOT_REVOKED(): Tone.WAITING}},
        about=w.VIEW_UPCOMING(n=count(of_all)),
    )
    turning.turn(_KEY, page, w.PEOPLE(n=count(of_all)))


def decided_rows(now: datetime) -> None:
    with desk.reading() as session:
        rows = turning.first_of(downgrades_decided(session, MOST_DECIDED + 1), MOST_DECIDED)
    if not rows:
        empty(w.NOTHING_DECIDED(), w.NOTHING_DECIDED_NEXT())
        return
    pages = -(-len(rows) // DECIDED_PER_PAGE)
    slot = st.container()
    with st.container(horizontal_alignment="right"):
        page = min(st.pagination(pages, key="approvals_history_page"), pages) if pages > 1 else 1
    with slot:
        on_page = rows[(page - 1) * DECIDED_PER_PAGE : page * DECIDED_PER_PAGE]
        shown_members.look_at(row.app_id for row in on_page)
        for row in on_page:
            _row(row, now)


def _row(row: DowngradeRow, now: datetime) -> None:
    with st.container(border=True, key=f"approvals_decided_{row.id}"):
        st.html(told(row, now, decided_state(row)))
        acting.told_at(f"approvals_decided_{row.id}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if row.evidence:
                summary = w.EVIDENCE(n=len(row.evidence))
                st.html(unfolding(summary, checks_html(row.evidence)), width="stretch")
            else:
                st.space("stretch")
            if row.can_be_undone(now):
                _undo_button(row)
            if st.button(w.TO_MEMBER(), key=f"approvals_of_{row.id}", type="tertiary"):
                shown_members.open_member(row.app_id)


def _undo_button(row: DowngradeRow) -> None:
    with st.popover(w.UNDO(), disabled=not desk.may_approve(), key=f"approvals_undo_open_{row.id}"):
        st.markdown(
            w.UNDO_SENTENCE(name=plain(shown_members.member_name(row.member_name, row.app_id)))
        )
        st.button(
            w.UNDO_NOW(),
            key=f"approvals_undo_{row.id}",
            on_click=acting.ask,
            args=(w.WORKING(), partial(approving.undo, row)),
            kwargs={"place": f"approvals_decided_{row.id}"},
        )
