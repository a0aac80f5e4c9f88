"""The browsers in which one is signed in, and the way out of all of them."""

from datetime import datetime

import streamlit as st

from billing_core.sign_in.account import OwnAccount
from billing_core.sign_in.people import sign_out_everywhere
from dashboard.pages.account import words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import moment, relative
from dashboard.parts.markup import plain, section


def sessions_section(account: OwnAccount, now: datetime) -> None:
    section(w.SESSIONS())
    for each in account.sessions:
        since, acted = moment(each.begun_at), relative(each.acted_at, now)
        parts = (w.SINCE(when=since), w.ACTED(when=acted), each.remote)
        name = w.HERE() if each.here else w.ELSEWHERE()
        st.markdown(f"**{name}** · {plain(' · '.join(filter(None, parts)))}")
    acting.told_at("account_sign_out")
    if st.button(w.SIGN_OUT(), key="account_sign_out", icon=":material/logout:"):
        asking.ask_first(
            asking.AskedAct(
                key="account_sign_out",
                title=w.SIGN_OUT(),
                will=w.SIGN_OUT_SENTENCE(),
                confirm=w.SIGN_OUT(),
                doing=w.SIGNING_OUT(),
                step=_sign_out,
                why=False,
            )
        )


def _sign_out() -> str:
    system, actor = desk.the_system(), desk.current_actor()
    assert actor.number is not None  # noqa: S101 - a person's
    with system.database.writing() as session:
        sign_out_everywhere(session, actor.number, actor=actor, now=system.wall_clock.now())
    return w.SIGNED_OUT()
