"""내 계정: how one signs in, two-step sign-in (2단계 인증), and the browsers in which one is signed in."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape

import segno
import streamlit as st

from billing_core.rules.sign_in import LONGEST_PASSWORD, SHORTEST_PASSWORD, Way
from billing_core.sign_in.account import OwnAccount, own_account
from billing_core.sign_in.people import sign_out_everywhere
from billing_core.sign_in.sign_in import change_password
from billing_core.sign_in.totp import app_address, new_secret, turn_off_totp, turn_on_totp
from billing_core.wording.sign_in import way_said
from dashboard.pages.account import words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import Words, count, day, language, moment, relative
from dashboard.parts.markup import facts, heading, plain, section
from dashboard.parts.words import frame

_PASSWORD_FIELDS = ("account_password_old", "account_password_new", "account_password_again")
_SECRET, _CODE, _SPARE = "account_codes_secret", "account_codes_code", "account_codes_spare"


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
    old, new, again = _PASSWORD_FIELDS
    field(w.OLD(), key=old, autocomplete="current-password")
    field(w.NEW(), key=new, autocomplete="new-password", help=w.RULE(shortest=SHORTEST_PASSWORD))
    field(w.AGAIN(), key=again, autocomplete="new-password")
    return _PASSWORD_FIELDS


def _change(old: str, new: str, again: str) -> str | acting.ActNotice:
    if new != again:
        return acting.ActNotice("refused", w.NOT_ALIKE())
    change_password(desk.the_system().database, desk.session_key(), asking.own_try(old), new)
    return w.CHANGED()


def codes_section(account: OwnAccount) -> None:
    section(w.CODES(), w.CODES_WHY())
    acting.told_at(_CODE)
    if account.codes_since is not None:
        _on(account, day(account.codes_since))
    elif _SECRET in st.session_state:
        _setting_up(account, st.session_state[_SECRET])
    else:
        st.write(w.CODES_OFF())
        _button("account_codes_on", w.TURN_ON, w.TURN_ON_SENTENCE, w.TURNING_ON, _begin)


def _on(account: OwnAccount, since: str) -> None:
    st.write(w.CODES_ON(day=since, n=count(account.recovery_codes)))
    spare: list[str] | None = st.session_state.pop(_SPARE, None)
    if spare:  # once: the book has their digests alone
        with st.container(border=True, key="account_spare"):
            st.markdown(w.SPARE())
            st.code("\n".join(spare), language=None)
    _button("account_codes_off", w.TURN_OFF, w.TURN_OFF_SENTENCE, w.TURNING_OFF, _turn_off)


def _setting_up(account: OwnAccount, secret: str) -> None:
    picture = segno.make(app_address(secret, account.login), error="m")
    with st.container(border=True, key="account_codes_set"):
        st.markdown(w.SCAN())
        source = picture.svg_data_uri(scale=5, light="#fff", dark="#000")
        st.html(f'<img src="{escape(source)}" alt="{escape(w.QR())}" />')
        st.caption(w.SECRET_BY_HAND())
        st.code(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), language=None)
        st.text_input(
            w.FIRST_CODE(), key=_CODE, max_chars=10, autocomplete="one-time-code", width=320
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                w.CONFIRM(),
                key="account_codes_confirm",
                type="primary",
                on_click=acting.ask,
                args=(w.TURNING_ON(), partial(_turn_on, secret), _CODE),
                kwargs={"place": _CODE},
            )
            st.button(w.NOT_NOW(), key="account_codes_not_now", on_click=_forget_secret)


def _button(key: str, label: Words, will: Words, doing: Words, step: Callable[[], str]) -> None:
    if st.button(label(), key=key):
        asking.ask_first(
            asking.AskedAct(
                key=key,
                title=label(),
                will=will(),
                confirm=label(),
                doing=doing(),
                step=step,
                why=False,
                grave=True,
                place=_CODE,
            )
        )


def _begin() -> str:
    """Nothing is kept in the book before the app has shown a right code."""
    st.session_state[_SECRET] = new_secret()
    return w.BEGUN()


def _turn_on(secret: str, code: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        spare = turn_on_totp(session, secret, code, actor=actor, now=system.wall_clock.now())
    _forget_secret()
    st.session_state[_SPARE] = spare
    return w.TURNED_ON()


def _turn_off() -> str:
    system, actor = desk.the_system(), desk.current_actor()
    assert actor.number is not None  # noqa: S101 - a person's
    with system.database.writing() as session:
        turn_off_totp(session, actor.number, actor=actor, now=system.wall_clock.now())
    return w.TURNED_OFF()


def _forget_secret() -> None:
    st.session_state.pop(_SECRET, None)


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
