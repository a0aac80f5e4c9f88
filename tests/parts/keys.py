"""API keys of the company's programs, for stories at the web door."""

from __future__ import annotations

from billing_core.rules.actor import terminal_user
from billing_core.rules.key_scope import KeyScope
from billing_core.sign_in.api_keys import api_key_called, make_api_key, revoke_api_key
from billing_core.system import System

ROOT = terminal_user("root")


def key_with(system: System, *scopes: KeyScope, name: str = "", last_day: str = "") -> str:
    """A new key; called after its scopes, unless it has a name."""
    with system.database.writing() as session:
        return make_api_key(
            session,
            name or "-".join(scopes),
            scopes,
            last_day=last_day,
            actor=ROOT,
            now=system.wall_clock.now(),
        )


def revoke(system: System, name: str) -> None:
    now = system.wall_clock.now()
    with system.database.writing() as session:
        revoke_api_key(session, api_key_called(session, name, now).id, actor=ROOT, now=now)


def shows(key: str) -> dict[str, str]:
    """The header of a call."""
    return {"authorization": f"Bearer {key}"}
