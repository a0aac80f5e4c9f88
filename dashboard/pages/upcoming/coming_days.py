"""결제 전날 점검표 at a glance: eight days, each with its charges, its won and whether all is well; and
the charges of one day before they run, fifty a page (keyset pagination).
"""

from collections.abc import Collection
from datetime import date, datetime
from html import escape

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.desk.before_charge import ChargeSheet, DayAhead
from billing_core.desk.upcoming import ChargePage, ComingCharge, charges_of_day
from billing_core.reconcile.read_bookings import read_bookings
from dashboard.pages.upcoming import words as w
from dashboard.parts import acting, address, desk, shown_members, tables, turning
from dashboard.parts.coming_calendar import DAY
from dashboard.parts.language import calendar_day, clock_time, count, moment, relative, won
from dashboard.parts.markup import Tone, empty, pill, section
from dashboard.parts.words import tables as t
from dashboard.parts.words import upcoming as upcoming_words

ROWS_PER_PAGE = 50
_KEY = "upcoming_charges_{}"


def days_ahead(sheet: ChargeSheet, chosen: date, now: datetime) -> None:
    section(w.SHEET(), w.SHEET_HELP())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="bd-person">{_all_of(sheet)}</div>', width="stretch")
        st.caption(_read(sheet, now), width="content")
        st.button(
            w.READ_AGAIN(),
            key="upcoming_read",
            icon=":material/refresh:",
            type="tertiary",
            on_click=acting.ask,
            args=(w.READING(), read_again),
            kwargs={"place": "upcoming_read"},
        )
    acting.told_at("upcoming_read")
    with st.grid(4, min_column_width=150, gap="xsmall", key="upcoming_sheet"):
        for each in sheet.days:
            _day(each, seen=sheet.seen, picked=each.day == chosen)


def read_again() -> str:
    """Reads all reservations that can exist from the gateway, now."""
    read_bookings(desk.the_system())
    return w.READ()


def _all_of(sheet: ChargeSheet) -> str:
    if sheet.wrong:
        return pill(Tone.CANCELLED, w.SHEET_WRONG(n=count(sheet.wrong)))
    if not sheet.seen:
        return pill(Tone.UNKNOWN, w.SHEET_UNSEEN())
    charges, in_all = (sum(getattr(day, of) for day in sheet.days) for of in ("charges", "won"))
    return pill(Tone.HEALTHY, w.SHEET_FINE(n=count(charges), won=won(in_all)))


def _read(sheet: ChargeSheet, now: datetime) -> str:
    if sheet.read_at is None:
        return w.NEVER_READ()
    return w.READ_AT(when=moment(sheet.read_at), ago=relative(sheet.read_at, now))


def _day(each: DayAhead, *, seen: bool, picked: bool) -> None:
    with st.container(
        key=f"upcoming_{'picked' if picked else 'day'}_{each.day}_sheet", height="stretch"
    ):
        address.move_button(
            calendar_day(each.day), key=f"sheet_open_{each.day}", **{DAY: str(each.day)}
        )
        charges = upcoming_words.CHARGES(n=count(each.charges))
        st.html(
            f'<div class="bd-ahead"><b>{escape(won(each.won))}</b>'
            f"<span>{escape(charges)}</span>{_state(each, seen=seen)}</div>"
        )


def _state(each: DayAhead, *, seen: bool) -> str:
    if each.wrong:
        return pill(Tone.CANCELLED, w.DAY_WRONG(n=count(each.wrong)))
    return pill(Tone.HEALTHY, w.DAY_FINE()) if seen else pill(Tone.UNKNOWN, w.DAY_UNSEEN())


def charges_listed(session: Session, day: date) -> ChargePage:
    """The page of the day's charges that the person has turned to."""
    return turning.turned_to(
        _KEY.format(day),
        lambda after: charges_of_day(session, day, limit=ROWS_PER_PAGE, after=after),
    )


def charge_list(
    page: ChargePage,
    of_all: int,
    day: date,
    title: str,
    *,
    in_month: int,
    in_question: Collection[str],
) -> None:
    """The page as a table. `of_all` charges of the day and `in_month` of its whole month are
    booked; those `in_question`, by name, other hands have touched."""
    section(w.LIST(day=title))
    if not in_month:
        empty(w.NOTHING_BOOKED(), w.NOTHING_BOOKED_NEXT())
        return
    if not page.rows:
        empty(w.NOTHING_THAT_DAY(), w.NOTHING_THAT_DAY_NEXT())
        return
    kinds = {w.RENEWAL(): Tone.PAID, w.RETRY(): Tone.WAITING}
    bookings = {
        w.CONFIRMED(): Tone.HEALTHY,
        w.UNCONFIRMED(): Tone.UNKNOWN,
        w.IN_QUESTION(): Tone.CANCELLED,
    }
    tables.people_table(
        page.rows,
        {
            w.TIME(): lambda row: clock_time(row.due_at),
            t.MEMBER(): lambda row: shown_members.member_name(row.member_name, row.app_id),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id),
            w.PLAN(): lambda row: row.plan_name,
            t.AMOUNT(): lambda row: row.amount,
            w.KIND(): lambda row: w.RETRY() if row.refusals else w.RENEWAL(),
            w.CARD(): lambda row: shown_members.card_of_member(row.card, row.app_id),
            w.BOOKED(): lambda row: _booked(row, in_question),
        },
        key="upcoming_charges",
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(),),
        tones={w.KIND(): kinds, w.BOOKED(): bookings},
        about=w.LIST(day=title),
    )
    turning.turn(_KEY.format(day), page, upcoming_words.CHARGES(n=count(of_all)))


def _booked(row: ComingCharge, in_question: Collection[str]) -> str:
    if row.merchant_uid in in_question:
        return w.IN_QUESTION()
    return w.CONFIRMED() if row.confirmed else w.UNCONFIRMED()
