"""Sessions for tests: as the gate and the sign-in pages begin them, without typing a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import streamlit as st

from billing_core.models import Person
from billing_core.rules.actor import Actor
from billing_core.sign_in.sessions import begin_session
from billing_core.system import System
from dashboard.parts import desk

SESSION = "session_of_the_test"


def token_of(system: System, who: Actor) -> str:
    """Of a new session of that person, as their cookie carries it."""
    with system.database.writing() as session:
        person = session.get_one(Person, who.number)
        return begin_session(session, person, now=system.wall_clock.now())


@contextmanager
def pages_without_a_gate() -> Iterator[None]:
    """A page that is run without a browser finds its session where `visit` has put it."""
    through_the_gate = desk.session_key

    def session_key() -> str:
        return st.session_state.get(SESSION) or through_the_gate()

    with patch.object(desk, "session_key", session_key):
        yield
