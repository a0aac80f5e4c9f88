"""Member search by part of a name or id, or a whole payment number; typing is debounced."""

from __future__ import annotations

import streamlit as st

from billing_core.desk.members import MemberRow, count_members, find_members
from dashboard.pages.members import words as w
from dashboard.parts.actor import may_approve
from dashboard.parts.desk import reading
from dashboard.parts.formatting import day, people
from dashboard.parts.heading import empty
from dashboard.parts.plain_text import plain
from dashboard.parts.shown_members import member_id, member_name
from dashboard.parts.tables import people_table
from dashboard.parts.words import states
from dashboard.parts.words import tables as t

MOST_ROWS = 200


def member_list() -> None:
    text = st.text_input(
        w.SEARCH(),
        key="members_text",
        type="search",
        placeholder=w.SEARCH_HINT(),
        label_visibility="collapsed",
        live="300ms",
        persist_state="session",
    )
    wanted = (text or "").strip()
    with reading() as session:
        total = count_members(session)
        rows = find_members(session, wanted, MOST_ROWS)
    if not total:
        empty(w.NO_MEMBERS(), w.NO_MEMBERS_NEXT())
    elif not rows:
        empty(w.NOBODY(), w.NOBODY_NEXT())
    else:
        found = people(len(rows))
        by_text = w.MATCHING(text=plain(wanted), n=found)
        st.caption(by_text if wanted else w.FOUND(total=people(total), n=found))
        if not may_approve():
            st.caption(w.MASKED())
        _table(list(rows))


def _table(rows: list[MemberRow]) -> None:
    people_table(
        rows,
        {
            t.MEMBER(): lambda row: member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: member_id(row.app_id),
            w.STATE(): status_word,
            w.PERMISSION(): lambda row: states.PERMISSIONS[row.permission](),
            w.PLAN(): lambda row: row.plan_name,
            w.PAID_THROUGH(): lambda row: day(row.paid_through),
            w.NEXT_CHARGE(): lambda row: day(row.next_charge_at),
        },
        key="members_found",
        member_of=lambda row: row.app_id,
        tones={
            w.STATE(): {
                states.SUBSCRIPTIONS[status](): tone
                for status, tone in states.SUBSCRIPTION_TONES.items()
            },
            w.PERMISSION(): {
                states.PERMISSIONS[permission](): tone
                for permission, tone in states.PERMISSION_TONES.items()
            },
        },
        about=w.SEARCH(),
    )


def status_word(row: MemberRow) -> str:
    return states.SUBSCRIPTIONS[row.status]() if row.status else states.NO_SUBSCRIPTION()
