"""One number explained: what it means, what it is, and the two lists behind it."""

from html import escape

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.explained import Explained
from billing_core.numbers.explained_parts import excluded, explain, included
from billing_core.numbers.metric import Share
from billing_core.numbers.people_page import PeoplePage
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from dashboard.pages.number import words as w
from dashboard.pages.number.fact_table import fact_table
from dashboard.parts import address
from dashboard.parts.language import Words, count, moment, month_name
from dashboard.parts.markup import Tone, empty, pill
from dashboard.parts.shown_numbers import (
    FROM,
    LEFT_OUT,
    LIST,
    OUT_OF,
    label_of,
    number_button,
    percent,
    row_asked_for,
    valued,
)

ROWS_PER_PAGE = 50
_COUNTED = "counted"
_PICKED = "number_list"


def number_story(session: Session, code: str, month: Month, at: AsOf, *, next_step: str) -> None:
    """The number and its lists. `next_step` is said where nobody was counted. Raises Refusal
    "unknown_number"."""
    number = explain(session, code, month, at)
    with st.container(border=True):
        st.html(_told(number, month))
        if number.out_of:
            with st.container(horizontal=True):
                part, whole = RATES[code].part, METRICS[number.out_of]
                number_button(part.code, month, w.PART(label=label_of(part)))
                number_button(whole.code, month, w.OUT_OF(label=label_of(whole)))
    _lists(session, number, month, at, next_step)


def _told(number: Explained, month: Month) -> str:
    state = (
        pill(Tone.UNKNOWN, w.PROVISIONAL())
        if number.provisional
        else pill(Tone.HEALTHY, w.SETTLED())
    )
    value, detail = _value(number)
    return (
        f'<div class="bd-number"><p>{escape(month_name(month))} {state}</p>'
        f"<b>{escape(value)}</b> <span>{escape(detail)}</span>"
        f"<p>{escape(Words(number.definition.ko, number.definition.en)())}</p>"
        f'<p class="bd-note">{escape(w.AS_OF(when=moment(number.known_at)))}</p></div>'
    )


def _value(number: Explained) -> tuple[str, str]:
    value = number.value
    if isinstance(value, Share):
        said = w.SHARE(part=count(value.part), whole=count(value.whole))
        return percent(value.ratio), said if value.whole else w.NO_SHARE()
    return valued(value, number.unit), ""


def _lists(session: Session, number: Explained, month: Month, at: AsOf, next_step: str) -> None:
    labels = {_COUNTED: w.INCLUDED(), LEFT_OUT: w.EXCLUDED()}
    if number.out_of:
        labels[OUT_OF] = w.OUT_OF(label=label_of(METRICS[number.out_of]))
    asked = st.query_params.get(LIST, "")
    chosen = asked if asked in labels else _COUNTED
    st.session_state[_PICKED] = chosen
    st.segmented_control(
        w.LIST(),
        list(labels),
        required=True,
        key=_PICKED,
        format_func=lambda each: labels[each],
        label_visibility="collapsed",
        on_change=_open_list,
    )
    code = number.out_of if chosen == OUT_OF and number.out_of else number.code
    read = excluded if chosen == LEFT_OUT else included
    offset = row_asked_for()
    page = read(session, code, month, at, limit=ROWS_PER_PAGE, offset=offset)
    if offset and not page.rows:  # the list has become shorter than the address remembers
        offset, page = 0, read(session, code, month, at, limit=ROWS_PER_PAGE)
    if page.rows:
        fact_table(page, key=f"number_{chosen}", about=labels[chosen])
        _turn(page, offset)
    elif chosen == LEFT_OUT:
        empty(w.NOTHING_LEFT_OUT(), w.NOTHING_LEFT_OUT_NEXT())
    else:
        empty(w.NOBODY(), next_step)


def _open_list() -> None:
    address.move(**{LIST: st.session_state[_PICKED], FROM: ""})


def _turn(page: PeoplePage, offset: int) -> None:
    """Offset pagination, one page on or back: how many there are would cost reading them all."""
    if not offset and page.next_offset is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(w.ROWS(first=count(offset + 1), last=count(offset + len(page.rows))))
        if offset:
            before = str(max(offset - ROWS_PER_PAGE, 0))
            address.move_button(w.BEFORE(), key="number_before", **{FROM: before})
        if page.next_offset is not None:
            address.move_button(w.AFTER(), key="number_after", **{FROM: str(page.next_offset)})
