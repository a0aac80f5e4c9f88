"""고지하지 못한 회원: who was not told what, why, and what a person does about it."""

from functools import partial

import streamlit as st

from billing_core.desk.notices_list import NoticeRow, untold_page
from billing_core.lifecycle.untold_member import mark_told, send_again
from billing_core.rules.masking import mask_id
from dashboard.pages.notices import words as w
from dashboard.pages.notices.notice_html import note_html, notice_line, notice_note, reason_html
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import count
from dashboard.parts.markup import empty
from dashboard.parts.shown_members import is_masked, look_at, member_name, open_member
from dashboard.parts.turning import turn, turned_to

_TURN = "notices_untold"
ROWS_PER_PAGE = 20


def untold_rows() -> None:
    with desk.reading() as session:
        page = turned_to(
            _TURN, lambda after: untold_page(session, limit=ROWS_PER_PAGE, after=after)
        )
    if not page.rows:
        empty(w.ALL_TOLD(), w.ALL_TOLD_NEXT())
        return
    look_at(row.app_id for row in page.rows)
    st.caption(w.UNTOLD_HINT())
    desk.say_only_looking()
    for row in page.rows:
        _row(row)
    turn(_TURN, page, w.TOTAL(n=count(page.total)))


def _row(row: NoticeRow) -> None:
    acting.told_at(f"notices_row_{row.notice.id}")
    with st.container(border=True, key=f"notices_row_{row.notice.id}"):
        note = f"{notice_note(row)} · {_contact(row)}"
        st.html(notice_line(row) + reason_html(row) + note_html(note))
        with st.container(horizontal=True, gap="small"):
            if desk.may_approve():
                _acts(row)
            if st.button(w.OPEN_MEMBER(), key=f"notices_member_{row.notice.id}", type="tertiary"):
                open_member(row.app_id)


def _contact(row: NoticeRow) -> str:
    known = [each for each in (row.phone, row.email) if each]
    if not known:
        return w.NO_CONTACT()
    shown = [mask_id(each) for each in known] if is_masked(row.app_id) else known
    return w.CONTACT(contact=" · ".join(shown))


def _acts(row: NoticeRow) -> None:
    number, name = row.notice.id, member_name(row.name, row.app_id)
    for key, label, sentence, doing, step, why in (
        ("told", w.MARK, w.MARK_SENTENCE, w.MARKING, _mark, True),
        ("again", w.AGAIN, w.AGAIN_SENTENCE, w.SENDING, _again, False),
    ):
        if st.button(label(), key=f"notices_{key}_{number}"):
            asking.ask_first(
                asking.AskedAct(
                    key=f"notices_{key}_{number}",
                    title=label(),
                    will=sentence(),
                    confirm=label(),
                    doing=doing(),
                    step=partial(step, number, name),
                    about=notice_line(row),
                    why=why,
                    example=w.MARK_EXAMPLE,
                    place=f"notices_row_{number}",
                )
            )


def _mark(number: int, name: str, how: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        mark_told(session, number, how, actor=actor, now=desk.now())
    return w.MARKED(name=name)


def _again(number: int, name: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        send_again(session, number, actor=actor, now=desk.now())
    return w.SENT_AGAIN(name=name)
