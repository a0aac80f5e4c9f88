"""What stands below a line that is open: the whole checklist, the hold, and what stands in the way
of an approval, each with its date and won, and its cure beside it.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from billing_core.desk.downgrades import DowngradeRow
from billing_core.desk.findings import FindingRow, open_findings_of
from billing_core.rules.downgrade import Checklist, Evidence, EvidenceKind
from billing_core.wording.evidence import EVIDENCE, WAITS_FOR
from dashboard.pages.approvals import approving
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.downgrade_story import checklist_html, checklist_state, told
from dashboard.parts import acting, desk, shown_members
from dashboard.parts.downgrade_checks import check_again
from dashboard.parts.findings.cure_buttons import cure_buttons
from dashboard.parts.language import Words, day, moment, won
from dashboard.parts.markup import plain

# What a person does about it is in its finding; a grace is over by itself.
_BY_A_PERSON = (EvidenceKind.BOOKING, EvidenceKind.PAYMENT, EvidenceKind.CHARGE)


def evidence_rows(checklist: Checklist, findings: Sequence[FindingRow], *, place: str) -> None:
    """Each thing with its cure's buttons. `findings` are the open ones of this member."""
    acting.told_at(place)
    for number, each in enumerate(_in_the_way(checklist)):
        found = _finding_of(each, findings)
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"{place}_evidence_{number}"
        ):
            st.html(_told(each, waits=found is None), width="stretch")
            if found is not None:
                cure_buttons(found, place=f"{place}_{number}", told=place)
    if any(check.unread for check in checklist.red):
        st.button(w.CHECK_AGAIN(), key=f"{place}_read_again", on_click=check_again)


def _in_the_way(checklist: Checklist) -> list[Evidence]:
    return [each for check in checklist.red for each in check.evidence]


def _finding_of(each: Evidence, findings: Sequence[FindingRow]) -> FindingRow | None:
    if each.what not in _BY_A_PERSON:
        return None
    return next((row for row in findings if each.name in row.known_as), None)


def _told(each: Evidence, *, waits: bool) -> str:
    when = moment(each.at) if each.what is not EvidenceKind.GRACE else day(each.at)
    said = Words(*EVIDENCE[each.what])(when=when, won=won(each.won))
    waiting = Words(*WAITS_FOR[each.what])() if waits else ""
    note = f'<p class="bd-note">{escape(waiting)}</p>' if waiting else ""
    return f'<p class="bd-evidence">{escape(said)}</p>{note}'


def opened_row(row: DowngradeRow, checklist: Checklist, now: datetime) -> None:
    with desk.reading() as session:  # what the check has read just now is among them
        findings = open_findings_of(session, [row.app_id])
    name = plain(shown_members.member_name(row.member_name, row.app_id))
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
                on_click=approving.ask_about,
                args=([row.id],),
            )
            _hold_button(row, name)
            if st.button(w.TO_MEMBER(), key=f"approvals_member_{row.id}", type="tertiary"):
                shown_members.open_member(row.app_id)


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
            args=(w.WORKING(), partial(approving.hold, row), typed),
            kwargs={"place": f"approvals_{row.id}"},
        )
