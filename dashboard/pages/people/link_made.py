"""The one-time link that was just made, shown until the administrator does something else."""

import streamlit as st

from dashboard.pages.people import words as w
from dashboard.parts import desk
from dashboard.parts.markup import plain

_MADE = "people_link_made"


def keep_link(name: str, path: str) -> None:
    st.session_state[_MADE] = (name, desk.the_system().settings.dashboard_address + path)


def show_link() -> None:
    """Once: the book has its digest alone, so nobody can look it up later."""
    made = st.session_state.pop(_MADE, None)
    if made is not None:
        name, address = made
        with st.container(border=True, key="people_link"):
            st.markdown(plain(w.LINK_FOR(name=name)))
            st.code(address, language=None, wrap_lines=True)
