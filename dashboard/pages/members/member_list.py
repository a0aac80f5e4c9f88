"""Member search by name, id, payment or approval number, page by page; typing is debounced."""

import streamlit as st

from billing_core.desk import members
from dashboard.pages.members import words as w
from dashboard.parts import desk, shown_members, tables, turning
from dashboard.parts.language import count, day, people
from dashboard.parts.markup import empty, plain
from dashboard.parts.words import states
from dashboard.parts.words import tables as t

ROWS_PER_PAGE = 50
_TURN = "members"


def member_list() -> None:
    text = st.text_input(
        w.SEARCH(),
        key="members_text",
        type="search",
        placeholder=w.SEARCH_HINT(),
        label_visibility="collapsed",
        live="300ms",
        persist_state="session",
        on_change=turning.turn_back,
        args=(_TURN,),
    )
    wanted = (text or "").strip()
    with desk.reading() as session:
        total = members.count_members(session)
        page = turning.turned_to(
            _TURN, lambda after: members.members_found(session, wanted, ROWS_PER_PAGE, after)
        )
    if not total:
        empty(w.NO_MEMBERS(), w.NO_MEMBERS_NEXT())
    elif not page.rows:
        empty(w.NOBODY(), w.NOBODY_NEXT())
    else:
        _listed(page, wanted, people(total))


def _listed(page: members.MemberPage, wanted: str, total: str) -> None:
    first = turning.turned_pages(_TURN) == 0
    whole = first and page.next is None
    many = people(len(page.rows)) if whole else w.OR_MORE(n=count(ROWS_PER_PAGE))
    if wanted:
        st.caption(w.MATCHING(text=plain(wanted), n=many))
    else:
        st.caption(w.ALL_NEWEST_FIRST(total=total))
    if page.cut:
        st.caption(w.NUMBER_TOO_SHORT(n=count(members.MOST_NUMBERED)))
    if not desk.may_approve():
        st.caption(w.MASKED())
    _table(list(page.rows))
    turning.turn(_TURN, page, many if wanted else total)


def _table(rows: list[members.MemberRow]) -> None:
    tables.people_table(
        rows,
        {
            t.MEMBER(): lambda row: shown_members.member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id),
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


def status_word(row: members.MemberRow) -> str:
    return states.SUBSCRIPTIONS[row.status]() if row.status else states.NO_SUBSCRIPTION()
