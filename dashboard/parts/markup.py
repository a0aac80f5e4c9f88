"""What every page is made of, in HTML and Markdown of our own: its heading, sentences, facts, a
person's line, and states in colours. Everything people typed is escaped here.

The levels have no gap: a page is an h1, its sections are h2 and what stands in them is h3. A colour
means the same everywhere, and a sign beside it says so without colour.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import Literal

import streamlit as st

from dashboard.parts.language import moment
from dashboard.parts.words import frame as w

Badge = Literal["blue", "red", "orange", "green", "gray"]
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # ASCII punctuation, all that Markdown is made of
_JOINER = "\u2060"  # invisible; keeps `//` and `www.` from becoming links after decoding


def heading(title: str, note: str, at: datetime) -> None:
    """The head of a page. `note` says what the page is for; `at` is the instant all its numbers are
    true for. It is the title of the browser's tab, too."""
    page_title(title)
    st.html(
        f'<div class="bd-head"><h1>{escape(title)}</h1><p>{escape(note)}</p>'
        f'<span class="bd-asof">{escape(w.AS_OF(when=moment(at)))}</span></div>'
    )


def empty(what: str, next_step: str) -> None:
    """An empty state: that there is nothing to show, and what to do or expect next."""
    st.html(f'<div class="bd-empty"><b>{escape(what)}</b><span>{escape(next_step)}</span></div>')


def page_title(text: str) -> None:
    """Of the browser's tab and its history. A page that shows one member or month says so after
    its `heading`."""
    st.set_page_config(page_title=f"{text} · {w.DESK()}")


def section(title: str, note: str = "") -> None:
    st.header(title, anchor=False, help=note or None)


def person(name: str, app_id: str, pills: Sequence[str] = (), *, large: bool = False) -> str:
    """The person's line. `pills` are HTML already. A member without a name goes by the id; a
    program has none."""
    size = " bd-large" if large else ""
    shown = escape(name or app_id)
    return (
        f'<div class="bd-person{size}"><b>{shown}</b>'
        f"{f'<code>{escape(app_id)}</code>' if app_id else ''}{''.join(pills)}</div>"
    )


def sentence(text: str, *notes: str) -> str:
    return f'<p class="bd-sentence">{escape(text)}</p>' + "".join(
        f'<p class="bd-note">{escape(note)}</p>' for note in notes if note
    )


def steps(stations: Sequence[tuple[str, str, bool]]) -> str:
    """A row of stations, left to right: label, date and whether it is behind us."""
    items = "".join(
        f'<li class="{"done" if done else "open"}"><span>{escape(label)}</span>'
        f"<b>{escape(date)}</b></li>"
        for label, date, done in stations
    )
    return f'<ol class="bd-steps">{items}</ol>'


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in pairs
    )
    return f'<dl class="bd-facts">{items}</dl>'


def unfolding(summary: str, inside: str, *, opened: bool = False, kind: str = "") -> str:
    """A part to unfold. `inside` is HTML, `kind` our own class names; `summary` is text."""
    state = " open" if opened else ""
    return f'<details class="{kind}"{state}><summary>{escape(summary)}</summary>{inside}</details>'


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


def plain(text: object) -> str:
    """`text` as Markdown that reads exactly like it: no links, colours, formulas or icons.

    `html.escape` makes it safe inside our own HTML; this makes it safe where Streamlit reads
    Markdown: messages, toasts, labels.
    """
    one_line = " ".join(str(text).split())
    unlinked = one_line.replace("//", f"/{_JOINER}/").replace("www.", f"www{_JOINER}.")
    return _PUNCTUATION.sub(lambda sign: f"&#{ord(sign[0])};", unlinked)
