"""One more invariant as a light: the roll-ups, which the pages show, are those of the ledger."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from billing_core.rules.roll_up_difference import Difference
from billing_core.wording.roll_ups import difference_said
from dashboard.pages.health import words as w
from dashboard.parts.language import count, language, moment, relative
from dashboard.parts.markup import Tone, unfolding

_COMPARE = "health_compare_all"


def compare_asked() -> bool:
    """Whether the button below was just pressed: all of the book is read while somebody waits."""
    return bool(st.session_state.get(_COMPARE))


def roll_up_light(
    found: Sequence[Difference] | None, last: tuple[datetime, int] | None, at: datetime
) -> None:
    """The light and its button. `found` is what differs now, None when nobody asked; `last`: when
    everything was compared by the clock, and how many sums differed then."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(_told_now(found) if found is not None else _told_last(last), width="stretch")
        st.button(w.COMPARE_ALL(), key=_COMPARE, type="tertiary")
    st.caption(_last_told(last, at))


def _last_told(last: tuple[datetime, int] | None, at: datetime) -> str:
    if last is None:
        return w.NEVER_COMPARED()
    when, differences = last
    told = w.COMPARED_DIFFERENT if differences else w.COMPARED_EQUAL
    return told(when=moment(when), ago=relative(when, at), n=count(differences))


def _told_now(found: Sequence[Difference]) -> str:
    lines = "".join(f"<li>{escape(difference_said(each, language().place))}</li>" for each in found)
    return _light(len(found), f"<ul>{lines}</ul>" if lines else _meaning(), opened=bool(lines))


def _told_last(last: tuple[datetime, int] | None) -> str:
    return _light(None if last is None else last[1], _meaning())


def _meaning() -> str:
    return f'<p class="bd-note">{escape(w.EQUAL_MEANS())}</p>'


def _light(differences: int | None, inside: str, *, opened: bool = False) -> str:
    """Grey before the first comparison."""
    if differences is None:
        tone, words = Tone.UNKNOWN, w.NOT_COMPARED()
    elif differences:
        tone, words = Tone.CANCELLED, w.NOT_EQUAL(n=count(differences))
    else:
        tone, words = Tone.HEALTHY, w.ALL_MONTHS_EQUAL()
    return unfolding(f"{tone.sign} {words}", inside, opened=opened, kind=f"bd-promises bd-{tone}")
