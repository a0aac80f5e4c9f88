"""Failed payments by reason: what to tell the members, what comes next, and a retry."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from billing_core.desk.failures import ROWS_AT_ONCE, FailureGroup, FailureRow
from billing_core.rules.decline import DeclineReason
from dashboard.pages.payments import words as w
from dashboard.parts import codes_said, shown_members
from dashboard.parts.language import count, day, people, until_when, won
from dashboard.parts.markup import Tone, empty, pill, sentence
from dashboard.parts.retry_button import retry_button
from dashboard.parts.words import payments

_SHOWN = "payments_rows_of_{}"


def rows_wanted() -> dict[DeclineReason, int]:
    """How many rows of each reason the person has asked to see so far."""
    return {
        reason: int(st.session_state.get(_SHOWN.format(reason), ROWS_AT_ONCE))
        for reason in DeclineReason
    }


def failure_list(groups: Sequence[FailureGroup]) -> None:
    if not groups:
        empty(w.NO_FAILURES(), w.NO_FAILURES_NEXT())
    shown_members.look_at(row.app_id for group in groups for row in group.rows)
    for group in groups:
        _group(group)


def _group(group: FailureGroup) -> None:
    reason = group.reason
    with st.container(border=True, key=f"payments_reason_{reason}"):
        what_next = w.HARD() if reason.hard else w.SOFT()
        of_all = w.PEOPLE_AND_WON(people=people(group.members), won=won(group.won))
        st.html(
            f'<div class="bd-person bd-large"><b>{escape(codes_said.decline_label(reason))}</b>'
            f"{escape(of_all)}</div>"
            + sentence(f"{w.TELL()}: {codes_said.decline_advice(reason)}", what_next)
        )
        for row in group.rows:
            _row(row)
        more = group.members - len(group.rows)
        if more > 0:
            st.button(
                w.MORE(n=count(min(more, ROWS_AT_ONCE))),
                key=f"payments_more_{reason}",
                on_click=_show_more,
                args=(reason,),
            )


def _show_more(reason: DeclineReason) -> None:
    st.session_state[_SHOWN.format(reason)] = rows_wanted()[reason] + ROWS_AT_ONCE


def _row(row: FailureRow) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"payments_failed_{row.number}"
    ):
        st.html(_told(row), width="stretch")
        retry_button(row, place="payments", why=False)
        if st.button(w.TO_MEMBER(), key=f"payments_member_{row.number}", type="tertiary"):
            shown_members.open_member(row.app_id)


def _told(row: FailureRow) -> str:
    ahead = (
        pill(Tone.HEALTHY, w.NEXT_TRY(when=day(row.next_try_at)))
        if row.next_try_at
        else pill(Tone.WAITING, w.NO_NEXT_TRY())
    )
    notes = [w.FAILED_ON(when=day(row.failed_at), n=row.tries), won(row.amount), row.said]
    if row.access_until is not None:
        notes.append(w.GONE_AFTER(when=until_when(row.access_until)))
    else:
        notes.append(w.FIRST_CHARGE())
    if row.card_changed:
        notes.append(w.CARD_CHANGED())
    if row.under_way:
        notes.append(payments.UNDER_WAY())
    said = escape(" · ".join(note for note in notes if note))
    return (
        shown_members.member_line(row.member_name, row.app_id, (ahead,))
        + f'<p class="bd-note">{said}</p>'
    )
