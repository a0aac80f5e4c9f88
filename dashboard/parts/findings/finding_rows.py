"""Findings (확인 필요): what is wrong, what to do about it, and the buttons that do it; on their own,
where the day begins and on top of a member's page.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from billing_core.desk.findings import FindingRow
from billing_core.desk.waiting import Waiting
from dashboard.parts import acting, address, desk, shown_members
from dashboard.parts.findings import finding_words
from dashboard.parts.findings.cure_buttons import about, cure_buttons
from dashboard.parts.language import count, moment, relative
from dashboard.parts.markup import Tone, empty, pill, section, sentence
from dashboard.parts.raw_record import RawRecords, raw_records
from dashboard.parts.words import findings as w
from dashboard.parts.words import members as of_member
from dashboard.parts.words import today

ABOUT_NO_ONE_THING = "-"  # the subject of what is about many, or about nobody's payment
FIRST_FEW = 3


def finding_rows(
    rows: Sequence[FindingRow], now: datetime, *, place: str, member: bool = True
) -> None:
    """A box for each finding. `place` keeps the buttons of two lists of one page apart; `member`:
    with the way to theirs."""
    if not rows:
        return
    records = raw_records(f"{place}.findings", [row.app_id for row in rows if row.app_id])
    shown_members.look_at(app_id for row in rows for app_id in whose(row))
    for row in rows:
        acting.told_at(f"{place}_finding_{row.id}")
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            key=f"{place}_finding_{row.id}",
        ):
            st.html(_told(row, now, records), width="stretch")
            with st.container(horizontal=True, width="content"):
                cure_buttons(row, place=place)
                if member and row.app_id:
                    key = f"{place}_member_{row.id}"
                    if st.button(w.TO_MEMBER(), key=key, type="tertiary"):
                        shown_members.open_member(row.app_id)


def closed_rows(rows: Sequence[FindingRow]) -> None:
    if not rows:
        empty(w.NOTHING_CLOSED(), w.NOTHING_CLOSED_NEXT())
    shown_members.look_at(row.app_id for row in rows)
    for row in rows:
        with st.container(border=True, key=f"health_closed_{row.id}"):
            chosen = f"{finding_words.cure_button(row.kind, row.cure)}, " if row.cure else ""
            closing = finding_words.closing_said(row.resolved_by, row.resolution, row.answer)
            said = w.CLOSED_BY(
                when=moment(row.resolved_at),
                who=finding_words.actor_said(row.resolved_by),
                what=chosen + _of_member(row, closing),
            )
            who = shown_members.member_line(row.member_name, row.app_id or "") if row.app_id else ""
            done = pill(Tone.HEALTHY, finding_words.finding_label(row.kind))
            st.html(f'<div class="bd-person">{done}</div>' + who + sentence(said))


def _told(row: FindingRow, now: datetime, records: RawRecords) -> str:
    opened = w.OPENED(when=relative(row.opened_at, now))
    unsaid = row.among or row.subject == ABOUT_NO_ONE_THING
    subject = "" if unsaid else _of_member(row, row.subject)
    found = escape(" · ".join(filter(None, (opened, subject))))
    note = f'<p class="bd-note" title="{escape(moment(row.opened_at))}">{found}</p>'
    raw = json.dumps(row.evidence, ensure_ascii=False, indent=2, default=str)
    return about(row) + sentence(finding_words.what_to_do(row.kind)) + note + records.html(raw)


def whose(row: FindingRow) -> list[str | None]:
    """The app ids of everybody whom the finding shows."""
    return [row.app_id, *(app_id for app_id, _ in row.among)]


def _of_member(row: FindingRow, text: str) -> str:
    return shown_members.told_of_member(text, row.member_name, row.app_id) if row.app_id else text


def open_problems(rows: Sequence[FindingRow], work: Waiting, now: datetime) -> None:
    """The first few findings with their buttons."""
    if not rows:
        return
    section(f"{today.PROBLEMS()} {count(work.findings)}", today.PROBLEMS_HELP())
    desk.say_only_looking()
    finding_rows(rows[:FIRST_FEW], now, place="today")
    more = work.findings - FIRST_FEW
    if more > 0:
        st.page_link(address.page_file("health"), label=today.MORE_PROBLEMS(n=count(more)))


def member_problems(rows: Sequence[FindingRow], now: datetime) -> None:
    if rows:
        section(of_member.PROBLEMS(n=count(len(rows))))
        finding_rows(rows, now, place="members", member=False)
