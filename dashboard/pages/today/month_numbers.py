"""The month to date as a row of cards, each beside the same days of last month; the people behind a
month's numbers, and what was left out of them with the reason.
"""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from billing_core.numbers.arrivals import ACTIVE
from billing_core.numbers.cancellations import CANCEL_REQUESTED, CancelRequest
from billing_core.numbers.churn import CHURNED, ChurnedMember
from billing_core.numbers.metric import Excluded
from billing_core.numbers.month_to_date import MonthToDate
from billing_core.numbers.paid_members import PAID_MEMBERS, PaidMember
from billing_core.numbers.revenue import NET_REVENUE
from billing_core.numbers.why_moved import Part, ReasonPart, WhyMoved
from billing_core.rules.calendar import Month
from dashboard.pages.today import words as w
from dashboard.parts import codes_said, desk, shown_members, shown_numbers, tables
from dashboard.parts.language import count, day, moment, month_name, people, short_won, won
from dashboard.parts.markup import empty
from dashboard.parts.words import frame as frame_words
from dashboard.parts.words import states
from dashboard.parts.words import tables as t
from dashboard.parts.words import today as today_words

_ASKED = "today_people_of"


def month_numbers(numbers: MonthToDate, why: WhyMoved) -> None:
    this, last = numbers.this_month, numbers.last_month
    month = Month.of(this.interval.start)
    with st.grid(5, min_column_width=150, gap="small"):
        shown_numbers.number_card(
            PAID_MEMBERS,
            _in_people(this.paid_members, last.paid_members, shown_numbers.GOOD),
            month,
            why=_why(why.paid_members),
        )
        asked = _in_people(this.cancel_requested, last.cancel_requested, shown_numbers.BAD)
        shown_numbers.number_card(
            CANCEL_REQUESTED, asked, month, why=_why_asked(why.cancel_requested)
        )
        churned = _in_people(this.churned, last.churned, shown_numbers.BAD)
        shown_numbers.number_card(CHURNED, churned, month, why=_why(why.churned))
        # The metric is named after the month's end; until then it is how many there are now.
        active = _in_people(this.members_at_end, last.members_at_end, shown_numbers.GOOD)
        shown_numbers.number_card(ACTIVE, active, month, label=w.ACTIVE(), why=_why(why.members))
        net = _won(this.net_won, last.net_won)
        shown_numbers.number_card(NET_REVENUE, net, month, why=_why(why.net_won, money=True))
    last_day = last.interval.end - timedelta(seconds=1)
    st.caption(today_words.COMPARED(from_day=day(last.interval.start), to_day=day(last_day)))


def _why(parts: Sequence[Part], *, money: bool = False) -> str:
    """What the difference is made of, the largest part first; empty where nothing differs."""

    def said(part: Part) -> str:
        by = short_won(abs(part.by)) if money else people(abs(part.by))
        return w.CAUSES[part.cause](by=_with_sign(part.by, by), n=_with_sign(part.payments))

    largest_first = sorted(parts, key=lambda part: abs(part.by), reverse=True)
    return today_words.WHY_MOVED(parts=", ".join(map(said, largest_first))) if parts else ""


def _why_asked(parts: Sequence[ReasonPart]) -> str:
    said = ", ".join(
        f"{codes_said.cancel_reason_label(part.reason)} {_with_sign(part.by, people(abs(part.by)))}"
        for part in sorted(parts, key=lambda part: abs(part.by), reverse=True)
    )
    return today_words.WHY_MOVED(parts=said) if parts else ""


def _with_sign(by: int, size: str = "") -> str:
    return f"{'+' if by > 0 else '−' if by else ''}{size or count(abs(by))}"


def _in_people(now: int, before: int, rise: shown_numbers.Rise) -> shown_numbers.Value:
    change = shown_numbers.signed(now - before, people(abs(now - before)))
    return shown_numbers.Value(people(now), change, today_words.BEFORE(value=people(before)), rise)


def _won(now: int, before: int) -> shown_numbers.Value:
    change = shown_numbers.signed(now - before, short_won(abs(now - before)))
    return shown_numbers.Value(
        won(now), change, today_words.BEFORE(value=short_won(before)), shown_numbers.GOOD
    )


def open_month(month: str) -> None:
    """Asks for the drawer, from a handler: it opens when the page is drawn next."""
    st.session_state[_ASKED] = month


def month_people_if_asked() -> None:
    asked = st.session_state.pop(_ASKED, None)
    if asked:
        month = Month.parse(asked)
        drawer = st.dialog(w.PEOPLE_TITLE(month=month_name(month)), width=760, position="right")
        drawer(_people)(month)


def _people(month: Month) -> None:
    desk.require_signed_in()  # a drawer is run again without the page around it
    at = desk.as_of()
    with desk.reading() as session:
        paid = list(PAID_MEMBERS.people(session, month, at))
        asked = list(CANCEL_REQUESTED.people(session, month, at))
        churned = list(CHURNED.people(session, month, at))
        excluded = [
            row
            for metric in (PAID_MEMBERS, CANCEL_REQUESTED, CHURNED)
            for row in metric.excluded(session, month, at)
        ]
    st.caption(frame_words.AS_OF(when=moment(at.now)))
    tabs = st.tabs(
        [
            w.TAB_PAID(n=count(len(paid))),
            w.TAB_CANCELLED(n=count(len(asked))),
            w.TAB_CHURNED(n=count(len(churned))),
            w.TAB_EXCLUDED(n=count(len(excluded))),
        ]
    )
    with tabs[0]:
        _paid(paid)
    with tabs[1]:
        _asked(asked)
    with tabs[2]:
        _churned(churned)
    with tabs[3]:
        _excluded(excluded)


def _paid(rows: Sequence[PaidMember]) -> None:
    if not rows:
        empty(w.NOBODY(), w.NOBODY_NEXT())
        return
    tables.people_table(
        rows,
        {
            t.MEMBER(): lambda row: shown_members.member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id),
            w.PAID_AT(): lambda row: day(row.first_paid_at),
            t.AMOUNT(): lambda row: row.paid_won,
            t.REFUNDED(): lambda row: row.refunded_won or None,
        },
        key="today_paid",
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(), t.REFUNDED()),
        about=w.PAID_MEMBERS(),
    )


def _asked(rows: Sequence[CancelRequest]) -> None:
    if not rows:
        empty(w.NOBODY(), w.NOBODY_NEXT())
        return
    tables.people_table(
        rows,
        {
            t.MEMBER(): lambda row: shown_members.member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id),
            w.ASKED_AT(): lambda row: day(row.requested_at),
            w.ENDS_AT(): lambda row: day(row.paid_through),
            w.WHY(): lambda row: shown_members.told_of_member(row.reason, row.name, row.app_id),
        },
        key="today_asked",
        member_of=lambda row: row.app_id,
        about=w.CANCEL_REQUESTED(),
    )


def _churned(rows: Sequence[ChurnedMember]) -> None:
    if not rows:
        empty(w.NOBODY(), w.NOBODY_NEXT())
        return
    tables.people_table(
        rows,
        {
            t.MEMBER(): lambda row: shown_members.member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id),
            w.ENDS_AT(): lambda row: day(row.paid_through),
            w.KIND(): lambda row: states.END_KINDS[row.kind](),
            t.AMOUNT(): lambda row: row.last_won,
        },
        key="today_churned",
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(),),
        tones={
            w.KIND(): {states.END_KINDS[kind](): tone for kind, tone in states.END_TONES.items()}
        },
        about=w.LOST(),
    )


def _excluded(rows: Sequence[Excluded]) -> None:
    if not rows:
        empty(w.NOTHING_LEFT_OUT(), w.NOTHING_LEFT_OUT_NEXT())
        return
    tables.people_table(
        rows,
        {
            w.WHY(): lambda row: codes_said.exclusion_said(row.reason),
            t.MEMBER_ID(): lambda row: shown_members.member_id(row.app_id) if row.app_id else "",
            w.PAID_AT(): lambda row: day(row.at),
            t.AMOUNT(): lambda row: row.won,
        },
        key="today_excluded",
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(),),
        about=w.TAB_EXCLUDED(n=len(rows)),
    )
