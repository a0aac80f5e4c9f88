"""Complaints and disputes as rows, and the dialogs that answer and close them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from billing_core.desk.complaints import ComplaintRow
from billing_core.lifecycle.keep_complaint import answer_complaint, close_complaint
from dashboard.parts import desk
from dashboard.parts.acting import told_at
from dashboard.parts.asking import AskedAct, ask_first
from dashboard.parts.language import Words, count, day, days_between, moment
from dashboard.parts.markup import Tone, pill
from dashboard.parts.member_links import open_member
from dashboard.parts.shown_members import member_line, told_of_member
from dashboard.parts.words import asking
from dashboard.parts.words import claims as w


def complaint_rows(rows: Sequence[ComplaintRow], at: datetime, *, place: str) -> None:
    for row in rows:
        told_at(f"complaint_{row.id}")
        with st.container(border=True, key=f"{place}_complaint_{row.id}"):
            st.html(_told(row, at))
            with st.container(horizontal=True):
                if row.closed_at is None:
                    _button(row, w.ANSWER_IT, w.ANSWER_IT_SENTENCE, w.ANSWER_IT_SAID, _answer)
                    _button(row, w.CLOSE_IT, w.CLOSE_IT_SENTENCE, w.CLOSE_IT_SAID, _close)
                if place != "members" and st.button(
                    w.TO_MEMBER(), key=f"{place}_complaint_member_{row.id}", type="tertiary"
                ):
                    open_member(row.app_id)


def _told(row: ComplaintRow, at: datetime) -> str:
    pills = [pill(Tone.UNKNOWN, w.COMPLAINT_KINDS[row.kind]())]
    if row.closed_at is not None:
        pills.append(pill(Tone.HEALTHY, w.CLOSED()))
    else:
        told = w.ANSWERED() if row.answered_at else w.NOT_ANSWERED()
        pills.append(pill(Tone.PAID if row.answered_at else Tone.WAITING, told))
        old = days_between(row.received_at, at) + 1
        pills.append(pill(Tone.UNKNOWN, w.DAYS_OLD(n=count(old))))

    def masked(text: str) -> str:
        return told_of_member(text, row.name, row.app_id)

    channel = w.CHANNELS[row.channel]()
    notes = [
        w.COMPLAINT_RECEIVED(when=day(row.received_at), channel=channel, name=row.received_by),
        masked(row.said),
    ]
    if row.answered_at is not None:
        notes.append(f"{w.COMPLAINT_ANSWER(text=masked(row.answer))} ({moment(row.answered_at)})")
    if row.closed_at is not None:
        notes.append(f"{w.COMPLAINT_RESULT(text=masked(row.result))} ({moment(row.closed_at)})")
    return member_line(row.name, row.app_id, pills) + "".join(
        f'<p class="bd-note">{escape(note)}</p>' for note in notes
    )


def _button(
    row: ComplaintRow, title: Words, will: Words, label: Words, step: Callable[[str, str], str]
) -> None:
    name = step.__name__.strip("_")
    if st.button(title(), key=f"complaint_{name}_{row.id}", disabled=not desk.may_approve()):
        ask_first(
            AskedAct(
                key=f"{name}_complaint_{row.id}",
                title=title(),
                will=will(),
                confirm=w.COMPLAIN_NOW(),
                doing=asking.WORKING(),
                step=partial(step, row.id),
                about=member_line(row.name, row.app_id),
                fields=partial(_text_field, f"complaint_{row.id}_{name}_text", label),
                why=False,
                place=f"complaint_{row.id}",
            )
        )


def _text_field(key: str, label: Words) -> tuple[str, ...]:
    st.text_area(label(), key=key, max_chars=1_000)
    return (key,)


def _answer(complaint_id: str, text: str) -> str:
    with desk.the_system().database.writing() as session:
        answer_complaint(
            session, complaint_id, answer=text, actor=desk.current_actor(), now=desk.now()
        )
    return w.RECORDED()


def _close(complaint_id: str, text: str) -> str:
    with desk.the_system().database.writing() as session:
        close_complaint(
            session, complaint_id, result=text, actor=desk.current_actor(), now=desk.now()
        )
    return w.RECORDED()
