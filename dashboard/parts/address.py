"""Where a page is, and the moves within one that its address keeps, to be passed on and reloaded.

A link of Streamlit to the page it stands on changes what is shown and not the address, which
the next click then brings back: so such a move is a button.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

import streamlit as st

from billing_core.rules.calendar import Month

MONTH, VIEW = "month", "view"
_EARLIEST = Month(1970, 1)
_PAGES = Path(__file__).parent.parent / "pages"


def month_asked_for(last: Month) -> Month | None:
    """The month of the query parameter; None for what is no month, or none until `last`."""
    with suppress(ValueError):
        month = Month.parse(st.query_params.get(MONTH, ""))
        return month if _EARLIEST <= month <= last else None
    return None


def view_asked_for(views: Iterable[str]) -> str:
    """The code of the view in the query parameter, empty for none of these."""
    asked = st.query_params.get(VIEW, "")
    return asked if asked in views else ""


def choose_view(
    label: str, views: Mapping[str, str], *, key: str, first: str, name: str = VIEW
) -> str:
    """Which of the `views` (code: what stands on it) is shown, `first` unless the address says
    another under `name`. What the address says is the truth, so the browser's way back works as
    well."""
    asked = st.query_params.get(name, "")
    st.session_state[key] = asked if asked in views else first
    return str(
        st.segmented_control(
            label,
            list(views),
            required=True,
            key=key,
            format_func=lambda each: views[each],
            label_visibility="collapsed",
            on_change=_keep,
            args=(key, name, views),
        )
    )


def choose_one(
    label: str,
    options: Mapping[str, str],
    *,
    key: str,
    name: str,
    width: int | Literal["stretch"] = "stretch",
    label_shown: bool = True,
    then: Callable[[], None] | None = None,
    first: str = "",
) -> str:
    """One of the `options` (code: its words) from a box: `first`, or else the first of them, unless
    the address says another under `name`; `then` is done besides when another is chosen."""
    asked = st.query_params.get(name, "")
    usual = first if first in options else next(iter(options))
    st.session_state[key] = asked if asked in options else usual
    return str(
        st.selectbox(
            label,
            list(options),
            key=key,
            format_func=lambda each: options[each],
            placeholder=label,
            filter_mode=None,
            label_visibility="visible" if label_shown else "collapsed",
            width=width,
            on_change=_keep,
            args=(key, name, options, then),
        )
    )


def _keep(
    key: str, name: str, codes: Collection[str], then: Callable[[], None] | None = None
) -> None:
    """What is no code is a label in the language that was left meanwhile: nothing was chosen."""
    chosen = st.session_state[key]
    if chosen not in codes:
        return
    move(**{name: chosen})
    if then is not None:
        then()


def move_button(label: str, *, key: str, icon: str | None = None, **to: str) -> None:
    """A button that sets the query parameters `to`; one that is empty is taken away."""
    st.button(label, key=key, icon=icon, type="tertiary", on_click=move, kwargs=to)


def move(**to: str) -> None:
    """A handler: sets the query parameters `to`; one that is empty is taken away."""
    for name, value in to.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def page_file(name: str) -> str:
    """The path; `name` is the page's folder, which is its address too."""
    return f"../pages/{name}/page.py"


def page_names() -> list[str]:
    return sorted(each.parent.name for each in _PAGES.glob("*/page.py"))
