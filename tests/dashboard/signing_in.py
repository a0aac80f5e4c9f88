"""Sessions for tests: as the gate and the sign-in pages begin them, without typing a password."""

from __future__ import annotations

from billing_core.models import Person
from billing_core.rules.actor import Actor
from billing_core.sign_in.sessions import begin_session
from billing_core.system import System


def token_of(system: System, who: Actor) -> str:
    """Of a new session of that person, as their cookie carries it."""
    with system.database.writing() as session:
        person = session.get_one(Person, who.number)
        return begin_session(session, person, now=system.wall_clock.now())
