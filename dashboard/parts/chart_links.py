"""Drill-down from a bar of a chart to its people: by a click on it, or by the links below it.

A bar too small to hit, a keyboard and a screen reader all have the links.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape

import plotly.graph_objects as go
import streamlit as st
from streamlit.typing import PlotlyState

from billing_core.rules.calendar import Month
from dashboard.parts import address, shown_numbers
from dashboard.parts.drawing import draw_clickable
from dashboard.parts.words import charts as w

_CLICKED, _TIMES = "chart_clicked", "chart_clicks"


def open_what_was_clicked() -> None:
    """Opens a clicked bar's number: at a page's top, before anything is read in vain."""
    clicked: shown_numbers.NumberOf | None = st.session_state.pop(_CLICKED, None)
    if clicked is not None:
        shown_numbers.open_number(clicked)


def clicked_on(number: shown_numbers.NumberOf) -> None:
    """A handler: keeps the clicked number in session state for the next run."""
    st.session_state[_CLICKED] = number


def opening_chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """A chart in which a click on a bar opens the number of its `customdata` (see `opens`)."""
    # Another name after every click: a chart remembers under its name what was selected.
    name = f"{key}_{st.session_state.get(_TIMES, 0)}"
    draw_clickable(figure, key=name, alt=alt, clicked=_chosen)


def _chosen(state: PlotlyState) -> None:
    points = state.selection.points
    if points:
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
        code, month, shown = points[0]["customdata"]
        clicked_on(shown_numbers.NumberOf(code, Month.parse(month), shown))


def opens(number: shown_numbers.NumberOf) -> list[str]:
    """The `customdata` of a bar."""
    return [number.code, str(number.month), number.shown]


def month_picker(
    key: str, months: Sequence[Month], named: Callable[[Month], str], label: str = ""
) -> Month:
    """A select box of the months, newest first. `key` is the page's name and what the month is
    under in the address: `analysis_mrr_month` is `mrr_month`. `label` is for who does not see
    which chart it stands below."""
    by_name = {str(month): month for month in reversed(months)}
    said = {code: named(month) for code, month in by_name.items()}
    _, _, name = key.partition("_")
    return by_name[
        address.choose_one(
            label or w.MONTH(), said, key=key, name=name, width=215, label_shown=False
        )
    ]


@contextmanager
def links_below(key: str, said: str = "") -> Iterator[None]:
    """The row below a chart that its links stand in, and the month they are of. `said` is what
    the row begins with, if they open anything but lists."""
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"chart_links_{key}", gap="small"
    ):
        st.html(f'<span class="bd-links">{escape(said or w.LISTS())}</span>', width="content")
        yield


def link_each(links: Sequence[tuple[str, str, shown_numbers.NumberOf]]) -> None:
    """Links for the bars: what each is called, its value as it is written, and where it leads."""
    for name, value, number in links:
        label = w.EACH(name=name, value=value)
        shown_numbers.number_link(number.code, number.month, label, number.shown)
