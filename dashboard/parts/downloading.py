"""Files leave by our own route: a reason, then a link for this person alone, once, for a minute."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from billing_core.access_log.downloads import DownloadFacts, offer_download
from billing_core.rules.access import DOWNLOAD_LASTS
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.tokens import digest, new_token
from dashboard.gate.download_route import DOWNLOAD_PATH
from dashboard.gate.kept_files import KeptFile, keep_offered
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import Language, Words, language

_WILL = Words(
    "누가 언제 왜 받았는지 접속기록에 남습니다. 확인하면 60초 동안 한 번 쓸 수 있는 링크가 버튼 옆에 나타납니다.",
    "The access log keeps who took it, when and why. Then a link stands beside the button: it works once, within 60 seconds.",
)
_REASON_EXAMPLE = Words("예: 10월 결산 보고", "e.g. for the report of October")
_CONFIRM = Words("확인", "Confirm")
_MAKING = Words("파일을 준비하고 있습니다…", "Preparing the file…")
_READY = Words("파일이 준비됐습니다. 60초 안에 받아 주세요.", "The file is ready for 60 seconds.")
_TAKE = Words("받기 · 60초 안에 누르세요", "Save it · within 60 seconds")


@dataclass(frozen=True)
class MadeDownload:
    """A made file and what it is."""

    facts: DownloadFacts
    kept: KeptFile = field(repr=False)


@dataclass(frozen=True)
class OfferedLink:
    """Holds its file, which otherwise goes with the page that made it. `what` it is of: the same
    button may stand for another month or member by now."""

    path: str
    what: str
    until: datetime
    kept: KeptFile = field(repr=False)


def file_button(
    label: str,
    what: str,
    make: Callable[[str], MadeDownload],
    *,
    key: str,
    icon: str = "download",
    grave: bool = False,
) -> None:
    """A button that asks for the reason; then `make` makes the file, of which the reason may be a
    part, and a link stands beside the button. `what` says which file it will be; a `grave` one asks
    for the password again."""
    acting.told_at(key)
    if st.button(label, key=key, type="primary", icon=f":material/{icon}:"):
        asking.ask_first(
            asking.AskedAct(
                key=key,
                title=label,
                will=_WILL(),
                confirm=_CONFIRM(),
                doing=_MAKING(),
                step=partial(_offer, key, what, make),
                about=f'<p class="bd-note">{escape(what)}</p>',
                grave=grave,
                example=_REASON_EXAMPLE,
            )
        )
    link: OfferedLink | None = st.session_state.get(_link_of(key))
    now = desk.the_system().wall_clock.now()
    if link is not None and link.what == what and now < link.until:
        st.html(
            f'<a class="bd-download" href="{escape(link.path)}" target="_self">{escape(_TAKE())}</a>',
            width="content",
        )


def forget_link(key: str) -> None:
    """Of a file that is no longer the one asked for."""
    st.session_state.pop(_link_of(key), None)


def _link_of(key: str) -> str:
    return f"{key}_link"


def _offer(key: str, what: str, make: Callable[[str], MadeDownload], reason: str) -> str:
    if not reason.strip():  # before a long file is made
        raise Refusal(RefusalCode.NO_REASON)
    system, actor = desk.the_system(), desk.current_actor()
    made, token = make(reason), new_token()
    now = system.wall_clock.now()
    with system.database.writing() as session:
        offer_download(session, digest(token), made.facts, actor=actor, reason=reason, now=now)
    keep_offered(digest(token), made.kept)
    english = "?lang=en" if language() is Language.ENGLISH else ""
    path = DOWNLOAD_PATH + token + english
    st.session_state[_link_of(key)] = OfferedLink(path, what, now + DOWNLOAD_LASTS, made.kept)
    return _READY()
