"""The desk behind every page: the assembled system, cached once per process, the moment that pages
show, and who sits here: the person of the session that the gate has let in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import streamlit as st
from sqlalchemy.orm import Session

from billing_core import bootstrap
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.actor import Actor, Role
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.sessions import SignedIn, end_session, read_session, resume_session
from billing_core.system import System
from dashboard.gate.doors import CLIENT_HEADER, SESSION_HEADER
from dashboard.parts import address
from dashboard.parts.language import Language, language
from dashboard.parts.markup import plain, sentence
from dashboard.parts.words import frame as w

_HERE, _LEFT = "signed_in", "signed_out"
ROLE_NAMES = {
    Role.VIEWER: w.VIEWER,
    Role.APPROVER: w.APPROVER,
    Role.ADMINISTRATOR: w.ADMINISTRATOR,
}


@st.cache_resource(show_spinner=False)
def the_system() -> System:
    return bootstrap.assemble()


@contextmanager
def reading() -> Iterator[Session]:
    """A session on one snapshot of the book. Raises StorageUnavailable, for `page_frame` to say."""
    with the_system().database.reading() as session:
        yield session


def now() -> datetime:
    return the_system().clock.now()


def real_now() -> datetime:
    """By the clock that a demo does not move."""
    return the_system().wall_clock.now()


def as_of() -> AsOf:
    return AsOf(now(), the_system().settings.grace_days)


def session_key() -> str:
    """The digest of this browser's token; empty where no gate stands in front."""
    return st.context.headers.get(SESSION_HEADER, "")


def remote_address() -> str:
    """From where this browser asks, as the gate saw it."""
    return st.context.headers.get(CLIENT_HEADER, "")


def require_signed_in(before: Callable[[], object] = st.rerun) -> None:
    """Reads the session anew, at the top of every run: a person has done something. Whoever is
    signed out by now sees the way back, and nothing else: `before` takes away what would stand
    around it, by default a run of the whole page, which a part of it does not draw."""
    system = the_system()
    here = resume_session(system.database, session_key(), system.wall_clock.now())
    st.session_state[_HERE] = here
    if here is None:
        before()
        lang = "en" if language() is Language.ENGLISH else "ko"
        way = f'<p><a href="/sign-in?lang={lang}" target="_self">{w.SIGN_IN()}</a></p>'
        if st.session_state.get(_LEFT):  # by their own hand: nothing to explain, and no menu stays
            way += f'<script>location.replace("/sign-in?lang={lang}")</script>'
        st.html(sentence(w.SIGNED_OUT()) + way, unsafe_allow_javascript=True)
        st.stop()


def current_actor() -> Actor:
    """Who acts, read from the book at this instant. Raises Refusal "not_signed_in"."""
    system = the_system()
    with system.database.reading() as session:
        here = read_session(session, session_key(), system.wall_clock.now())
    if here is None:
        raise Refusal(RefusalCode.NOT_SIGNED_IN)
    return here.actor


def shown_actor() -> Actor:
    """Who was here when the page was drawn: for what is shown, never for what is done."""
    here: SignedIn = st.session_state[_HERE]
    return here.actor


def shown_proved() -> bool:
    """Whether the password was typed lately, or there is none to type."""
    here: SignedIn = st.session_state[_HERE]
    return here.proved


def may_approve() -> bool:
    return shown_actor().may_approve


def who_is_here() -> None:
    """In the sidebar: name, role, and the way out."""
    actor = shown_actor()
    with st.container(key="who_is_here", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            st.page_link(
                address.page_file("account"),
                label=f"**{plain(w.PERSON(name=actor.name))}** · {ROLE_NAMES[actor.role]()}",
                icon=":material/account_circle:",
                help=w.ACCOUNT(),
            )
        st.button(w.SIGN_OUT(), key="sign_out", on_click=_sign_out, type="tertiary")


def say_only_looking() -> None:
    """On a page where something can be done, to whoever may not do it."""
    if not may_approve():
        st.info(w.ONLY_LOOKING(), icon=":material/visibility:")


def _sign_out() -> None:
    with the_system().database.writing() as session:
        end_session(session, session_key())
    st.session_state[_LEFT] = True
