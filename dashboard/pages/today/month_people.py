"""The people behind a month's numbers, and what was left out of them with the reason."""

from collections.abc import Sequence

import streamlit as st

from billing_core.numbers.cancellations import CANCEL_REQUESTED, CancelRequest
from billing_core.numbers.churn import CHURNED, ChurnedMember
from billing_core.numbers.metric import Excluded
from billing_core.numbers.paid_members import PAID_MEMBERS, PaidMember
from billing_core.rules.calendar import Month
from dashboard.pages.today import words as w
from dashboard.parts import desk
from dashboard.parts.codes_said import exclusion_said
from dashboard.parts.language import count, day, moment, month_name
from dashboard.parts.markup import empty
from dashboard.parts.shown_members import member_id, member_name, told_of_member
from dashboard.parts.tables import people_table
from dashboard.parts.words import frame as frame_words
from dashboard.parts.words import states
from dashboard.parts.words import tables as t

_ASKED = "today_people_of"


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
    people_table(
        rows,
        {
            t.MEMBER(): lambda row: member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: member_id(row.app_id),
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
    people_table(
        rows,
        {
            t.MEMBER(): lambda row: member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: member_id(row.app_id),
            w.ASKED_AT(): lambda row: day(row.requested_at),
            w.ENDS_AT(): lambda row: day(row.paid_through),
            w.WHY(): lambda row: told_of_member(row.reason, row.name, row.app_id),
        },
        key="today_asked",
        member_of=lambda row: row.app_id,
        about=w.CANCEL_REQUESTED(),
    )


def _churned(rows: Sequence[ChurnedMember]) -> None:
    if not rows:
        empty(w.NOBODY(), w.NOBODY_NEXT())
        return
    people_table(
        rows,
        {
            t.MEMBER(): lambda row: member_name(row.name, row.app_id),
            t.MEMBER_ID(): lambda row: member_id(row.app_id),
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
    people_table(
        rows,
        {
            w.WHY(): lambda row: exclusion_said(row.reason),
            t.MEMBER_ID(): lambda row: member_id(row.app_id) if row.app_id else "",
            w.PAID_AT(): lambda row: day(row.at),
            t.AMOUNT(): lambda row: row.won,
        },
        key="today_excluded",
        member_of=lambda row: row.app_id,
        money=(t.AMOUNT(),),
        about=w.TAB_EXCLUDED(n=len(rows)),
    )
