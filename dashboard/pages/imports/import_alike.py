"""Ids that look alike: a person says pair by pair whether they are one member or two."""

from dataclasses import replace

import streamlit as st

from billing_core.history.alike_members import AlikeMembers
from billing_core.history.import_history import HistoryFile
from billing_core.rules.member_key import told_apart
from dashboard.pages.imports import words as w
from dashboard.parts.language import count
from dashboard.parts.markup import plain, section
from dashboard.parts.shown_members import look_at

SHOWN_PAIRS = 50
_ANSWERS = "imports_alike"  # the id that was asked about -> its pair and the answer
Answer = tuple[AlikeMembers, str]


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
    look_at(pair.known for pair in pairs[:SHOWN_PAIRS])
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
