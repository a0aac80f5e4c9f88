"""Every number of the product in groups, with its value of the month, found by a word of it."""

from collections.abc import Mapping, Sequence

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.explained_parts import PARTS, values_of_parts
from billing_core.numbers.metric import Share
from billing_core.numbers.month_values import values_of_month
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from dashboard.pages.number import words as w
from dashboard.parts.language import count
from dashboard.parts.markup import empty, section
from dashboard.parts.shown_numbers import (
    Named,
    label_of,
    meaning_of,
    number_button,
    percent,
    valued,
)

_EVERYTHING: dict[str, Named] = {**METRICS, **RATES, **PARTS}
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
    said = f"{label_of(number)} {meaning_of(number)}".casefold()
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
    said = {code: valued(counted[code], METRICS[code].unit) for code in codes if code in METRICS}
    said |= {code: valued(parts[code], PARTS[code].unit) for code in codes if code in PARTS}
    for code in codes:
        if code in RATES:
            part, whole = _halves(code)
            said[code] = percent(Share(counted[part], counted[whole]).ratio)
    return said


def _halves(code: str) -> tuple[str, str]:
    return RATES[code].part.code, RATES[code].whole.code


def _row(code: str, month: Month, value: str) -> None:
    number = _EVERYTHING[code]
    with st.container(
        key=f"number_of_{code}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        number_button(code, month, label_of(number))
        st.html(f'<span class="bd-value">{value}</span>', width="content")
        st.caption(meaning_of(number), width="stretch")
