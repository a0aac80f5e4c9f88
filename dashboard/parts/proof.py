"""Re-authentication: a grave act asks for the password again after a quarter of an hour."""

from __future__ import annotations

import streamlit as st

from billing_core.models import Person
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.sessions import read_session
from billing_core.sign_in.sign_in import Try, prove
from dashboard.parts import actor
from dashboard.parts.desk import the_system
from dashboard.parts.words import asking as w


def is_proved() -> bool:
    """Also for whoever has no password at all, as the demo's people: nothing could be asked."""
    system = the_system()
    with system.database.reading() as session:
        here = read_session(session, actor.session_key(), system.wall_clock.now())
        if here is None:
            return False
        return here.proved or not session.get_one(Person, here.actor.number).password_hash


def password_field(key: str) -> None:
    """Only while it is needed."""
    if not is_proved():
        st.text_input(w.PASSWORD(), key=key, type="password", max_chars=128, help=w.PASSWORD_WHY())


def require_proof(key: str) -> None:
    """Before the act itself. Raises Refusal: "not_signed_in", "password_needed",
    "wrong_password", "too_many_tries"."""
    if is_proved():
        return
    typed = str(st.session_state.get(key) or "")
    if not typed:
        raise Refusal(RefusalCode.PASSWORD_NEEDED)
    system = the_system()
    now = system.wall_clock.now()
    with system.database.reading() as session:
        here = read_session(session, actor.session_key(), now)
        if here is None:
            raise Refusal(RefusalCode.NOT_SIGNED_IN)
        login = session.get_one(Person, here.actor.number).login
    prove(system.database, actor.session_key(), Try(login, typed, "", now))
