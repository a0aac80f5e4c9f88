"""Why a member stops, asked by the team as an optional choice, and said in people's words."""

import streamlit as st

from billing_core.rules.cancel_reason import CancelReason
from billing_core.wording.cancel_reasons import cancel_reason_said
from dashboard.parts.language import Words, language

_CHOICE = Words("해지 이유 (선택)", "Why they leave (optional)")


def cancel_reason_field(key: str) -> str:
    """The choice; its code stands under `key` in session state, empty while none is chosen.
    Returns the key, to be named after that of the typed reason in `ask(doing, step, *text_keys)`."""
    st.selectbox(
        _CHOICE(),
        ["", *map(str, CancelReason)],
        key=key,
        format_func=_named,
        placeholder=_CHOICE(),
        filter_mode=None,
    )
    return key


def _named(code: str) -> str:
    return cancel_reason_label(CancelReason(code) if code else None)


def cancel_reason_label(reason: CancelReason | None) -> str:
    return cancel_reason_said(reason, language().place)
