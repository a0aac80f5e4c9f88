"""Knocking at the gate over real HTTP: visitors with and without a session, and their forms."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from billing_core.rules.actor import Role
from billing_core.sign_in.links import make_link
from billing_core.sign_in.people import add_person
from tests.dashboard.signing_in import token_of
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.parts.world import World

PAGE = {"Accept": "text/html"}


def cookie(address: str, token: str) -> dict[str, str]:
    return {"Cookie": f"desk_{urlsplit(address).port}={token}"}


def signed_in(world: World, address: str) -> dict[str, str]:
    return cookie(address, token_of(world.system, APPROVER))


def link_of(world: World, login: str) -> str:
    now = world.system.wall_clock.now()
    with world.system.database.writing() as session:
        person = add_person(session, login, "김하나", Role.VIEWER, actor=ADMINISTRATOR, now=now)
        return make_link(session, person, actor=ADMINISTRATOR, now=now)


def chooses_password(world: World, visitor: httpx.Client, login: str, password: str) -> str:
    path = link_of(world, login)
    assert posts(visitor, path, password=password, again=password).status_code == 303
    return path


def posts(visitor: httpx.Client, path: str, **form: str) -> httpx.Response:
    return visitor.post(path, data=form, headers={"Origin": str(visitor.base_url).rstrip("/")})
