"""Long lists: the newest alone, which says so, or page by page. A page is found by where the one
before it ended (keyset pagination), so the last comes as fast as the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import streamlit as st

from dashboard.parts.language import count
from dashboard.parts.words import tables as w

_TURNED = "{}_turned"  # cursors: where each page before the present one ended
Row = TypeVar("Row")


class TurnedPage(Protocol):
    """A page of a list. `next` is its cursor: where this page ended, None on the last one."""

    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def next(self) -> Any: ...


P = TypeVar("P", bound=TurnedPage)


def turned_to(key: str, read: Callable[[Any], P]) -> P:
    """The page the person has turned to. `read` takes where the page before ended, None for the
    first. When all that was on the page is gone meanwhile, it begins anew."""
    turned = _turned(key)
    page = read(turned[-1] if turned else None)
    if turned and not page.rows:
        _show_after(key, [])
        return read(None)
    return page


def turn(key: str, page: TurnedPage, total: str) -> None:
    """The buttons to the pages before and after; none for a list that fits on one. `total` says how
    many are listed on all pages."""
    turned = _turned(key)
    if not turned and page.next is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(w.PAGE(total=total, page=count(len(turned) + 1)), width="content")
        st.button(
            w.BEFORE(),
            key=f"{key}_before",
            icon=":material/chevron_left:",
            disabled=not turned,
            on_click=_show_after,
            args=(key, turned[:-1]),
        )
        st.button(
            w.AFTER(),
            key=f"{key}_after",
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=page.next is None,
            on_click=_show_after,
            args=(key, [*turned, page.next]),
        )


def turned_pages(key: str) -> int:
    """How many pages are before the present one."""
    return len(_turned(key))


def turn_back(key: str) -> None:
    """A handler of whatever makes it another list: its first page."""
    _show_after(key, [])


def _turned(key: str) -> list[Any]:
    turned: list[Any] = st.session_state.get(_TURNED.format(key), [])
    return turned


def _show_after(key: str, turned: list[Any]) -> None:
    st.session_state[_TURNED.format(key)] = turned


def first_of(rows: Sequence[Row], most: int) -> Sequence[Row]:
    """The first `most` of them. Ask the book for one more, which tells that there are others."""
    if len(rows) > most:
        st.caption(w.FIRST_ONLY(n=count(most)))
    return rows[:most]
