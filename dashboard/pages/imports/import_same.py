"""Possible duplicates, which the book may have under another name: a person says, one or two."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as numbers

import streamlit as st

from billing_core.rules.payment_pair import PaymentPair
from billing_core.rules.same_payment import PaymentTraits, SamePayments
from dashboard.pages.imports import words as w
from dashboard.parts.language import NOTHING, count, moment
from dashboard.parts.markup import section
from dashboard.parts.shown_members import look_at, member_id
from dashboard.parts.tables import number_table

_ASKED = "imports_same_asked"
_NUMBERS = numbers(1)
Subject = object


@dataclass(frozen=True)
class _Asked:
    """`about`: the files, or the days, that were looked at; other ones are another question."""

    about: Subject
    pairs: Sequence[PaymentPair]
    count: int
    key: str


def ask_same(about: Subject, pairs: Sequence[PaymentPair], how_many: int) -> None:
    """Keeps the pairs that a look has found as the question; with none, an answer stays."""
    if how_many:
        key = f"imports_same_{next(_NUMBERS)}"
        st.session_state[_ASKED] = _Asked(about, pairs, how_many, key)


def asked_same(about: Subject) -> bool:
    return _asked(about) is not None


def said_same(about: Subject) -> SamePayments | None:
    """The person's answer about them so far; None without one."""
    asked = _asked(about)
    return st.session_state.get(asked.key) if asked else None


def forget_same() -> None:
    st.session_state.pop(_ASKED, None)


def show_same(about: Subject, hint: str) -> None:
    """Both rows of each pair beside each other, and the choice; nothing where nothing is asked."""
    asked = _asked(about)
    if asked is None:
        return
    section(w.SAME(n=count(asked.count)))
    st.caption(hint)
    _table(asked.pairs)
    if asked.count > len(asked.pairs):
        st.caption(w.BAD_NAMED(n=count(len(asked.pairs))))
    st.radio(
        w.SAME_CHOICE(),
        list(SamePayments),
        index=None,
        horizontal=True,
        key=asked.key,
        format_func=lambda each: w.SAME_ANSWERS[each](),
    )


def _asked(about: Subject) -> _Asked | None:
    asked: _Asked | None = st.session_state.get(_ASKED)
    return asked if asked is not None and asked.about == about else None


def _table(pairs: Sequence[PaymentPair]) -> None:
    where = {w.WHENCE(): [pair.where for pair in pairs]} if any(p.where for p in pairs) else {}
    look_at(str(pair.known.whose or "") for pair in pairs)
    new, known = [pair.new for pair in pairs], [pair.known for pair in pairs]
    number_table(
        {**where, **_columns(w.SAME_NEW(), new), **_columns(w.SAME_KNOWN(), known)},
        money=[
            w.SAME_COLUMN(whose=whose(), what=w.WON_OF()) for whose in (w.SAME_NEW, w.SAME_KNOWN)
        ],
        about=w.SAME(n=count(len(pairs))),
    )


def _columns(whose: str, rows: Sequence[PaymentTraits]) -> dict[str, list[str] | list[int]]:
    return {
        w.SAME_COLUMN(whose=whose, what=w.NUMBER()): [row.number for row in rows],
        w.SAME_COLUMN(whose=whose, what=w.MEMBER()): [_whose(row) for row in rows],
        w.SAME_COLUMN(whose=whose, what=w.COLUMNS["paid_at"]()): [
            moment(row.paid_at) for row in rows
        ],
        w.SAME_COLUMN(whose=whose, what=w.WON_OF()): [row.won for row in rows],
    }


def _whose(row: PaymentTraits) -> str:
    return member_id(str(row.whose)) if row.whose else NOTHING
