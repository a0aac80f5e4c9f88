"""보낸 고지: what went to whom, which way, what is proved of it, and what it said; and 고지하지 못한 회원:
who was not told what, why, and what a person does about it.
"""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from billing_core.desk import notices_list
from billing_core.lifecycle.untold_member import mark_told, send_again
from billing_core.models import NoticeText
from billing_core.rules.masking import mask_id
from billing_core.rules.notice import NoticeKind
from billing_core.wording.notice_facts import NoticeFacts
from dashboard.pages.notices import notice_html
from dashboard.pages.notices import words as w
from dashboard.parts import acting, asking, desk, shown_members, turning
from dashboard.parts.language import count, moment
from dashboard.parts.markup import empty, section

Texts = Mapping[tuple[NoticeKind, int], NoticeText]

_TOLD, _UNTOLD = "notices_told", "notices_untold"
TOLD_PER_PAGE = UNTOLD_PER_PAGE = 20
BRIEFS = 10


def told_rows() -> None:
    if not _rows():
        empty(w.NOTHING_SENT(), w.NOTHING_SENT_NEXT())


def mailbox() -> None:
    """Of the demo alone: the same rows as letters, and what the team was told."""
    st.caption(w.MAILBOX_HINT())
    with desk.reading() as session:
        briefs = notices_list.team_mail(session, BRIEFS + 1)
    if briefs:
        section(w.TEAM_BOX())
        for brief in turning.first_of(briefs, BRIEFS):
            st.html(notice_html.letter_html(f"{moment(brief.made_at)} · {brief.title}", brief.body))
        section(w.MEMBER_BOX())
    if not _rows() and not briefs:
        empty(w.MAILBOX_EMPTY(), w.MAILBOX_EMPTY_NEXT())


def _rows() -> bool:
    with desk.reading() as session:
        page = turning.turned_to(
            _TOLD, lambda after: notices_list.told_page(session, limit=TOLD_PER_PAGE, after=after)
        )
        texts = notices_list.texts_by_version(session, page.rows)
    shown_members.look_at(row.app_id for row in page.rows)
    for row in page.rows:
        _told_row(row, texts)
    turning.turn(_TOLD, page, w.TOTAL(n=count(page.total)))
    return bool(page.rows)


def _told_row(row: notices_list.NoticeRow, texts: Texts) -> None:
    with st.container(border=True):
        st.html(
            notice_html.notice_line(row)
            + notice_html.reason_html(row)
            + notice_html.note_html(notice_html.notice_note(row))
        )
        if letter := letter_of(row, texts):
            st.html(letter)


def letter_of(row: notices_list.NoticeRow, texts: Texts) -> str:
    """HTML; empty where no text was chosen yet, or the facts are gone with the member."""
    notice, settings = row.notice, desk.the_system().settings
    text = texts.get((notice.kind, notice.text_version or 0))
    if text is None or not notice.facts:
        return ""
    facts = NoticeFacts(
        name=row.name,
        company=settings.company,
        page_url=settings.member_page_url,
        facts=notice.facts,
        happened_at=notice.at,
    )
    subject, body = facts.said(text.subject), facts.said(text.body)
    return notice_html.letter_html(
        shown_members.told_of_member(subject, row.name, row.app_id),
        shown_members.told_of_member(body, row.name, row.app_id),
    )


def untold_rows() -> None:
    with desk.reading() as session:
        page = turning.turned_to(
            _UNTOLD,
            lambda after: notices_list.untold_page(session, limit=UNTOLD_PER_PAGE, after=after),
        )
    if not page.rows:
        empty(w.ALL_TOLD(), w.ALL_TOLD_NEXT())
        return
    shown_members.look_at(row.app_id for row in page.rows)
    st.caption(w.UNTOLD_HINT())
    desk.say_only_looking()
    for row in page.rows:
        _untold_row(row)
    turning.turn(_UNTOLD, page, w.TOTAL(n=count(page.total)))


def _untold_row(row: notices_list.NoticeRow) -> None:
    acting.told_at(f"notices_row_{row.notice.id}")
    with st.container(border=True, key=f"notices_row_{row.notice.id}"):
        note = f"{notice_html.notice_note(row)} · {_contact(row)}"
        st.html(
            notice_html.notice_line(row)
            + notice_html.reason_html(row)
            + notice_html.note_html(note)
        )
        with st.container(horizontal=True, gap="small"):
            if desk.may_approve():
                _acts(row)
            if st.button(w.OPEN_MEMBER(), key=f"notices_member_{row.notice.id}", type="tertiary"):
                shown_members.open_member(row.app_id)


def _contact(row: notices_list.NoticeRow) -> str:
    known = [each for each in (row.phone, row.email) if each]
    if not known:
        return w.NO_CONTACT()
    shown = [mask_id(each) for each in known] if shown_members.is_masked(row.app_id) else known
    return w.CONTACT(contact=" · ".join(shown))


def _acts(row: notices_list.NoticeRow) -> None:
    number, name = row.notice.id, shown_members.member_name(row.name, row.app_id)
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
                    about=notice_html.notice_line(row),
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
