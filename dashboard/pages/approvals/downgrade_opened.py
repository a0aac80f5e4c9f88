"""What stands below a line that is open: the whole checklist, its evidence, cures and the hold."""

from datetime import datetime
from functools import partial

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow
from billing_core.desk.findings import open_findings_of
from billing_core.rules.downgrade import Checklist
from dashboard.pages.approvals import choosing
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.approving import hold
from dashboard.pages.approvals.downgrade_evidence import evidence_rows
from dashboard.pages.approvals.downgrade_story import checklist_html, checklist_state, told
from dashboard.parts import acting, desk
from dashboard.parts.markup import plain
from dashboard.parts.shown_members import member_name, open_member


def opened_row(row: DowngradeRow, checklist: Checklist, now: datetime) -> None:
    with desk.reading() as session:  # what the check has read just now is among them
        findings = open_findings_of(session, [row.app_id])
    name = plain(member_name(row.member_name, row.app_id))
    with st.container(border=True, key=f"approvals_due_{row.id}"):
        st.html(told(row, now, checklist_state(checklist)))
        st.html(checklist_html(checklist))
        evidence_rows(checklist, findings, place=f"approvals_{row.id}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                w.APPROVE_ONE(name=name),
                type="primary",
                key=f"approvals_approve_{row.id}",
                disabled=not (checklist.green and desk.may_approve()),
                on_click=choosing.ask_about,
                args=([row.id],),
            )
            _hold_button(row, name)
            if st.button(w.TO_MEMBER(), key=f"approvals_member_{row.id}", type="tertiary"):
                open_member(row.app_id)


def _hold_button(row: DowngradeRow, name: str) -> None:
    with st.popover(
        w.HOLD_ONE(name=name), disabled=not desk.may_approve(), key=f"approvals_hold_open_{row.id}"
    ):
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
            on_click=acting.ask,
            args=(w.WORKING(), partial(hold, row), typed),
            kwargs={"place": f"approvals_{row.id}"},
        )
