"""From any number to its meaning and its people; the address can be passed on."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from billing_core.rules.calendar import Month
from dashboard.parts.address import move_button

PAGE = "screens/number.py"
CODE, MONTH, LIST, FROM = "code", "month", "list", "from"


def number_link(code: str, month: Month, label: str) -> None:
    """From another page."""
    st.page_link(PAGE, label=label, query_params={CODE: code, MONTH: str(month)})


def number_button(code: str, month: Month, label: str) -> None:
    """From one number to another on their own page."""
    to = {CODE: code, MONTH: str(month), LIST: "", FROM: ""}
    move_button(label, key=f"number_open_{code}", **to)


def number_asked_for() -> str:
    """The code the address names, empty for none."""
    return str(st.query_params.get(CODE, ""))


def month_asked_for(otherwise: Month) -> Month:
    with suppress(ValueError):
        return Month.parse(st.query_params.get(MONTH, ""))
    return otherwise


def row_asked_for() -> int:
    """How many rows come before the page of the list, 0 unless the address says otherwise."""
    text = str(st.query_params.get(FROM, ""))
    return int(text) if text.isdecimal() and len(text) < 10 else 0
