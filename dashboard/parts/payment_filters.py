"""The filters of the payments, kept in the address as codes; what is searched for never is."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import streamlit as st

from billing_core.desk.payment_filter import PaymentFilter, Shown
from billing_core.roll_ups.interval import Interval
from billing_core.rules.calendar import Month, kst_date, kst_instant
from billing_core.rules.decline import DeclineReason
from billing_core.rules.source import Source
from billing_core.wording.sources import SOURCES
from dashboard.parts import address, codes_said
from dashboard.parts.language import Words, month_name
from dashboard.parts.words import payments as w
from dashboard.parts.words import states

TURNED = "payments_turned"  # cursors: where each page before the present one ended
_FOLLOWED = "payments_address"
ALL, DAYS = "", "days"  # of the months' box: all of time, and days of one's own
_ALL_IN_ADDRESS = "all"
_MOST_WON = 999_999_999_999
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(9000, 1, 1)  # within what every clock can say
# Each filter by its name in the address; its widget is `payments_` and the name.
_NAMES = ("month", "from", "to", "shown", "min", "max", "plan", "decline", "source")
_MORE = ("min", "max", "plan", "decline", "source")


def payment_filters(months: list[Month], plans: Mapping[str, str]) -> PaymentFilter:
    """Draws them. `months` with payments, newest first; `plans` by id."""
    _follow_address(months, plans)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _box(
            "month",
            w.MONTH(),
            [ALL, DAYS, *map(str, months)],
            lambda each: (
                {ALL: w.ALL_MONTHS(), DAYS: w.DAYS_OF_ONES_OWN()}.get(each)
                or month_name(Month.parse(each))
            ),
            width=190,
        )
        if st.session_state[_key("month")] == DAYS:
            _day("from", w.FROM())
            _day("to", w.TO())
        st.segmented_control(
            w.STATUS(),
            ["", *map(str, Shown)],
            required=True,
            key=_key("shown"),
            format_func=lambda each: states.PAYMENTS[Shown(each)]() if each else w.ALL_STATES(),
            on_change=_changed,
        )
        with st.container(width=290):
            text = st.text_input(
                w.SEARCH(),
                key="payments_text",
                type="search",
                placeholder=w.SEARCH_HINT(),
                live="300ms",
                on_change=first_page,
            )
        _more(plans)
    return _wanted((text or "").strip())


def _more(plans: Mapping[str, str]) -> None:
    chosen = sum(st.session_state[_key(name)] not in ("", None) for name in _MORE)
    label = w.MORE_FILTERS_SET(n=chosen) if chosen else w.MORE_FILTERS()
    with st.popover(label, key="payments_more_filters", icon=":material/tune:"):
        with st.container(horizontal=True):
            _amount("min", w.AT_LEAST())
            _amount("max", w.AT_MOST())
        _box("plan", w.PLAN(), ["", *plans], lambda each: plans.get(each, w.ANY()))
        reasons = ["", *map(str, DeclineReason)]
        _box(
            "decline",
            w.DECLINE(),
            reasons,
            _named(lambda each: codes_said.decline_label(DeclineReason(each))),
        )
        sources = ["", *map(str, Source)]
        _box("source", w.SOURCE(), sources, _named(lambda each: Words(*SOURCES[Source(each)])()))
        st.button(w.NO_FILTERS(), key="payments_no_filters", disabled=not chosen, on_click=_clear)


def _named(said: Callable[[str], str]) -> Callable[[str], str]:
    return lambda code: said(code) if code else w.ANY()


def _key(name: str) -> str:
    return f"payments_{name}"


def _box(
    name: str, label: str, options: list[str], said: Callable[[str], str], width: int | None = None
) -> None:
    st.selectbox(
        label,
        options,
        key=_key(name),
        format_func=said,
        placeholder=label,
        filter_mode=None,
        on_change=_changed,
        width=width or "stretch",
    )


def _day(name: str, label: str) -> None:
    st.date_input(
        label,
        value=None,
        min_value=_FIRST_DAY,
        max_value=_LAST_DAY,
        key=_key(name),
        format="YYYY-MM-DD",
        on_change=_changed,
        width=190,
    )


def _amount(name: str, label: str) -> None:
    st.number_input(
        label,
        value=None,
        min_value=0,
        max_value=_MOST_WON,
        step=1_000,
        key=_key(name),
        on_change=_changed,
    )


def _wanted(text: str) -> PaymentFilter:
    state: dict[str, Any] = {name: st.session_state[_key(name)] for name in _NAMES}
    return PaymentFilter(
        span=_span(state),
        shown=Shown(state["shown"]) if state["shown"] else None,
        text=text,
        at_least=state["min"],
        at_most=state["max"],
        plan=state["plan"] or None,
        decline=DeclineReason(state["decline"]) if state["decline"] else None,
        source=Source(state["source"]) if state["source"] else None,
    )


def _span(state: Mapping[str, Any]) -> Month | Interval | None:
    """Both days belong to it. A day that is left open is the first there was, or the last."""
    if state["month"] != DAYS:
        return Month.parse(state["month"]) if state["month"] else None
    first, last = state["from"] or _FIRST_DAY, state["to"] or _LAST_DAY
    first, last = min(first, last), max(first, last)
    return Interval(kst_instant(first), Interval.of_day(last).end)


def first_page() -> None:
    st.session_state.pop(TURNED, None)


def _clear() -> None:
    for name in _MORE:
        st.session_state[_key(name)] = None if name in ("min", "max") else ""
    _changed()


def _changed() -> None:
    """Only what differs from the page as it opens stands in the address."""
    first_page()
    state = {name: st.session_state.get(_key(name)) for name in _NAMES}
    if state["month"] != DAYS:
        state |= {"from": None, "to": None}
    if state["month"] == ALL:
        state["month"] = _ALL_IN_ADDRESS
    address.move(**{name: "" if value is None else str(value) for name, value in state.items()})
    st.session_state[_FOLLOWED] = _address()


def _address() -> dict[str, str]:
    return {name: str(st.query_params.get(name, "")) for name in _NAMES}


def _follow_address(months: list[Month], plans: Mapping[str, str]) -> None:
    """What the address says, where it is new or nothing was chosen yet: a link, or the way back."""
    asked = _address()
    moved = st.session_state.get(_FOLLOWED, asked) != asked
    for name, value in _read(asked, months, plans).items():
        if moved or _key(name) not in st.session_state:
            st.session_state[_key(name)] = value
    if moved:
        first_page()
    st.session_state[_FOLLOWED] = asked


def _read(
    asked: Mapping[str, str], months: list[Month], plans: Mapping[str, str]
) -> dict[str, Any]:
    """What is none of ours counts as not asked for."""
    known: dict[str, set[str]] = {
        "month": {*map(str, months), DAYS, _ALL_IN_ADDRESS},
        "shown": set(Shown),
        "plan": set(plans),
        "decline": set(DeclineReason),
        "source": set(Source),
    }
    codes: dict[str, Any] = {
        name: asked[name] if asked[name] in of else "" for name, of in known.items()
    }
    month = codes["month"] or str(months[0])
    days = {name: _day_of(asked[name]) for name in ("from", "to")}
    if any(days.values()):
        month = DAYS
    elif month == DAYS:
        days = {"from": kst_date(months[0].start), "to": None}
    codes["month"] = ALL if month == _ALL_IN_ADDRESS else month
    return {**codes, **days, **{name: _won_of(asked[name]) for name in ("min", "max")}}


def _day_of(text: str) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if _FIRST_DAY <= day <= _LAST_DAY else None
    return None


def _won_of(text: str) -> int | None:
    short = len(text) <= len(str(_MOST_WON))  # Python reads no number of thousands of digits
    return int(text) if short and text.isascii() and text.isdecimal() else None
