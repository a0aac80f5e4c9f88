"""One day's charges before they run: what is wrong and why, then the whole list."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from billing_core.desk.preflight import PreflightRow
from billing_core.desk.upcoming import ComingCharge
from dashboard.parts.formatting import clock_time, count, won
from dashboard.parts.heading import empty, section
from dashboard.parts.language import Language, language
from dashboard.parts.member_links import open_member
from dashboard.parts.people_html import person, sentence
from dashboard.parts.tables import people_table
from dashboard.parts.tones import Tone, pill
from dashboard.words import tables as t
from dashboard.words import upcoming as w

ROWS_AT_ONCE = 50
_SHOWN = "upcoming_rows_of_{}"


def preflight_rows(rows: Sequence[PreflightRow], day: str) -> None:
    section(w.PREFLIGHT(day=day), w.PREFLIGHT_HELP())
    if not rows:
        empty(w.ALL_FINE(), w.ALL_FINE_NEXT())
    for place, row in enumerate(rows):
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"upcoming_wrong_{place}"
        ):
            st.html(_told(row), width="stretch")
            if st.button(w.TO_MEMBER(), key=f"upcoming_member_{place}", type="tertiary"):
                open_member(row.member_id)


def _told(row: PreflightRow) -> str:
    label, what, to_do = _words(row)
    tone = Tone.CANCELLED if row.trouble.wrong_money else Tone.WAITING
    when = w.DUE_AT(when=clock_time(row.due_at), won=won(row.amount))
    return person(row.member_name, row.member_id, (pill(tone, label),)) + sentence(
        what, to_do, when
    )


def _words(row: PreflightRow) -> tuple[str, str, str]:
    """The core speaks Korean to people; English says which trouble it is."""
    if language() is Language.KOREAN:
        return row.trouble.label, row.sentence, row.trouble.what_to_do
    label, to_do = w.TROUBLES_EN[row.trouble]
    return label, to_do, ""


def rows_wanted(day: str) -> int:
    """How many of the day's charges the person has asked to see so far."""
    return int(st.session_state.get(_SHOWN.format(day), ROWS_AT_ONCE))


def charge_list(
    rows: Sequence[ComingCharge], of_all: int, day: str, title: str, *, in_month: int
) -> None:
    """`of_all` charges of the day and `in_month` of its whole month are booked."""
    section(w.LIST(day=title))
    if not in_month:
        empty(w.NOTHING_BOOKED(), w.NOTHING_BOOKED_NEXT())
        return
    if not rows:
        empty(w.NOTHING_THAT_DAY(), w.NOTHING_THAT_DAY_NEXT())
        return
    kinds = {w.RENEWAL(): Tone.PAID, w.RETRY(): Tone.WAITING}
    bookings = {w.CONFIRMED(): Tone.HEALTHY, w.UNCONFIRMED(): Tone.UNKNOWN}
    people_table(
        rows,
        {
            w.TIME(): lambda row: clock_time(row.due_at),
            t.MEMBER(): lambda row: row.member_name or row.member_id,
            t.MEMBER_ID(): lambda row: row.member_id,
            w.PLAN(): lambda row: row.plan_name,
            t.AMOUNT(): lambda row: row.amount,
            w.KIND(): lambda row: w.RETRY() if row.refusals else w.RENEWAL(),
            w.CARD(): lambda row: row.card,
            w.BOOKED(): lambda row: w.CONFIRMED() if row.confirmed else w.UNCONFIRMED(),
        },
        key="upcoming_charges",
        member_of=lambda row: row.member_id,
        money=(t.AMOUNT(),),
        tones={w.KIND(): kinds, w.BOOKED(): bookings},
        about=w.LIST(day=title),
    )
    if of_all > len(rows):
        st.button(
            w.MORE(n=count(min(of_all - len(rows), ROWS_AT_ONCE))),
            key="upcoming_more",
            on_click=_show_more,
            args=(day,),
        )


def _show_more(day: str) -> None:
    st.session_state[_SHOWN.format(day)] = rows_wanted(day) + ROWS_AT_ONCE
