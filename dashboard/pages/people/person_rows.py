"""The people of the team, a line each with what an administrator may do about them; a new one; and
the one-time link that lets somebody choose a password.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from billing_core.models import Person
from billing_core.rules.actor import Role
from billing_core.rules.sign_in import Way
from billing_core.sign_in import people
from billing_core.sign_in.links import make_link
from billing_core.sign_in.totp import turn_off_totp
from billing_core.wording.sign_in import way_said
from dashboard.pages.people import words as w
from dashboard.parts import acting, asking, desk
from dashboard.parts.language import Words, count, language, moment
from dashboard.parts.markup import Tone, person, pill, plain

_NEW_PERSON = ("people_new_name", "people_new_login", "people_new_role")
_LINK_MADE = "people_link_made"


@dataclass(frozen=True)
class PersonAct:
    """One thing that an administrator may do about a person."""

    name: str
    label: Words
    will: Words
    doing: Words
    step: Callable[..., str]
    fields: Callable[[people.PersonRow], Sequence[str]] = lambda _: ()


def person_row(row: people.PersonRow) -> None:
    acting.told_at(f"people_row_{row.id}")
    with (
        st.container(border=True, key=f"people_row_{row.id}"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        with st.container(width="stretch"):
            st.html(person(row.name, row.login, _pills(row)))
            st.caption(_seen(row))
        with st.container(horizontal=True, width="content", gap="small"):
            _acts(row)


def _pills(row: people.PersonRow) -> list[str]:
    if row.disabled_at is not None:
        return [pill(Tone.UNKNOWN, w.DISABLED())]
    tone = Tone.UNKNOWN if row.role is Role.VIEWER else Tone.PAID
    own = [pill(Tone.HEALTHY, w.ME())] if row.id == desk.shown_actor().number else []
    return [pill(tone, desk.ROLE_NAMES[row.role]()), *own]


def _seen(row: people.PersonRow) -> str:
    last = w.LAST(when=moment(row.signed_in_at)) if row.signed_in_at else w.NEVER()
    parts = [last, w.HERE(n=count(row.sessions)) if row.sessions else ""]
    parts.append(way_said(row.way, language().place))
    return " · ".join(filter(None, parts))


def _acts(row: people.PersonRow) -> None:
    for act in _possible(row):
        key = f"people_{act.name}_{row.id}"
        if st.button(act.label(), key=key, type="tertiary"):
            asking.ask_first(
                asking.AskedAct(
                    key=key,
                    title=act.label(),
                    will=act.will(name=row.name),
                    confirm=act.label(),
                    doing=act.doing(),
                    step=partial(act.step, row),
                    about=person(row.name, row.login),
                    fields=partial(act.fields, row),
                    why=False,
                    grave=True,
                    place=f"people_row_{row.id}",
                )
            )


def _possible(row: people.PersonRow) -> list[PersonAct]:
    if row.disabled_at is not None:
        return [_ENABLE]
    return [
        _CHANGE_ROLE,
        _LINK,
        *([_CODE_OFF] if row.way is Way.PASSWORD_AND_CODE else []),
        *([_SIGN_OUT] if row.sessions else []),
        _DISABLE,
    ]


def _role_asked(row: people.PersonRow) -> Sequence[str]:
    key = f"people_role_of_{row.id}"
    choose_role(key, row.role)
    return (key,)


def _change_role(row: people.PersonRow, role: str) -> str:
    system, actor, new = desk.the_system(), desk.current_actor(), Role(role)
    with system.database.writing() as session:
        people.change_role(session, row.id, new, actor=actor, now=system.wall_clock.now())
    return w.CHANGED(name=row.name, role=desk.ROLE_NAMES[new]())


def _link(row: people.PersonRow) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        one = session.get_one(Person, row.id)
        path = make_link(session, one, actor=actor, now=system.wall_clock.now())
    keep_link(row.name, path)
    return w.LINK_MADE(name=row.name)


def _code_off(row: people.PersonRow) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        turn_off_totp(session, row.id, actor=actor, now=system.wall_clock.now())
    return w.CODE_IS_OFF(name=row.name)


def _sign_out(row: people.PersonRow) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        people.sign_out_everywhere(session, row.id, actor=actor, now=system.wall_clock.now())
    return w.SIGNED_OUT(name=row.name)


def _disable(row: people.PersonRow) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        people.disable_person(session, row.id, actor=actor, now=system.wall_clock.now())
    return w.DISABLED_NOW(name=row.name)


def _enable(row: people.PersonRow) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        people.enable_person(session, row.id, actor=actor, now=system.wall_clock.now())
    return w.ENABLED_NOW(name=row.name)


_CHANGE_ROLE = PersonAct(
    "role", w.CHANGE_ROLE, w.CHANGE_ROLE_SENTENCE, w.CHANGING, _change_role, _role_asked
)
_LINK = PersonAct("link", w.NEW_LINK, w.NEW_LINK_SENTENCE, w.MAKING_LINK, _link)
_CODE_OFF = PersonAct("code", w.CODE_OFF, w.CODE_OFF_SENTENCE, w.SWITCHING_CODE_OFF, _code_off)
_SIGN_OUT = PersonAct("out", w.SIGN_OUT, w.SIGN_OUT_SENTENCE, w.SIGNING_OUT, _sign_out)
_DISABLE = PersonAct("disable", w.DISABLE, w.DISABLE_SENTENCE, w.DISABLING, _disable)
_ENABLE = PersonAct("enable", w.ENABLE, w.ENABLE_SENTENCE, w.ENABLING, _enable)


def add_button() -> None:
    acting.told_at("people_add")
    if st.button(w.ADD(), key="people_add", icon=":material/person_add:", type="primary"):
        asking.ask_first(
            asking.AskedAct(
                key="people_add",
                title=w.ADD(),
                will=w.ADD_SENTENCE(),
                confirm=w.ADD(),
                doing=w.ADDING(),
                step=_add,
                fields=_asked,
                why=False,
                grave=True,
            )
        )


def _asked() -> Sequence[str]:
    name, login, role = _NEW_PERSON
    st.text_input(w.NAME(), key=name, max_chars=60)
    st.text_input(w.LOGIN(), key=login, max_chars=60, placeholder=w.LOGIN_HINT())
    choose_role(role)
    return _NEW_PERSON


def choose_role(key: str, chosen: Role = Role.VIEWER) -> None:
    st.radio(
        w.ROLE(),
        people.ROLES,
        key=key,
        index=people.ROLES.index(chosen),
        format_func=lambda each: desk.ROLE_NAMES[Role(each)](),
        horizontal=True,
        help=w.ROLES_EXPLAINED(),
    )


def _add(name: str, login: str, role: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    now = system.wall_clock.now()
    with system.database.writing() as session:
        person = people.add_person(session, login, name, Role(role), actor=actor, now=now)
        path = make_link(session, person, actor=actor, now=now)
    keep_link(person.name, path)
    return w.ADDED(name=person.name)


def keep_link(name: str, path: str) -> None:
    st.session_state[_LINK_MADE] = (name, desk.the_system().settings.dashboard_address + path)


def show_link() -> None:
    """Once: the book has its digest alone, so nobody can look it up later."""
    made = st.session_state.pop(_LINK_MADE, None)
    if made is not None:
        name, address = made
        with st.container(border=True, key="people_link"):
            st.markdown(plain(w.LINK_FOR(name=name)))
            st.code(address, language=None, wrap_lines=True)
