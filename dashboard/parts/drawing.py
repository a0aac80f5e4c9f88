"""A Plotly chart on a page, prepared so that the browser draws it once.

Streamlit's browser part hands Plotly every chart twice, and Plotly draws again whatever differs:
what can be clicked, lists that are equal and not the same, margins that its axes do not fit into.
"""

from collections.abc import Callable
from hashlib import sha256

import plotly.graph_objects as go
import streamlit as st
from streamlit.typing import PlotlyState

_QUIET = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False}
_BESIDE_AXIS = 18  # pixels between the edge and an axis' labels, and between them and the bars
_NARROW, _WIDE = 7, 13  # pixels of a digit and of a Korean letter in a label


def draw_chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """A chart in which nothing can be clicked. `alt` is what it is called without seeing it."""
    st.plotly_chart(_drawn_once(figure), key=key, config=_QUIET, alt=alt)


def draw_clickable(
    figure: go.Figure, *, key: str, alt: str, clicked: Callable[[PlotlyState], None]
) -> None:
    """A chart whose bars can be clicked; `clicked` is a handler, told what is selected now."""
    figure.update_layout(clickmode="event+select", dragmode="pan")  # as Streamlit makes it anyway
    st.plotly_chart(
        _drawn_once(figure),
        key=key,
        on_select=lambda: clicked(st.session_state[key]),
        selection_mode="points",
        config=_QUIET,
        alt=alt,
    )


def _drawn_once(figure: go.Figure) -> go.Figure:
    figure.update_layout(margin_l=_left_of(figure))
    content = sha256(figure.to_json().encode()).hexdigest()
    return figure.update_layout(datarevision=content)


def _left_of(figure: go.Figure) -> int:
    """Pixels that the labels of the vertical axes need. Too few of them only cost a second
    drawing: Plotly makes room."""
    labels = [label for axis in figure.select_yaxes() for label in axis.ticktext or ()]
    widths = (sum(_NARROW if sign.isascii() else _WIDE for sign in label) for label in labels)
    return _BESIDE_AXIS + max(widths, default=0)
