"""보낸 고지: what went to whom, which way, what is proved of it, and what it said."""

import streamlit as st

from billing_core.desk.notices_list import NoticeRow, team_mail, texts_by_version, told_page
from dashboard.pages.notices import notice_html
from dashboard.pages.notices import words as w
from dashboard.pages.notices.letters import Texts, letter_of
from dashboard.parts import desk
from dashboard.parts.language import count, moment
from dashboard.parts.markup import empty, section
from dashboard.parts.shown_members import look_at
from dashboard.parts.turning import first_of, turn, turned_to

_TURN = "notices_told"
ROWS_PER_PAGE = 20
BRIEFS = 10


def told_rows() -> None:
    if not _rows():
        empty(w.NOTHING_SENT(), w.NOTHING_SENT_NEXT())


def mailbox() -> None:
    """Of the demo alone: the same rows as letters, and what the team was told."""
    st.caption(w.MAILBOX_HINT())
    with desk.reading() as session:
        briefs = team_mail(session, BRIEFS + 1)
    if briefs:
        section(w.TEAM_BOX())
        for brief in first_of(briefs, BRIEFS):
            st.html(notice_html.letter_html(f"{moment(brief.made_at)} · {brief.title}", brief.body))
        section(w.MEMBER_BOX())
    if not _rows() and not briefs:
        empty(w.MAILBOX_EMPTY(), w.MAILBOX_EMPTY_NEXT())


def _rows() -> bool:
    with desk.reading() as session:
        page = turned_to(_TURN, lambda after: told_page(session, limit=ROWS_PER_PAGE, after=after))
        texts = texts_by_version(session, page.rows)
    look_at(row.app_id for row in page.rows)
    for row in page.rows:
        _row(row, texts)
    turn(_TURN, page, w.TOTAL(n=count(page.total)))
    return bool(page.rows)


def _row(row: NoticeRow, texts: Texts) -> None:
    with st.container(border=True):
        st.html(
            notice_html.notice_line(row)
            + notice_html.reason_html(row)
            + notice_html.note_html(notice_html.notice_note(row))
        )
        if letter := letter_of(row, texts):
            st.html(letter)
