"""One number as a card: its value, how it changed, what it means, and the way to its people."""

from dataclasses import dataclass
from typing import Literal, Protocol

import streamlit as st

from billing_core.rules.calendar import Month
from dashboard.parts.markup import plain
from dashboard.parts.number_links import number_link
from dashboard.parts.number_words import Named, label_of, meaning_of
from dashboard.parts.words import numbers as w

# An increase that is bad news is not shown in the colour of good news.
Rise = Literal["normal", "inverse"]
GOOD: Rise = "normal"
BAD: Rise = "inverse"


class Coded(Named, Protocol):
    """A metric or a rate: a number whose people can be opened."""

    @property
    def code(self) -> str: ...


@dataclass(frozen=True)
class Value:
    """A card's value, written already. `change` has its sign; the number 0 is shown in grey and
    without an arrow, None where nothing can be compared. `before` says what it was."""

    now: str
    change: str | int | None
    before: str
    rise: Rise


def number_card(
    number: Coded, value: Value, month: Month, *, label: str = "", why: str = ""
) -> None:
    """A card that opens, wherever it is clicked, the number's people of `month`. `why` says what
    its change is made of."""
    with st.container(border=True, key=f"number_card_{number.code}", height="stretch"):
        st.metric(
            label or label_of(number),
            value.now,
            value.change,
            delta_color=value.rise,
            delta_description=value.before,
            help=meaning_of(number),
        )
        if why:
            st.caption(plain(why))
        number_link(number.code, month, w.OPEN())


def signed(by: float, written: str) -> str | int:
    """The change with its sign, from which Streamlit reads the direction; `written` is the size."""
    return f"{'+' if by > 0 else '-'}{written}" if by else 0
