"""내 계정: how one signs in, two-step sign-in, and the browsers in which one is signed in."""

from __future__ import annotations

import streamlit as st

from billing_core.sign_in.account import own_account
from dashboard.pages.account import words as w
from dashboard.pages.account.codes import codes_section
from dashboard.pages.account.password import password_section
from dashboard.pages.account.sessions import sessions_section
from dashboard.parts.actor import ROLE_NAMES, session_key, shown_actor
from dashboard.parts.desk import reading, the_system
from dashboard.parts.heading import heading
from dashboard.parts.people_html import facts
from dashboard.parts.words import frame

now = the_system().wall_clock.now()
here = shown_actor()
heading(frame.ACCOUNT(), w.NOTE(), now)
with reading() as session:
    account = own_account(session, here, session_key(), now)
if account.has_company_account:
    way = w.BY_COMPANY()
elif not account.has_password:
    way = w.BY_CLICK()
else:
    way = w.BY_PASSWORD_AND_CODE() if account.codes_since else w.BY_PASSWORD()
st.html(
    facts(
        [
            (w.NAME(), here.name),
            (w.LOGIN(), account.login),
            (w.ROLE(), ROLE_NAMES[here.role]()),
            (w.WAY(), way),
        ]
    )
)
if account.has_password:
    password_section()
    codes_section(account)
sessions_section(account, now)
