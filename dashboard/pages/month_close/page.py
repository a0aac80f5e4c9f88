"""월 마감: the months with how far each is from being closed, and the button that closes one; or one
month as it was frozen and as it once looked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from billing_core.closing.close_month import close_month
from billing_core.closing.closed_month import ClosedMonth, closed_months, corrections_by_month
from billing_core.desk.todays_work import closable_month
from billing_core.numbers.churn import CHURNED
from billing_core.numbers.days_read import unread_in_months
from billing_core.numbers.overview import MonthRow, first_and_last_month, monthly_overview
from billing_core.numbers.paid_members import PAID_MEMBERS
from billing_core.numbers.revenue import NET_REVENUE
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from dashboard.pages.month_close import words as w
from dashboard.pages.month_close.closed_story import as_it_looked, closed_story
from dashboard.parts import acting, address, chart_months, desk
from dashboard.parts.language import count, day, moment, month_name, people, won
from dashboard.parts.markup import Tone, empty, heading, page_title, pill, sentence
from dashboard.parts.unread_days import unread_note
from dashboard.parts.words import frame

SPAN = "closing_span"


@dataclass(frozen=True)
class MonthState:
    row: MonthRow
    closed: ClosedMonth | None
    corrections: int

    def closable(self, at: AsOf) -> bool:
        return self.closed is None and not at.provisional(self.row.month)


def month_states(
    rows: Sequence[MonthRow], closed: Sequence[ClosedMonth], corrected: Mapping[Month, int]
) -> list[MonthState]:
    """Each month with its close and corrections, the latest first."""
    by_month: Mapping[Month, ClosedMonth] = {each.month: each for each in closed}
    return [
        MonthState(row, by_month.get(row.month), corrected.get(row.month, 0))
        for row in reversed(rows)
    ]


def closable_note(month: Month | None, others: int) -> None:
    """That a month waits to be closed, and how many `others` do, shown or not."""
    if month is None and others:
        st.caption(w.OLDER_CAN_BE_CLOSED(n=count(others)))
    elif month is not None:
        said = f"{Tone.WAITING.sign} {w.CAN_BE_CLOSED(month=month_name(month))}"
        more = f" {w.MORE_CAN_BE_CLOSED(n=count(others))}" if others else ""
        told = f"<b>{escape(said)}</b>{escape(more)}"
        st.html(f'<p class="bd-unread bd-{Tone.WAITING}">{told}</p>')


def closing_list(states: Sequence[MonthState], at: AsOf, *, opened: bool) -> None:
    """A row for each month. `opened`: the page already shows the details of the only one."""
    for state in states:
        month = state.row.month
        acting.told_at(f"closing_{month}")
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"closing_{month}"
        ):
            st.html(_told(state, at), width="stretch")
            if state.closable(at):
                _close_button(state.row)
            if not opened:
                address.move_button(
                    w.DETAIL(), key=f"closing_detail_{month}", **{address.MONTH: str(month)}
                )


def _told(state: MonthState, at: AsOf) -> str:
    head = f"<b>{escape(month_name(state.row.month))}</b>{_pill(state, at)}"
    paid, net, churned = _numbers(state)
    numbers = w.NUMBERS_OF(paid=people(paid), net=won(net), churned=people(churned))
    return f'<div class="bd-person">{head}</div>' + sentence(numbers, _note(state, at))


def _numbers(state: MonthState) -> tuple[int, int, int]:
    """Paid members, net won and churned: of a closed month as they were frozen."""
    row, closed = state.row, state.closed
    if closed is None:
        return row.paid_members, row.net_won, row.churned
    paid, net, churned = (
        closed.numbers[metric.code] for metric in (PAID_MEMBERS, NET_REVENUE, CHURNED)
    )
    return paid, net, churned


def _pill(state: MonthState, at: AsOf) -> str:
    if state.closed is not None:
        return pill(Tone.HEALTHY, w.CLOSED())
    if at.now < state.row.month.end:
        return pill(Tone.UNKNOWN, w.RUNNING())
    if at.provisional(state.row.month):
        return pill(Tone.UNKNOWN, w.PROVISIONAL())
    return pill(Tone.WAITING, w.CLOSABLE())


def _note(state: MonthState, at: AsOf) -> str:
    if state.closed is not None:
        said = w.CLOSED_BY(who=state.closed.closed_by, when=moment(state.closed.closed_at))
        if state.corrections:
            said = f"{said} {w.CORRECTIONS_SINCE(n=count(state.corrections))}"
        return said
    if at.provisional(state.row.month):
        return w.RUNNING_UNTIL(day=day(state.row.month.end + at.grace))
    return ""


def _close_button(row: MonthRow) -> None:
    name = month_name(row.month)
    with st.popover(w.CLOSE(), disabled=not desk.may_approve(), key=f"closing_open_{row.month}"):
        st.markdown(
            w.CLOSE_SENTENCE(month=name, people=people(row.paid_members), net=won(row.net_won))
        )
        st.button(
            w.CLOSE_NOW(),
            type="primary",
            key=f"closing_close_{row.month}",
            on_click=acting.ask,
            args=(w.CLOSING(), partial(_close, row.month)),
            kwargs={"place": f"closing_{row.month}"},
        )


def _close(month: Month) -> str:
    with desk.the_system().database.writing() as session:
        close_month(session, month, actor=desk.current_actor(), as_of=desk.as_of())
    return w.DONE(month=month_name(month))


at = desk.as_of()
heading(frame.CLOSING(), w.NOTE(), at.now)
with desk.reading() as session:
    edges, chosen = first_and_last_month(session), address.month_asked_for(last=Month.of(at.now))
    if edges is None or (chosen and chosen < edges[0]):
        chosen = None  # a month before the company's first has nothing to close
    months = [chosen] if chosen else chart_months.shown_months(edges, at)
    rows = monthly_overview(session, months[0], months[-1], at) if months else []
    closed = closed_months(session)
    states = month_states(rows, closed, corrections_by_month(session))
    if chosen:
        page_title(w.TITLE_OF(month=month_name(chosen)))
        address.move_button(
            w.BACK(), key="closing_back", icon=":material/arrow_back:", **{address.MONTH: ""}
        )
    unread_note(unread_in_months(session, months, at.now), at.now)
    if not states:
        empty(w.NO_MONTHS(), w.NO_MONTHS_NEXT())
    else:
        desk.say_only_looking()
        if not chosen:
            first = closable_month(session, at)
            done = {each.month for each in closed} | {first}
            others = [
                month
                for month in (months_between(*edges) if edges else ())
                if month not in done and not at.provisional(month)
            ]
            closable_note(first, len(others))
            with st.container(horizontal_alignment="right"):
                chart_months.span_picker(SPAN)
        closing_list(states, at, opened=chosen is not None)
    if chosen:
        for each in closed:
            if each.month == chosen:
                closed_story(session, each)
        as_it_looked(session, chosen, at)
