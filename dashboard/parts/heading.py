"""What every page begins with and falls back to: its title with the as-of, and empty states.

The levels have no gap: a page is an h1, its sections are h2 and what stands in them is h3.
"""

from datetime import datetime
from html import escape

import streamlit as st

from dashboard.parts.formatting import moment
from dashboard.parts.words import frame as w


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
