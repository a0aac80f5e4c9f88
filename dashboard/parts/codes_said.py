"""Codes of the core, said in the language of the page: why a card was refused, something left out
or a member stops, and how a proposal was reckoned.
"""

import streamlit as st

from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.decline import DeclineReason
from billing_core.rules.exclusion import Exclusion
from billing_core.rules.refund_proposal import RefundProposal
from billing_core.wording import exclusions
from billing_core.wording.cancel_reasons import cancel_reason_said
from billing_core.wording.declines import ADVICE, DECLINES
from billing_core.wording.refund_claims import arithmetic_said
from dashboard.parts.language import Words, language

_CHOICE = Words("해지 이유 (선택)", "Why they leave (optional)")


def decline_label(reason: DeclineReason) -> str:
    return Words(*DECLINES[reason])()


def decline_advice(reason: DeclineReason) -> str:
    return Words(*ADVICE[reason])()


def exclusion_said(why: Exclusion) -> str:
    return exclusions.exclusion_said(why, language().place)


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


def arithmetic(proposal: RefundProposal) -> str:
    return arithmetic_said(proposal, language().place)
