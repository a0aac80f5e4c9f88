"""Run one step for a person and tell them in one sentence what came of it.

A button's handler only writes into session state what was asked; the frame then does it, before
the page is drawn from the book as it is afterwards. So a click on a page that has grown old is
still answered, even if its row is gone. A page may be stopped half-way by the next click, and a
double click runs it twice: the step is one transaction that does its work once, with nothing
of Streamlit inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from billing_core.database import StorageUnavailable
from billing_core.gateway import GatewayError
from billing_core.rules.refusal import Refusal
from dashboard.parts.actor import current_actor, shown_actor
from dashboard.parts.failing import sentence_for, unexpected
from dashboard.parts.noting import note_refused
from dashboard.parts.plain_text import plain

_ASKED = "acting_asked"
_TOLD = "acting_told"


@dataclass(frozen=True)
class ActNotice:
    """What came of a step: `text` is one sentence of plain text in the language of the page."""

    tone: Literal["done", "refused", "broken"]
    text: str


def ask(doing: str, step: Callable[..., str | ActNotice], *text_keys: str) -> None:
    """A button's handler, which leaves the step to the frame. `doing` is shown meanwhile; `step`
    returns the sentence that says what was done. What was typed under `text_keys` is handed to
    it last."""
    typed = [str(st.session_state.get(key) or "") for key in text_keys]
    st.session_state[_ASKED] = (doing, partial(step, *typed))


def refuse_if_signed_out() -> None:
    """Whoever was signed out since the page was drawn does nothing by it, and the log says so."""
    if _ASKED in st.session_state:
        try:
            current_actor()
        except Refusal as refusal:
            del st.session_state[_ASKED]
            note_refused(refusal, shown_actor())


def do_what_was_asked() -> None:
    told: ActNotice | None = st.session_state.pop(_TOLD, None)
    if told is not None:
        _show(told)
    if _ASKED in st.session_state:
        _show(_do_it())


def do_it_here() -> None:
    """Does what was asked inside a dialog, where its sentence would stand: once done it closes and
    the page says so; refused, it stays open with everything that was typed."""
    if _ASKED not in st.session_state:
        return
    notice = _do_it()
    if notice.tone == "done":
        st.session_state[_TOLD] = notice
        st.rerun()
    _show(notice)


def _do_it() -> ActNotice:
    with st.spinner(st.session_state[_ASKED][0]):
        _, step = st.session_state.pop(_ASKED)
        return _run(step)


def _run(step: Callable[[], str | ActNotice]) -> ActNotice:
    try:
        try:
            said = step()
        except Refusal as refusal:
            note_refused(refusal, shown_actor())
            return ActNotice("refused", sentence_for(refusal))
    except (StorageUnavailable, GatewayError) as trouble:
        return ActNotice("broken", sentence_for(trouble))
    except Exception as surprise:
        return ActNotice("broken", unexpected(surprise))
    return said if isinstance(said, ActNotice) else ActNotice("done", said)


def _show(notice: ActNotice) -> None:
    """A success passes by; a refusal stays until the next click."""
    match notice.tone:
        case "done":
            st.toast(plain(notice.text), icon=":material/check_circle:", duration="long")
        case "refused":
            st.warning(plain(notice.text), icon=":material/block:")
        case "broken":
            st.error(plain(notice.text), icon=":material/error:")
