"""보내는 방법: which ways are set up, how to set up the others, and a test message to oneself. 문구: the
text of each notice with a preview, and every version that was.
"""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from billing_core.desk.notices_list import versions_of
from billing_core.lifecycle.notice_texts import change_notice_text, require_good_text
from billing_core.notices.channels import has_mail
from billing_core.notices.try_channel import try_channel
from billing_core.rules.actor import Role
from billing_core.rules.notice import NoticeChannel, NoticeKind
from billing_core.rules.notice_text import LONGEST_BODY, LONGEST_SUBJECT
from billing_core.rules.refusal import Refusal
from billing_core.settings import Settings
from billing_core.wording.notice_facts import sample_facts
from billing_core.wording.notice_holes import names_for
from billing_core.wording.notice_texts import FIRST_TEXTS
from dashboard.pages.notices import words as w
from dashboard.pages.notices.notice_html import kind_label, letter_html
from dashboard.parts import acting, address, asking, desk
from dashboard.parts.alarms import say_team_not_told
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import Words, count, moment
from dashboard.parts.markup import Tone, pill, plain, section, sentence

_KIND = "notices_kind"


def ways() -> None:
    settings = desk.the_system().settings
    say_team_not_told()
    if settings.demo:
        st.info(plain(w.DEMO_IS()), icon=":material/mail:")
    section(w.TO_MEMBERS())
    sender = urlsplit(settings.notice_sender_url).hostname or ""
    _way(w.SENDER, w.SENDER_IS(host=sender) if sender else "", w.SENDER_HOW, NoticeChannel.SENDER)
    _way(w.MAIL, _mail(settings), w.MAIL_HOW, NoticeChannel.EMAIL)
    st.caption(w.NOTHING_WAITS())
    section(w.TO_TEAM())
    at = f"{settings.brief_at:%H:%M}"
    readers = len(settings.team_mail_to) if has_mail(settings) else 0
    mail = w.TEAM_MAIL_IS(at=at, n=count(readers)) if readers else ""
    _way(w.TEAM_MAIL, mail, w.TEAM_MAIL_HOW, None)
    slack = bool(settings.slack_webhook_url.get_secret_value())
    _way(w.SLACK, w.SLACK_IS(at=at) if slack else "", w.SLACK_HOW, NoticeChannel.SLACK)


def _mail(settings: Settings) -> str:
    if not has_mail(settings):
        return ""
    return w.MAIL_IS(host=settings.smtp_host, sender=settings.mail_from)


def _way(label: Words, ready: str, how: Words, channel: NoticeChannel | None) -> None:
    state = pill(Tone.HEALTHY, w.READY()) if ready else pill(Tone.UNKNOWN, w.NOT_READY())
    with st.container(border=True):
        st.html(f'<div class="bd-person"><b>{label()}</b>{state}</div>' + sentence(ready or how()))
        administrator = desk.shown_actor().role is Role.ADMINISTRATOR
        if not (ready and channel and administrator and not desk.the_system().settings.demo):
            return
        acting.told_at(f"notices_try_{channel}")
        if st.button(w.TRY(), key=f"notices_try_{channel}"):
            slack = channel is NoticeChannel.SLACK
            asking.ask_first(
                asking.AskedAct(
                    key=f"notices_try_{channel}",
                    title=w.TRY(),
                    will=w.TRY_SLACK() if slack else w.TRY_SENTENCE(),
                    confirm=w.TRY(),
                    doing=w.TRYING(),
                    step=partial(_try, channel),
                    fields=tuple if slack else partial(_to, channel),
                    why=False,
                )
            )


def _to(channel: NoticeChannel) -> Sequence[str]:
    key = f"notices_try_{channel}_to"
    st.text_input(w.TRY_TO(), key=key, max_chars=254)
    return (key,)


def _try(channel: NoticeChannel, to: str = "") -> str:
    try_channel(desk.the_system(), channel, to, desk.current_actor())
    return w.TRIED()


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
