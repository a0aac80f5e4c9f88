"""Links from any number to its meaning and people, by query parameters that can be passed on."""

from dataclasses import dataclass

import streamlit as st

from billing_core.rules.calendar import Month
from dashboard.parts.address import MONTH, move_button
from dashboard.parts.page_files import page_file

PAGE = page_file("number")
CODE, LIST, FROM = "code", "list", "from"
LEFT_OUT, OUT_OF = "left_out", "out_of"  # of the address: which of a number's lists


@dataclass(frozen=True)
class NumberOf:
    """One number of one month, and which of its lists: whom it counts unless `shown` says
    otherwise."""

    code: str
    month: Month
    shown: str = ""

    @property
    def address(self) -> dict[str, str]:
        there = {CODE: self.code, MONTH: str(self.month), LIST: self.shown}
        return {name: value for name, value in there.items() if value}


def number_link(code: str, month: Month, label: str, shown: str = "") -> None:
    """A link from another page."""
    st.page_link(PAGE, label=label, query_params=NumberOf(code, month, shown).address)


def open_number(number: NumberOf) -> None:
    """Leaves the present page for the number's; call it while drawing, not from a handler."""
    st.switch_page(PAGE, query_params=number.address)


def number_button(code: str, month: Month, label: str) -> None:
    """A button from one number to another on their own page."""
    to = {CODE: code, MONTH: str(month), LIST: "", FROM: ""}
    move_button(label, key=f"number_open_{code}", **to)


def number_asked_for() -> str:
    """The code in the query parameter, empty for none."""
    return str(st.query_params.get(CODE, ""))


def row_asked_for() -> int:
    """The offset in the query parameter: how many rows come before the page of the list, else 0."""
    text = str(st.query_params.get(FROM, ""))
    return int(text) if text.isdecimal() and len(text) < 10 else 0
