"""Run one step for a person and tell them in one sentence what came of it.

A page may be stopped half-way by the next click, and a double click runs it twice: so an
action is one call of one step, which is a transaction of its own and does its work once, with
nothing of Streamlit inside. What it said is kept and shown when the page is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn

import streamlit as st

from billing_core.database import StorageUnavailable
from billing_core.gateway import GatewayError
from billing_core.rules.refusal import Refusal
from dashboard.parts.failing import sentence_for, unexpected
from dashboard.parts.plain_text import plain

_KEY = "acting_notices"


@dataclass(frozen=True)
class Notice:
    """`text` is one sentence of plain text in the language of the page."""

    tone: Literal["done", "refused", "broken"]
    text: str


def act(doing: str, step: Callable[[], str | Notice]) -> NoReturn:
    """Call it where a button said yes. `doing` is shown meanwhile; `step` does its work and
    returns the sentence that says so. Ends by drawing the page again."""
    with st.spinner(doing):
        notice = _run(step)
    st.session_state[_KEY] = [*st.session_state.get(_KEY, []), notice]
    st.rerun()


def _run(step: Callable[[], str | Notice]) -> Notice:
    try:
        said = step()
    except Refusal as refusal:
        return Notice("refused", sentence_for(refusal))
    except (StorageUnavailable, GatewayError) as trouble:
        return Notice("broken", sentence_for(trouble))
    except Exception as surprise:
        return Notice("broken", unexpected(surprise))
    return said if isinstance(said, Notice) else Notice("done", said)


def show_notices() -> None:
    """A success passes by; a refusal stays until the next click."""
    for notice in st.session_state.pop(_KEY, []):
        match notice.tone:
            case "done":
                st.toast(plain(notice.text), icon=":material/check_circle:", duration="long")
            case "refused":
                st.warning(plain(notice.text), icon=":material/block:")
            case "broken":
                st.error(plain(notice.text), icon=":material/error:")
