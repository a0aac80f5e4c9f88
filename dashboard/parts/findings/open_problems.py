"""Open findings (확인 필요), where the day begins and on top of a member's page."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from billing_core.desk.findings import FindingRow
from billing_core.desk.waiting import Waiting
from dashboard.parts import desk
from dashboard.parts.findings.finding_rows import finding_rows
from dashboard.parts.language import count
from dashboard.parts.markup import section
from dashboard.parts.page_files import page_file
from dashboard.parts.words import members as of_member
from dashboard.parts.words import today as w

FIRST_FEW = 3


def open_problems(rows: Sequence[FindingRow], work: Waiting, now: datetime) -> None:
    """The first few findings with their buttons."""
    if not rows:
        return
    section(f"{w.PROBLEMS()} {count(work.findings)}", w.PROBLEMS_HELP())
    desk.say_only_looking()
    finding_rows(rows[:FIRST_FEW], now, place="today")
    more = work.findings - FIRST_FEW
    if more > 0:
        st.page_link(page_file("health"), label=w.MORE_PROBLEMS(n=count(more)))


def member_problems(rows: Sequence[FindingRow], now: datetime) -> None:
    if rows:
        section(of_member.PROBLEMS(n=count(len(rows))))
        finding_rows(rows, now, place="members", member=False)
