"""Possible duplicates, which the book may have under another name, and ids that look alike: a
person says, pair by pair, whether they are one member or two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count as numbers

import streamlit as st

from billing_core.history.alike_members import AlikeMembers
from billing_core.history.import_history import HistoryFile
from billing_core.rules.member_key import told_apart
from billing_core.rules.payment_pair import PaymentPair
from billing_core.rules.same_payment import PaymentTraits, SamePayments
from dashboard.pages.imports import words as w
from dashboard.parts import shown_members, tables
from dashboard.parts.language import NOTHING, count, moment
from dashboard.parts.markup import plain, section

Subject = object
Answer = tuple[AlikeMembers, str]

_ASKED = "imports_same_asked"
_ANSWERS = "imports_alike"  # the id that was asked about -> its pair and the answer
_NUMBERS = numbers(1)
SHOWN_PAIRS = 50


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
    shown_members.look_at(str(pair.known.whose or "") for pair in pairs)
    new, known = [pair.new for pair in pairs], [pair.known for pair in pairs]
    tables.number_table(
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
    return shown_members.member_id(str(row.whose)) if row.whose else NOTHING


def answered(files: tuple[HistoryFile, ...]) -> tuple[HistoryFile, ...]:
    """The files, read as the person has answered so far."""
    answers: dict[str, Answer] = st.session_state.get(_ANSWERS, {})
    same = {pair.other: pair.kept for pair, answer in answers.values() if answer == "same"}
    others = tuple(
        name
        for pair, answer in answers.values()
        if answer == "other"
        for name in (pair.known, pair.given)
    )
    return tuple(
        replace(file, mapping=replace(file.mapping, same_members=same, other_members=others))
        for file in files
    )


def forget_answers() -> None:
    """Drops the answers: they were about the files that are in the book now."""
    st.session_state.pop(_ANSWERS, None)


def ask_alike(pairs: tuple[AlikeMembers, ...]) -> None:
    """A question about each pair; the next trial reads the answers."""
    section(w.ALIKE(n=count(len(pairs))))
    st.caption(w.ALIKE_HINT())
    shown_members.look_at(pair.known for pair in pairs[:SHOWN_PAIRS])
    for pair in pairs[:SHOWN_PAIRS]:
        st.radio(
            w.ALIKE_PAIR(
                given=plain(told_apart(pair.given)),
                known=plain(told_apart(pair.known)),
                file=plain(pair.file_name),
                line=count(pair.line),
            ),
            list(w.ALIKE_ANSWERS),
            index=None,
            horizontal=True,
            key=_key(pair),
            format_func=lambda each: w.ALIKE_ANSWERS[each](),
            on_change=_remember,
            args=(pair,),
        )
    if len(pairs) > SHOWN_PAIRS:
        st.caption(w.BAD_NAMED(n=count(SHOWN_PAIRS)))


def _key(pair: AlikeMembers) -> str:
    return f"imports_alike_{pair.known}_{pair.given}"


def _remember(pair: AlikeMembers) -> None:
    st.session_state.setdefault(_ANSWERS, {})[pair.given] = (pair, st.session_state[_key(pair)])
