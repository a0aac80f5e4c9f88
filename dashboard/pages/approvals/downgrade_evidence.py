"""What stands in the way of an approval: each thing with its date and won, and its cure beside it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from billing_core.desk.findings import FindingRow
from billing_core.rules.downgrade import Checklist, Evidence, EvidenceKind
from billing_core.wording.evidence import EVIDENCE, WAITS_FOR
from dashboard.pages.approvals import words as w
from dashboard.parts import acting
from dashboard.parts.downgrade_checks import check_again
from dashboard.parts.findings.cure_buttons import cure_buttons
from dashboard.parts.language import Words, day, moment, won

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
