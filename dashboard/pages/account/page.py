"""내 계정: how one signs in, two-step sign-in, and the browsers in which one is signed in."""

import streamlit as st

from billing_core.rules.sign_in import Way
from billing_core.sign_in.account import own_account
from billing_core.wording.sign_in import way_said
from dashboard.pages.account import words as w
from dashboard.pages.account.codes import codes_section
from dashboard.pages.account.password import password_section
from dashboard.pages.account.sessions import sessions_section
from dashboard.parts import desk
from dashboard.parts.language import language
from dashboard.parts.markup import facts, heading
from dashboard.parts.words import frame

now = desk.the_system().wall_clock.now()
here = desk.shown_actor()
heading(frame.ACCOUNT(), w.NOTE(), now)
with desk.reading() as session:
    account = own_account(session, here, desk.session_key(), now)
st.html(
    facts(
        [
            (w.NAME(), here.name),
            (w.LOGIN(), account.login),
            (w.ROLE(), desk.ROLE_NAMES[here.role]()),
            (w.WAY(), way_said(account.way, language().place)),
        ]
    )
)
if account.way in (Way.PASSWORD, Way.PASSWORD_AND_CODE):
    password_section()
    codes_section(account)
sessions_section(account, now)
