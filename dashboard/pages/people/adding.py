"""A new person of the team: name, login and role, and the link that lets them choose a password."""

from collections.abc import Sequence

import streamlit as st

from billing_core.rules.actor import Role
from billing_core.sign_in.links import make_link
from billing_core.sign_in.people import ROLES, add_person
from dashboard.pages.people import words as w
from dashboard.pages.people.link_made import keep_link
from dashboard.parts import acting, asking, desk

_FIELDS = ("people_new_name", "people_new_login", "people_new_role")


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
    name, login, role = _FIELDS
    st.text_input(w.NAME(), key=name, max_chars=60)
    st.text_input(w.LOGIN(), key=login, max_chars=60, placeholder=w.LOGIN_HINT())
    choose_role(role)
    return _FIELDS


def choose_role(key: str, chosen: Role = Role.VIEWER) -> None:
    st.radio(
        w.ROLE(),
        ROLES,
        key=key,
        index=ROLES.index(chosen),
        format_func=lambda each: desk.ROLE_NAMES[Role(each)](),
        horizontal=True,
        help=w.ROLES_EXPLAINED(),
    )


def _add(name: str, login: str, role: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    now = system.wall_clock.now()
    with system.database.writing() as session:
        person = add_person(session, login, name, Role(role), actor=actor, now=now)
        path = make_link(session, person, actor=actor, now=now)
    keep_link(person.name, path)
    return w.ADDED(name=person.name)
