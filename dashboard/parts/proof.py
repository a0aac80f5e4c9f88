"""Re-authentication: a grave act asks for the password again after a quarter of an hour.

Of somebody without one it asks that they sign in with their company account anew.
"""

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from billing_core.models import Person
from billing_core.rules.actor import Role
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.company import company_account
from billing_core.sign_in.sessions import read_session
from billing_core.sign_in.sign_in import PasswordTry, prove
from dashboard.parts import desk
from dashboard.parts.acting import ask
from dashboard.parts.language import Language, language
from dashboard.parts.words import asking as w

_HERE = "prove_again_password"


def is_proved() -> bool:
    """Whether this session's password was typed lately, read from the book at this instant."""
    system = desk.the_system()
    with system.database.reading() as session:
        here = read_session(session, desk.session_key(), system.wall_clock.now())
    return here is not None and here.proved


def password_field(key: str) -> None:
    """Only while it is needed; a link in its place for those who sign in with the company's
    account."""
    if is_proved():
        return
    if _by_company():
        st.html(
            f'<p><a href="{escape(_way_to_company())}" target="_self">{escape(w.COMPANY())}</a></p>'
        )
        st.caption(w.COMPANY_WHY())
    else:
        st.text_input(w.PASSWORD(), key=key, type="password", max_chars=128, help=w.PASSWORD_WHY())


def require_proof(key: str) -> None:
    """Before the act itself. Raises Refusal: "not_signed_in", "password_needed",
    "company_proof_needed", "wrong_password", "too_many_tries"."""
    if is_proved():
        return
    if _by_company():
        raise Refusal(RefusalCode.COMPANY_PROOF_NEEDED)
    typed = str(st.session_state.get(key) or "")
    if not typed:
        raise Refusal(RefusalCode.PASSWORD_NEEDED)
    prove(desk.the_system().database, desk.session_key(), own_try(typed))


def own_try(password: str) -> PasswordTry:
    """Of whoever sits here. Raises Refusal "not_signed_in"."""
    system = desk.the_system()
    now = system.wall_clock.now()
    with system.database.reading() as session:
        here = read_session(session, desk.session_key(), now)
        if here is None:
            raise Refusal(RefusalCode.NOT_SIGNED_IN)
        login = session.get_one(Person, here.actor.number).login
    return PasswordTry(login, password, desk.remote_address(), now)


def _by_company() -> bool:
    with desk.reading() as session:
        return company_account(session, desk.shown_actor().number) is not None


def _way_to_company() -> str:
    """To sign in there anew and come back to this very page."""
    here = urlsplit(st.context.url or "/").path or "/"
    query = urlencode(st.query_params.to_dict())
    lang = "en" if language() is Language.ENGLISH else "ko"
    way = {"again": "1", "lang": lang, "next": f"{here}?{query}" if query else here}
    return f"/sign-in/company?{urlencode(way)}"


def prove_again() -> None:
    """In the sidebar, for an administrator: the password opens the raw records of a page."""
    here = desk.shown_actor()
    if here.role is Role.ADMINISTRATOR and not desk.shown_proved():
        with st.popover(w.PROVE(), key="prove_again_open", width="stretch"):
            password_field(_HERE)
            if _by_company():
                return
            st.button(
                w.PROVE(),
                key="prove_again",
                type="primary",
                on_click=ask,
                args=(w.PROVING(), _prove),
            )


def _prove() -> str:
    require_proof(_HERE)
    return w.PROVED()
