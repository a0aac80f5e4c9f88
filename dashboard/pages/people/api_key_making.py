"""A new API key: whose, what it may do and until when; and the key itself, shown once."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from billing_core.rules.calendar import kst_date
from billing_core.rules.key_scope import KeyScope
from billing_core.sign_in.api_keys import LONGEST_NAME, make_api_key
from dashboard.pages.people import api_key_words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.markup import plain

_NAME, _LAST_DAY = "api_key_name", "api_key_last_day"
_SCOPES = [f"api_key_{scope}" for scope in KeyScope]
_MADE = "api_key_made"


def make_button() -> None:
    acting.told_at("api_key_add")
    if st.button(w.ADD(), key="api_key_add", icon=":material/key:"):
        asking.ask_first(
            asking.AskedAct(
                key="api_key_add",
                title=w.ADD(),
                will=w.ADD_SENTENCE(),
                confirm=w.ADD(),
                doing=w.ADDING(),
                step=_make,
                fields=_asked,
                why=False,
                grave=True,
            )
        )


def show_made_key() -> None:
    """Once: the book has its digest alone, so nobody can look it up later."""
    made = st.session_state.pop(_MADE, None)
    if made is not None:
        name, key = made
        st.dialog(plain(w.MADE(name=name)), width="medium", dismissible=False)(_made)(key)


def _made(key: str) -> None:
    st.markdown(plain(w.MADE_NOTE()))
    st.code(key, language=None, wrap_lines=True)
    if st.button(w.MADE_CLOSE(), key="api_key_copied", type="primary", width="stretch"):
        st.rerun()


def _asked() -> Sequence[str]:
    st.text_input(w.NAME(), key=_NAME, max_chars=LONGEST_NAME, placeholder=w.NAME_HINT())
    st.markdown(plain(w.MAY()))
    for scope, key in zip(KeyScope, _SCOPES, strict=True):
        st.checkbox(w.SCOPES[scope](), key=key)
    tomorrow = kst_date(desk.the_system().wall_clock.now()) + timedelta(days=1)
    st.date_input(w.LAST_DAY(), value=None, min_value=tomorrow, key=_LAST_DAY, format="YYYY-MM-DD")
    return [_NAME, _LAST_DAY, *_SCOPES]


def _make(name: str, last_day: str, *chosen: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    scopes = [scope for scope, is_chosen in zip(KeyScope, chosen, strict=True) if is_chosen]
    with system.database.writing() as session:
        key = make_api_key(
            session, name, scopes, last_day=last_day, actor=actor, now=system.wall_clock.now()
        )
    name = " ".join(name.split())
    st.session_state[_MADE] = (name, key)
    return w.ADDED(name=name)
