"""Decided downgrades: by whom, when, on what evidence, and the button that undoes one."""

from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow, downgrades_decided
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approving import undo
from dashboard.pages.approvals.downgrade_story import checks_html, decided_state, told
from dashboard.parts import acting, desk
from dashboard.parts.markup import empty, plain, unfolding
from dashboard.parts.shown_members import look_at, member_name, open_member
from dashboard.parts.turning import first_of

ROWS_PER_PAGE = 10
MOST = 300  # the rest is on each member's page


def decided_rows(now: datetime) -> None:
    with desk.reading() as session:
        rows = first_of(downgrades_decided(session, MOST + 1), MOST)
    if not rows:
        empty(w.NOTHING_DECIDED(), w.NOTHING_DECIDED_NEXT())
        return
    pages = -(-len(rows) // ROWS_PER_PAGE)
    slot = st.container()
    with st.container(horizontal_alignment="right"):
        page = min(st.pagination(pages, key="approvals_history_page"), pages) if pages > 1 else 1
    with slot:
        on_page = rows[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
        look_at(row.app_id for row in on_page)
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
                open_member(row.app_id)


def _undo_button(row: DowngradeRow) -> None:
    with st.popover(w.UNDO(), disabled=not desk.may_approve(), key=f"approvals_undo_open_{row.id}"):
        st.markdown(w.UNDO_SENTENCE(name=plain(member_name(row.member_name, row.app_id))))
        st.button(
            w.UNDO_NOW(),
            key=f"approvals_undo_{row.id}",
            on_click=acting.ask,
            args=(w.WORKING(), partial(undo, row)),
            kwargs={"place": f"approvals_decided_{row.id}"},
        )
