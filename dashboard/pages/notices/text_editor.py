"""문구: the text of each notice with a preview, and every version that was."""

from functools import partial

import streamlit as st

from billing_core.desk.notices_list import versions_of
from billing_core.lifecycle.notice_texts import change_notice_text, require_good_text
from billing_core.rules.actor import Role
from billing_core.rules.notice import NoticeKind
from billing_core.rules.notice_text import LONGEST_BODY, LONGEST_SUBJECT
from billing_core.rules.refusal import Refusal
from billing_core.wording.notice_facts import sample_facts
from billing_core.wording.notice_holes import names_for
from billing_core.wording.notice_texts import FIRST_TEXTS
from dashboard.pages.notices import words as w
from dashboard.pages.notices.notice_html import kind_label, letter_html
from dashboard.parts import acting, address, desk
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import count, moment
from dashboard.parts.markup import plain, section

_KIND = "notices_kind"


def text_editor() -> None:
    st.caption(w.TEXTS_HINT())
    kinds = {str(each): kind_label(each) for each in NoticeKind}
    kind = NoticeKind(address.choose_one(w.KIND(), kinds, key=_KIND, name="kind", width=360))
    with desk.reading() as session:
        versions = versions_of(session, kind)
    subject, body = FIRST_TEXTS[kind]
    if versions and versions[0].made_by:  # else the program's own, which may be a newer one
        subject, body = versions[0].subject, versions[0].body
    if desk.shown_actor().role is Role.ADMINISTRATOR:
        subject, body = _fields(kind, subject, body)
        st.button(
            w.SAVE(),
            key="notices_save",
            type="primary",
            on_click=acting.ask,
            args=(w.SAVING(), partial(_save, kind), *_keys(kind)),
            kwargs={"place": _KIND},
        )
        acting.told_at(_KIND)
    else:
        st.caption(w.ONLY_ADMINISTRATORS_CHANGE())
    _preview(kind, subject, body)
    if len(versions) > 1:
        section(w.VERSIONS(n=count(len(versions) - 1)))
        for old in versions[1:]:
            st.caption(
                w.MADE(n=old.version, when=moment(old.made_at), who=old.made_by or w.CAME_WITH())
            )
            st.html(letter_html(old.subject, old.body))
    st.caption(w.NO_EXPIRY())


def _keys(kind: NoticeKind) -> tuple[str, str]:
    return f"notices_subject_{kind}", f"notices_body_{kind}"


def _fields(kind: NoticeKind, subject: str, body: str) -> tuple[str, str]:
    holes = " ".join(f"{{{name}}}" for name in names_for(kind))
    for_subject, for_body = _keys(kind)
    subject = st.text_input(w.SUBJECT(), subject, key=for_subject, max_chars=LONGEST_SUBJECT)
    body = st.text_area(w.BODY(), body, key=for_body, max_chars=LONGEST_BODY, height=280)
    st.caption(w.HOLES(holes=holes))
    return subject, body


def _preview(kind: NoticeKind, subject: str, body: str) -> None:
    section(w.PREVIEW())
    try:
        require_good_text(kind, subject.strip(), body.strip())
    except Refusal as refusal:
        st.warning(plain(sentence_for(refusal)), icon=":material/block:")
        return
    settings = desk.the_system().settings
    sample = sample_facts(settings.company, settings.member_page_url, desk.now())
    st.html(letter_html(sample.said(subject), sample.said(body), opened=True))


def _save(kind: NoticeKind, subject: str, body: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        version = change_notice_text(session, kind, subject, body, actor=actor, now=desk.now())
    return w.SAVED(n=version)
