"""날짜별 포트원 대조 (reconciliation): the gateway's counts beside ours, a day's payments."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from billing_core.desk.days_read import (
    LATEST_DAYS,
    DayLine,
    day_lines,
    days_of,
    latest_days,
    payments_of_day,
)
from billing_core.numbers.overview import first_and_last_month
from billing_core.reconcile.ask_reading import ask_reading
from billing_core.rules.calendar import Month, months_between
from billing_core.rules.day_read import DayState
from billing_core.rules.payment import PaymentStatus
from dashboard.pages.health import words as health
from dashboard.parts import acting, address, desk
from dashboard.parts.language import NOTHING, calendar_day, count, moment, month_name
from dashboard.parts.markup import Tone, empty, section, sentence
from dashboard.parts.payment_list import payment_table
from dashboard.parts.words import days_read as w

_DAY = "health_day"
_TONES = {
    DayState.COVERED: Tone.HEALTHY,
    DayState.SO_FAR: Tone.PAID,
    DayState.DIFFERS: Tone.CANCELLED,
    DayState.UNREAD: Tone.WAITING,
}


def days_read(session: Session, at: datetime) -> None:
    section(w.TITLE(), w.HELP())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = _month(session, at)
        st.space("stretch")
        st.button(
            w.READ_NOW(),
            key="health_read_now",
            icon=":material/sync:",
            help=w.READ_NOW_HELP(),
            disabled=not desk.may_approve(),
            on_click=acting.ask,
            args=(health.WORKING(), _read_now),
            kwargs={"place": _DAY},
        )
    acting.told_at(_DAY)
    lines = day_lines(session, days_of(month) if month else latest_days(at), at)
    if not lines:
        empty(w.NOTHING(), w.NOTHING_NEXT())
        return
    for line in lines:
        for told in _meanings(line):
            st.html(sentence(told))
    _table(lines)
    chosen = st.session_state.get(_DAY)
    if chosen in [line.day for line in lines]:
        _payments(session, chosen)


def _read_now() -> str:
    with desk.the_system().database.writing() as session:
        ask_reading(session, actor=desk.current_actor(), now=desk.now())
    return w.ASKED()


def _month(session: Session, at: datetime) -> Month | None:
    """The latest days, or a month before."""
    edges = first_and_last_month(session)
    months = months_between(edges[0], Month.of(at)) if edges else []
    days = {"": w.LATEST(days=LATEST_DAYS)} | {
        str(month): month_name(month) for month in reversed(months)
    }
    with st.container(width=200):
        chosen = address.choose_one(
            w.WHICH_DAYS(), days, key="health_days_month", name=address.MONTH
        )
    return Month.parse(chosen) if chosen else None


def _meanings(line: DayLine) -> list[str]:
    """What a difference means; nothing for a day on which the counts agree."""
    told = []
    for status, words in w.LISTS.items():
        counted = line.counted.get(status)
        where = {"day": calendar_day(line.day), "list": words()}
        if counted is not None and counted.missing > 0:
            told.append(w.MISSING(**where, n=count(counted.missing)))
        elif counted is not None and counted.missing < 0:
            told.append(w.TOO_MANY(**where, n=count(-counted.missing)))
        if counted is not None and counted.left_out:
            told.append(w.LEFT_OUT(**where, n=count(counted.left_out)))
    return told


def _table(lines: Sequence[DayLine]) -> None:
    """Each line opens the payments of its day."""
    frame = pd.DataFrame(
        {
            w.DAY(): [calendar_day(line.day) for line in lines],
            w.STATE(): [[w.STATES[line.state]()] for line in lines],
            **{
                words(): [_said(line, status) for line in lines]
                for status, words in w.LISTS.items()
            },
            w.READ_AT(): [moment(line.read_at) for line in lines],
            w.SHOW(): [w.SHOW()] * len(lines),
        }
    )
    clicked = "health_days_open"
    st.dataframe(
        frame,
        hide_index=True,
        column_config={
            w.STATE(): st.column_config.MultiselectColumn(
                w.STATE(),
                options=[words() for words in w.STATES.values()],
                color=[_TONES[state].colour for state in w.STATES],
            ),
            **{
                words(): st.column_config.TextColumn(words(), alignment="right", width=130)
                for words in w.LISTS.values()
            },
            w.SHOW(): st.column_config.ButtonColumn(
                w.SHOW(), width=84, type="tertiary", key=clicked
            ),
        },
        placeholder=NOTHING,
        height=35 * (min(len(lines), 31) + 1) + 3,
        alt=w.TITLE(),
    )
    click = st.session_state.get(clicked)
    if click and click.row < len(lines):
        st.session_state[_DAY] = lines[click.row].day


def _said(line: DayLine, status: PaymentStatus) -> str:
    counted = line.counted.get(status)
    if counted is None:
        return NOTHING
    if not counted.missing:
        return count(counted.gateway)
    return w.BOTH_COUNTS(gateway=count(counted.gateway), ours=count(counted.ours))


def _payments(session: Session, day: date) -> None:
    rows = payments_of_day(session, day)
    section(w.OF_DAY(day=calendar_day(day)))
    if not rows:
        empty(w.NONE_OF_DAY(), w.NONE_OF_DAY_NEXT())
        return
    payment_table(rows, key="health_day_payments", about=w.OF_DAY(day=calendar_day(day)))
