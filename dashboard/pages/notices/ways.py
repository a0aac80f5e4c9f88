"""보내는 방법: which ways are set up, how to set up the others, and a test message to oneself."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from billing_core.notices.channels import has_mail
from billing_core.notices.try_channel import try_channel
from billing_core.rules.actor import Role
from billing_core.rules.notice import NoticeChannel
from billing_core.settings import Settings
from dashboard.pages.notices import words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.alarms import say_team_not_told
from dashboard.parts.language import Words, count
from dashboard.parts.markup import Tone, pill, plain, section, sentence


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
