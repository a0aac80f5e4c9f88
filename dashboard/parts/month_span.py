"""How many months a chart shows, chosen by the person."""

from __future__ import annotations

import streamlit as st

from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from dashboard.parts.words import today as w

SPANS = (13, 25, 0)  # months; a year and the same month of the year before; 0: everything


def span_picker(key: str) -> None:
    st.segmented_control(
        w.SPAN(),
        SPANS,
        default=SPANS[0],
        required=True,
        key=key,
        format_func=lambda n: w.SPAN_MONTHS(n=n) if n else w.SPAN_ALL(),
        label_visibility="collapsed",
    )


def shown_months(edges: tuple[Month, Month] | None, at: AsOf, key: str) -> list[Month]:
    """The months picked under `key`. A book that ends in the past is shown where it ends."""
    if edges is None:
        return []
    first, last_fact = edges
    this = Month.of(at.now)
    last = this if last_fact >= this.plus(-12) else last_fact
    span = st.session_state.get(key) or (SPANS[0] if key not in st.session_state else 0)
    return months_between(max(first, last.plus(1 - span)) if span else first, last)
