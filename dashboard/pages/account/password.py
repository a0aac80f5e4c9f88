"""Choosing another password, with the old one."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from billing_core.rules.sign_in import LONGEST_PASSWORD, SHORTEST_PASSWORD
from billing_core.sign_in.sign_in import change_password
from dashboard.pages.account import words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.markup import section

_FIELDS = ("account_password_old", "account_password_new", "account_password_again")


def password_section() -> None:
    section(w.PASSWORD())
    acting.told_at("account_password")
    if st.button(w.CHANGE(), key="account_password", icon=":material/key:"):
        asking.ask_first(
            asking.AskedAct(
                key="account_password",
                title=w.CHANGE(),
                will=w.CHANGE_SENTENCE(),
                confirm=w.CHANGE(),
                doing=w.CHANGING(),
                step=_change,
                fields=_asked,
                why=False,
            )
        )


def _asked() -> Sequence[str]:
    field = partial(st.text_input, type="password", max_chars=LONGEST_PASSWORD)
    old, new, again = _FIELDS
    field(w.OLD(), key=old, autocomplete="current-password")
    field(w.NEW(), key=new, autocomplete="new-password", help=w.RULE(shortest=SHORTEST_PASSWORD))
    field(w.AGAIN(), key=again, autocomplete="new-password")
    return _FIELDS


def _change(old: str, new: str, again: str) -> str | acting.ActNotice:
    if new != again:
        return acting.ActNotice("refused", w.NOT_ALIKE())
    change_password(desk.the_system().database, desk.session_key(), asking.own_try(old), new)
    return w.CHANGED()
