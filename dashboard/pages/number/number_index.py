"""Every number of the product with what it means, each the way to its people."""

from __future__ import annotations

import streamlit as st

from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.explained_parts import PARTS
from billing_core.rules.calendar import Month
from dashboard.pages.number import words as w
from dashboard.parts.number_links import number_button
from dashboard.parts.number_words import Named, label_of, meaning_of

_EVERYTHING: dict[str, Named] = {**METRICS, **RATES, **PARTS}


def number_index(month: Month) -> None:
    st.caption(w.INDEX_HINT())
    with st.grid(3, min_column_width=280, gap="small"):
        for code, number in _EVERYTHING.items():
            with st.container(key=f"number_of_{code}", height="stretch"):
                number_button(code, month, label_of(number))
                st.caption(meaning_of(number))
