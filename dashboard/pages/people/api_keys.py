"""The API keys of the company's programs: whose, what each may do and until when, its use, and the
buttons that make one, shown once, and revoke one.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

import streamlit as st

from billing_core.rules.calendar import kst_date
from billing_core.rules.key_scope import OF_THE_FIRST_KEY, KeyScope
from billing_core.sign_in.api_keys import LONGEST_NAME, ApiKeyRow, make_api_key, revoke_api_key
from dashboard.pages.people import api_key_words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import count, day, moment
from dashboard.parts.markup import Tone, empty, person, pill, plain, section

_NAME, _LAST_DAY = "api_key_name", "api_key_last_day"
_SCOPES = [f"api_key_{scope}" for scope in KeyScope]
_MADE = "api_key_made"


def api_key_part(rows: Sequence[ApiKeyRow]) -> None:
    section(w.TITLE())
    st.caption(plain(w.NOTE()))
    make_button()
    show_made_key()
    valid = [row for row in rows if row.is_valid]
    has_first = bool(desk.the_system().settings.api_key.get_secret_value())
    if not valid and not has_first:
        empty(w.NONE(), w.NONE_NEXT())
    for row in valid:
        acting.told_at(f"api_key_revoke_{row.id}")
        _valid_row(row)
    if has_first:
        with st.container(border=True, key="api_key_row_of_settings"):
            st.html(_line(w.OF_SETTINGS(), OF_THE_FIRST_KEY))
            st.caption(plain(w.OF_SETTINGS_NOTE()))
    if past := [row for row in rows if not row.is_valid]:
        with st.expander(w.PAST(n=count(len(past)))):
            for row in past:
                st.html(_line(row.name, row.scopes, [pill(Tone.UNKNOWN, _ended(row))]))


def _valid_row(row: ApiKeyRow) -> None:
    with (
        st.container(border=True, key=f"api_key_row_{row.id}"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        with st.container(width="stretch"):
            st.html(_line(row.name, row.scopes))
            st.caption(_used(row))
        if st.button(w.REVOKE(), key=f"api_key_revoke_{row.id}", type="tertiary"):
            asking.ask_first(
                asking.AskedAct(
                    key=f"api_key_revoke_{row.id}",
                    title=w.REVOKE(),
                    will=w.REVOKE_SENTENCE(name=row.name),
                    confirm=w.REVOKE(),
                    doing=w.REVOKING(),
                    step=partial(_revoke, row),
                    about=_line(row.name, row.scopes),
                    why=False,
                    grave=True,
                )
            )


def _line(name: str, scopes: Iterable[KeyScope], pills: Sequence[str] = ()) -> str:
    may = [pill(Tone.PAID, w.SCOPES[scope]()) for scope in KeyScope if scope in set(scopes)]
    return person(name, "", [*pills, *may])


def _used(row: ApiKeyRow) -> str:
    last = w.USED(when=moment(row.last_used_at)) if row.last_used_at else w.UNUSED()
    ends = w.GOOD_TO(day=_last_day(row)) if row.expires_at else ""
    return " · ".join(filter(None, [last, ends, w.MADE_ON(day=day(row.created_at))]))


def _ended(row: ApiKeyRow) -> str:
    if row.revoked_at is not None:
        return w.REVOKED_ON(day=day(row.revoked_at))
    return w.EXPIRED_ON(day=_last_day(row))


def _last_day(row: ApiKeyRow) -> str:
    """It ends at a midnight, which is of the day after."""
    return day(row.expires_at - timedelta(seconds=1)) if row.expires_at else ""


def _revoke(row: ApiKeyRow) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        revoke_api_key(session, row.id, actor=actor, now=system.wall_clock.now())
    return w.REVOKED(name=row.name)


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
