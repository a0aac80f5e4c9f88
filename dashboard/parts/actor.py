"""The person at the desk, picked by name until sign-in exists; the steps check what they may do."""

from __future__ import annotations

import streamlit as st

from billing_core.rules.actor import Actor, Role
from dashboard.parts.desk import the_system
from dashboard.parts.words import frame as w

KEY = "actor"
_HERE = "actor_here"
NOBODY = Actor("", Role.VIEWER)


def current_actor() -> Actor:
    """The person who was picked; until then NOBODY, who may only look."""
    name = st.session_state.get(KEY)
    return next((person for person in the_system().settings.people if person.name == name), NOBODY)


def may_approve() -> bool:
    return current_actor().role is Role.APPROVER


def actor_picker() -> None:
    st.selectbox(
        w.WHO(),
        [person.name for person in the_system().settings.people],
        index=None,
        key=KEY,
        format_func=_with_role,
        placeholder=w.PICK_NAME(),
        filter_mode=None,
        persist_state="session",
    )


def ask_who() -> None:
    """Asks for a name where something can be done, until somebody who may do it is picked."""
    if may_approve():
        return
    with st.container(border=True, key="ask_who", horizontal=True, vertical_alignment="center"):
        st.markdown(w.ASK_WHO() if current_actor() is NOBODY else w.ONLY_LOOKING(), width="stretch")
        st.pills(
            w.WHO(),
            [p.name for p in the_system().settings.people if p.role is Role.APPROVER],
            key=_HERE,
            on_change=_take_name,
            label_visibility="collapsed",
        )


def _take_name() -> None:
    st.session_state[KEY] = st.session_state[_HERE]


def _with_role(name: str) -> str:
    person = next(each for each in the_system().settings.people if each.name == name)
    role = w.APPROVER if person.role is Role.APPROVER else w.VIEWER
    return f"{name} · {role()}"
