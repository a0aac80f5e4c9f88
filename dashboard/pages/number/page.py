"""숫자 설명서: one number with its meaning and its people, or all numbers in groups, each with its value
of the month, found by a word of it.
"""

from collections.abc import Mapping, Sequence

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.days_read import unread_in_months
from billing_core.numbers.explained_parts import PARTS, part_named, values_of_parts
from billing_core.numbers.metric import Share
from billing_core.numbers.month_values import values_of_month
from billing_core.numbers.overview import first_and_last_month
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from dashboard.pages.number import words as w
from dashboard.pages.number.number_story import number_story
from dashboard.parts import address, desk, shown_numbers
from dashboard.parts.language import count, month_name
from dashboard.parts.markup import empty, heading, section
from dashboard.parts.unread_days import unread_note
from dashboard.parts.words import frame, today

_EVERYTHING: dict[str, shown_numbers.Named] = {**METRICS, **RATES, **PARTS}
_GROUPS = {
    w.GROUP_MONEY: ("paid_members", "paid_amount", "refunded_amount", "net_revenue"),
    w.GROUP_MEMBERS: ("cancel", "withdrawn", "active", "new", "returning", "recovered"),
    w.GROUP_CHURN: ("churn", "permission"),
    w.GROUP_MRR: ("mrr", "confirmed_mrr"),
    w.GROUP_CYCLES: (
        *("charged", "failed", "failure", "recovered_", "recovery", "first"),
        *("waiting_", "lost_"),
    ),
}
_PICKED = "number_month"


def number_index(session: Session, month: Month, at: AsOf) -> None:
    st.caption(w.INDEX_HINT())
    asked = st.text_input(
        w.SEARCH(),
        key="number_search",
        placeholder=w.SEARCH(),
        label_visibility="collapsed",
        icon=":material/search:",
        width=320,
        persist_state="session",  # whoever opened one of those found comes back to them
    )
    codes = [code for code in _EVERYTHING if _found(code, asked)]
    if not codes:
        empty(w.NOT_FOUND(), w.NOT_FOUND_NEXT())
        return
    values = _values(session, codes, month, at)
    for title, members in _grouped(codes).items():
        section(f"{title} {count(len(members))}")
        with st.container(key=f"number_group_{members[0]}", gap=None):
            for code in members:
                _row(code, month, values[code])


def _found(code: str, asked: str) -> bool:
    number = _EVERYTHING[code]
    said = f"{shown_numbers.label_of(number)} {shown_numbers.meaning_of(number)}".casefold()
    return all(word in said for word in asked.casefold().split())


def _grouped(codes: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(_group(code), []).append(code)
    order = [words() for words in (*_GROUPS, w.GROUP_OTHER)]
    return {title: found[title] for title in order if title in found}


def _group(code: str) -> str:
    """By how its code begins; the longest beginning decides."""
    beginnings = {start: words for words, starts in _GROUPS.items() for start in starts}
    fitting = [start for start in beginnings if code.startswith(start)]
    return (beginnings[max(fitting, key=len)] if fitting else w.GROUP_OTHER)()


def _values(session: Session, codes: Sequence[str], month: Month, at: AsOf) -> Mapping[str, str]:
    counted = values_of_month(session, month, at)
    parts = values_of_parts(session, month, at)
    said = {
        code: shown_numbers.valued(counted[code], METRICS[code].unit)
        for code in codes
        if code in METRICS
    }
    said |= {
        code: shown_numbers.valued(parts[code], PARTS[code].unit) for code in codes if code in PARTS
    }
    for code in codes:
        if code in RATES:
            part, whole = _halves(code)
            said[code] = shown_numbers.percent(Share(counted[part], counted[whole]).ratio)
    return said


def _halves(code: str) -> tuple[str, str]:
    return RATES[code].part.code, RATES[code].whole.code


def _row(code: str, month: Month, value: str) -> None:
    number = _EVERYTHING[code]
    with st.container(
        key=f"number_of_{code}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        shown_numbers.number_button(code, month, shown_numbers.label_of(number))
        st.html(f'<span class="bd-value">{value}</span>', width="content")
        st.caption(shown_numbers.meaning_of(number), width="stretch")


at = desk.as_of()
code, this = shown_numbers.number_asked_for(), Month.of(at.now)
number = METRICS.get(code) or RATES.get(code) or part_named(code)


def go_to_month() -> None:
    address.move(**{address.MONTH: st.session_state[_PICKED], shown_numbers.FROM: ""})


with desk.reading() as session:
    edges = first_and_last_month(session)
    first, last = edges or (this, this)
    month = address.month_asked_for(last=max(this, last)) or this
    heading(shown_numbers.label_of(number) if number else frame.NUMBERS(), w.NOTE(), at.now)
    unread_note(unread_in_months(session, [month], at.now), at.now)
    newest_first = [
        str(each) for each in reversed(months_between(min(first, month), max(last, month)))
    ]
    st.session_state[_PICKED] = str(month)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            w.MONTH(),
            newest_first,
            key=_PICKED,
            on_change=go_to_month,
            format_func=lambda each: month_name(Month.parse(each)),
            placeholder=w.MONTH(),
            filter_mode=None,
            label_visibility="collapsed",
            width=200,
        )
        if code:
            gone = {shown_numbers.CODE: "", shown_numbers.LIST: "", shown_numbers.FROM: ""}
            address.move_button(
                w.ALL_NUMBERS(), key="number_all", icon=":material/arrow_back:", **gone
            )
    if code:
        next_step = w.NOBODY_NEXT if edges else today.NO_MONTHS_NEXT
        number_story(session, code, month, at, next_step=next_step())
    else:
        number_index(session, month, at)
