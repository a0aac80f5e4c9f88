"""A dialog before anything is done: what will happen, why it is done, and one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.parts.acting import Notice, ask, do_it_here
from dashboard.parts.plain_text import plain
from dashboard.words import asking as w


@dataclass(frozen=True)
class Act:
    """`will` is the one sentence of what will happen; `about` is HTML of ours that says whom and
    how much. `step` takes the reason where it is asked for (`why`), then what `fields` typed, and
    returns what was done."""

    key: str
    title: str
    will: str
    confirm: str
    doing: str
    step: Callable[..., str | Notice]
    about: str = ""
    fields: Callable[[], Sequence[str]] = tuple
    why: bool = True


def ask_first(act: Act) -> None:
    """Call it in the run in which the button was pressed."""
    st.dialog(plain(act.title), width="small")(_body)(act)


def _body(act: Act) -> None:
    if act.about:
        st.html(act.about)
    st.markdown(plain(act.will))
    typed = [*act.fields()]
    if act.why:
        typed.insert(0, f"{act.key}_reason")
        st.text_input(w.REASON(), key=typed[0], placeholder=w.REASON_EXAMPLE(), max_chars=400)
    do_it_here()
    st.button(
        plain(act.confirm),
        type="primary",
        key=f"{act.key}_do",
        width="stretch",
        on_click=ask,
        args=(act.doing, act.step, *typed),
    )
