"""One number explained: what it means, what it is, and the two lists behind it, whose rows have
whatever facts they have, in words a person reads.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from fractions import Fraction
from html import escape
from operator import attrgetter
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.explained import Explained
from billing_core.numbers.explained_parts import excluded, explain, included
from billing_core.numbers.metric import Share
from billing_core.numbers.people_page import Column, PeoplePage
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.decline import DeclineReason
from billing_core.rules.exclusion import Exclusion
from billing_core.wording.sources import source_said
from dashboard.pages.number import words as w
from dashboard.parts import address, codes_said, shown_members, shown_numbers, tables
from dashboard.parts.language import Words, count, language, moment, month_name
from dashboard.parts.markup import Tone, empty, pill
from dashboard.parts.words import facts

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
                shown_numbers.number_button(
                    part.code, month, w.PART(label=shown_numbers.label_of(part))
                )
                shown_numbers.number_button(
                    whole.code, month, w.OUT_OF(label=shown_numbers.label_of(whole))
                )
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
        return shown_numbers.percent(value.ratio), said if value.whole else w.NO_SHARE()
    return shown_numbers.valued(value, number.unit), ""


def _lists(session: Session, number: Explained, month: Month, at: AsOf, next_step: str) -> None:
    labels = {_COUNTED: w.INCLUDED(), shown_numbers.LEFT_OUT: w.EXCLUDED()}
    if number.out_of:
        labels[shown_numbers.OUT_OF] = w.OUT_OF(
            label=shown_numbers.label_of(METRICS[number.out_of])
        )
    asked = st.query_params.get(shown_numbers.LIST, "")
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
    code = number.out_of if chosen == shown_numbers.OUT_OF and number.out_of else number.code
    read = excluded if chosen == shown_numbers.LEFT_OUT else included
    offset = shown_numbers.row_asked_for()
    page = read(session, code, month, at, limit=ROWS_PER_PAGE, offset=offset)
    if offset and not page.rows:  # the list has become shorter than the address remembers
        offset, page = 0, read(session, code, month, at, limit=ROWS_PER_PAGE)
    if page.rows:
        fact_table(page, key=f"number_{chosen}", about=labels[chosen])
        _turn(page, offset)
    elif chosen == shown_numbers.LEFT_OUT:
        empty(w.NOTHING_LEFT_OUT(), w.NOTHING_LEFT_OUT_NEXT())
    else:
        empty(w.NOBODY(), next_step)


def _open_list() -> None:
    address.move(**{shown_numbers.LIST: st.session_state[_PICKED], shown_numbers.FROM: ""})


def _turn(page: PeoplePage, offset: int) -> None:
    """Offset pagination, one page on or back: how many there are would cost reading them all."""
    if not offset and page.next_offset is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(w.ROWS(first=count(offset + 1), last=count(offset + len(page.rows))))
        if offset:
            before = str(max(offset - ROWS_PER_PAGE, 0))
            address.move_button(w.BEFORE(), key="number_before", **{shown_numbers.FROM: before})
        if page.next_offset is not None:
            address.move_button(
                w.AFTER(), key="number_after", **{shown_numbers.FROM: str(page.next_offset)}
            )


def fact_table(page: PeoplePage, *, key: str, about: str) -> None:
    """The table. `key` is of the list; a click opens the member of the row's `app_id`."""
    labels = {
        column.field: _label(column)
        for column in page.columns
        if any(_says_something(column.field, getattr(row, column.field)) for row in page.rows)
    }
    columns = {label: _reader(field) for field, label in labels.items()}
    money = [label for field, label in labels.items() if _is_money(field, page.rows)]
    tables.people_table(
        page.rows, columns, key=key, member_of=attrgetter("app_id"), money=money, about=about
    )


def _label(column: Column) -> str:
    """Without its unit, which stands beside every value."""
    return Words(column.label.ko, column.label.en)().removesuffix("(원)")


def _says_something(field: str, value: object) -> bool:
    """A column without a single fact is left out: money of a request, a number of a member, or
    that none of the renewals is a first charge."""
    if value is None or value is False or value == "":
        return False
    return field != "won" or value != 0


def _is_money(field: str, rows: Sequence[Any]) -> bool:
    """Fractions are exact won a month."""
    return field == "won" or field.endswith("_won") or isinstance(getattr(rows[0], field), Fraction)


def _reader(field: str) -> Callable[[Any], Any]:
    def read(row: Any) -> Any:
        value = getattr(row, field)
        if type(value) is str and value and row.app_id and field in _MEMBERS:
            return _MEMBERS[field](row, value)
        if field == "source":
            return source_said(str(value), language().place)
        return _said(value)

    return read


def _fact_told(row: Any, text: str) -> str:
    return shown_members.told_of_member(text, getattr(row, "name", ""), row.app_id)


def _slip(row: Any, url: str) -> str:
    """A slip names its member, and whose card paid."""
    return "" if shown_members.is_masked(row.app_id) else url


# Fields that tell who somebody is.
_MEMBERS: Mapping[str, Callable[[Any, str], str]] = {
    "app_id": lambda _row, app_id: shown_members.member_id(app_id),
    "name": lambda row, name: shown_members.member_name(name, row.app_id),
    # What others made up: a reason, or an order number, may hold the member's id.
    **dict.fromkeys(("requested_by", "reason", "subject", "imp_uid", "merchant_uid"), _fact_told),
    "card_name": lambda row, card: shown_members.card_of_member(card, row.app_id),
    "receipt_url": _slip,
}


def _said(value: object) -> object:
    match value:
        case datetime():
            return moment(value)
        case bool():
            return (facts.YES if value else facts.NO)()
        case Fraction():
            return round(value)
        case DeclineReason():
            return codes_said.decline_label(value)
        case Exclusion():
            return codes_said.exclusion_said(value)
        case CancelReason():
            return codes_said.cancel_reason_label(value)
        case Enum():
            return facts.STATES[type(value)][value]()
        case _:
            return value
