"""One number as a card: its value, how it changed, what it means, and the way to its people."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard.parts.number_words import Named, label_of, meaning_of

# An increase that is bad news is not shown in the colour of good news.
Rise = Literal["normal", "inverse"]
GOOD: Rise = "normal"
BAD: Rise = "inverse"


def number_card(
    number: Named, value: str, change: str | int, before: str, rise: Rise, *, label: str = ""
) -> None:
    """`change` is written with its sign; the number 0 is shown in grey and without an arrow.
    `before` says what it was."""
    st.metric(
        label or label_of(number),
        value,
        change,
        delta_color=rise,
        delta_description=before,
        help=meaning_of(number),
        border=True,
        height="stretch",
    )


def signed(by: float, written: str) -> str | int:
    """`written` is the size of the change; Streamlit reads its direction from the sign."""
    return f"{'+' if by > 0 else '-'}{written}" if by else 0
