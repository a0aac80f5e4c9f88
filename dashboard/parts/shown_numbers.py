"""How the core's numbers are shown: said with their unit, as a card, and linked to their meaning
and people by query parameters that can be passed on.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

import streamlit as st

from billing_core.numbers import metric
from billing_core.numbers.metric import Unit
from billing_core.rules.calendar import Month
from dashboard.parts import address
from dashboard.parts.language import NOTHING, Language, Words, cases, language, people, won
from dashboard.parts.markup import plain

# An increase that is bad news is not shown in the colour of good news.
Rise = Literal["normal", "inverse"]
GOOD: Rise = "normal"
BAD: Rise = "inverse"
_OPEN = Words("뜻과 명단", "Meaning and people")
_EXPLAINED = address.page_file("number")
CODE, LIST, FROM = "code", "list", "from"
LEFT_OUT, OUT_OF = "left_out", "out_of"  # of the address: which of a number's lists


class Named(Protocol):
    """A metric, a rate or a definition."""

    @property
    def label(self) -> metric.Bilingual: ...
    @property
    def explanation(self) -> metric.Bilingual: ...


def label_of(number: Named) -> str:
    return Words(number.label.ko, number.label.en)()


def meaning_of(number: Named) -> str:
    return Words(number.explanation.ko, number.explanation.en)()


def valued(value: int, unit: Unit) -> str:
    """`1,234명`, `1,234,000원`, `12건`; in English `1,234`, `₩1,234,000`, `12`."""
    if unit is Unit.COUNT:
        return cases(value)
    return people(value) if unit is Unit.PEOPLE else won(value)


def percent(ratio: Fraction | float | None) -> str:
    """`4.2%`; a dash where there is nothing to take a share of."""
    return NOTHING if ratio is None else f"{float(ratio):.1%}"


def points(by: Fraction | float) -> str:
    """The difference of two shares, unsigned: `0.4%p`, in English `0.4 pp`."""
    unit = " pp" if language() is Language.ENGLISH else "%p"
    return f"{abs(float(by)) * 100:.1f}{unit}"


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
        number_link(number.code, month, _OPEN())


def signed(by: float, written: str) -> str | int:
    """The change with its sign, from which Streamlit reads the direction; `written` is the size."""
    return f"{'+' if by > 0 else '-'}{written}" if by else 0


@dataclass(frozen=True)
class NumberOf:
    """One number of one month, and which of its lists: whom it counts unless `shown` says
    otherwise."""

    code: str
    month: Month
    shown: str = ""

    @property
    def address(self) -> dict[str, str]:
        there = {CODE: self.code, address.MONTH: str(self.month), LIST: self.shown}
        return {name: value for name, value in there.items() if value}


def number_link(code: str, month: Month, label: str, shown: str = "") -> None:
    """A link from another page."""
    st.page_link(_EXPLAINED, label=label, query_params=NumberOf(code, month, shown).address)


def open_number(number: NumberOf) -> None:
    """Leaves the present page for the number's; call it while drawing, not from a handler."""
    st.switch_page(_EXPLAINED, query_params=number.address)


def number_button(code: str, month: Month, label: str) -> None:
    """A button from one number to another on their own page."""
    to = {CODE: code, address.MONTH: str(month), LIST: "", FROM: ""}
    address.move_button(label, key=f"number_open_{code}", **to)


def number_asked_for() -> str:
    """The code in the query parameter, empty for none."""
    return str(st.query_params.get(CODE, ""))


def row_asked_for() -> int:
    """The offset in the query parameter: how many rows come before the page of the list, else 0."""
    text = str(st.query_params.get(FROM, ""))
    return int(text) if text.isdecimal() and len(text) < 10 else 0
