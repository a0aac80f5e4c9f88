"""The API keys of the company's programs, with their use, and a button that revokes one."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

import streamlit as st

from billing_core.rules.key_scope import OF_THE_FIRST_KEY, KeyScope
from billing_core.sign_in.api_keys import ApiKeyRow, revoke_api_key
from dashboard.pages.people import api_key_words as w
from dashboard.pages.people.api_key_making import make_button, show_made_key
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import count, day, moment
from dashboard.parts.markup import Tone, empty, person, pill, plain, section


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
