"""How many months a chart shows, chosen by the person."""

import streamlit as st

from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from dashboard.parts.address import choose_view
from dashboard.parts.words import today as w

SPANS = (13, 25, 0)  # months; a year and the same month of the year before; 0: everything
_NAME = "months"


def span_picker(key: str) -> None:
    spans = {str(n): w.SPAN_MONTHS(n=n) if n else w.SPAN_ALL() for n in SPANS}
    choose_view(w.SPAN(), spans, key=key, first=str(SPANS[0]), name=_NAME)


def shown_months(edges: tuple[Month, Month] | None, at: AsOf) -> list[Month]:
    """The months that the address asks for. A book that ends in the past is shown where it ends."""
    if edges is None:
        return []
    first, last_fact = edges
    this = Month.of(at.now)
    last = this if last_fact >= this.plus(-12) else last_fact
    asked = st.query_params.get(_NAME, "")
    span = next((n for n in SPANS if str(n) == asked), SPANS[0])
    return months_between(max(first, last.plus(1 - span)) if span else first, last)
