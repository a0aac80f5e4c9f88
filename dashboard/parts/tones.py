"""Colours by meaning, each the same everywhere; a sign beside it says the same without colour."""

from enum import StrEnum
from html import escape
from typing import Literal

Badge = Literal["blue", "red", "orange", "green", "gray"]


class Tone(StrEnum):
    PAID = "paid"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    HEALTHY = "healthy"
    UNKNOWN = "unknown"

    @property
    def sign(self) -> str:
        return _SIGNS[self]

    @property
    def colour(self) -> Badge:
        """Streamlit's own name of it; the theme gives it its shade."""
        return _COLOURS[self]

    @property
    def in_charts(self) -> str:
        """A placeholder: the browser puts the theme's own shade of this meaning in its place."""
        return _CHART_COLOURS[self]


_SIGNS = {
    Tone.PAID: "●",
    Tone.CANCELLED: "✕",
    Tone.WAITING: "▲",
    Tone.HEALTHY: "✓",
    Tone.UNKNOWN: "○",
}
_COLOURS: dict[Tone, Badge] = {
    Tone.PAID: "blue",
    Tone.CANCELLED: "red",
    Tone.WAITING: "orange",
    Tone.HEALTHY: "green",
    Tone.UNKNOWN: "gray",
}
# Streamlit gives the n-th of `chartCategoricalColors` the name #00000n.
_CHART_COLOURS = {
    Tone.PAID: "#000001",
    Tone.CANCELLED: "#000002",
    Tone.WAITING: "#000003",
    Tone.HEALTHY: "#000004",
    Tone.UNKNOWN: "#000005",
}


def pill(tone: Tone, text: str) -> str:
    """HTML: the sign and the text on a tinted ground."""
    return f'<span class="bd-pill bd-{tone}"><i>{tone.sign}</i>{escape(text)}</span>'
