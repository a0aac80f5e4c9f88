"""Signing in with the company's account over real HTTP: browser, dashboard and provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from billing_core import bootstrap
from billing_core.clock import HeldClock
from billing_core.models import AuditRow, Person
from billing_core.oidc.provider import OidcProvider
from billing_core.rules.act import Act
from billing_core.rules.actor import Role
from billing_core.sign_in.links import make_link
from billing_core.sign_in.people import add_person
from billing_core.sign_in.sessions import SignedIn, read_session
from billing_core.tokens import digest
from dashboard.parts.desk import the_system
from tests.dashboard.knocking import PAGE
from tests.parts.identity_provider import RunningProvider
from tests.parts.people import ADMINISTRATOR
from tests.parts.world import World

SUBJECT = "248289761001"
PATIENCE = 120.0  # a busy machine takes its time


@dataclass(frozen=True)
class Company:
    """A desk that knows one provider."""

    world: World
    provider: RunningProvider
    address: str
    visitor: httpx.Client

    @property
    def clock(self) -> HeldClock:
        clock = self.world.system.wall_clock
        assert isinstance(clock, HeldClock)
        return clock

    def passes(self, time: timedelta) -> None:
        self.clock.set(self.clock.now() + time)

    def hires(self, login: str = "hana") -> str:
        """Returns the path of their link."""
        now = self.clock.now()
        with self.world.system.database.writing() as session:
            person = add_person(
                session, login, "김하나", Role.APPROVER, actor=ADMINISTRATOR, now=now
            )
            return make_link(session, person, actor=ADMINISTRATOR, now=now)

    def link_for(self, login: str) -> str:
        with self.world.system.database.writing() as session:
            person = session.scalars(select(Person).where(Person.login == login)).one()
            return make_link(session, person, actor=ADMINISTRATOR, now=self.clock.now())

    def binds(self, login: str = "hana", subject: str = SUBJECT) -> httpx.Response:
        return self.signs_in(subject, path=f"{self.hires(login)}/company")

    def signs_in(
        self, subject: str = SUBJECT, *, path: str = "/sign-in/company", **claims: Any
    ) -> httpx.Response:
        self.provider.knows(subject, self.clock.now(), **claims)
        return self.comes_back(self.provider.lets_in(self.leaves(path), subject))

    def leaves(self, path: str = "/sign-in/company") -> str:
        """Where the browser is sent."""
        left = self.visitor.get(path)
        assert left.status_code == 303, left.text
        return left.headers["location"]

    def comes_back(self, way: str, browser: httpx.Client | None = None) -> httpx.Response:
        assert way.startswith(f"{self.address}/sign-in/company/back?")
        return (browser or self.visitor).get(way)

    @property
    def here(self) -> SignedIn | None:
        """Whose session the visitor's cookie names."""
        token = self.visitor.cookies.get(f"desk_{urlsplit(self.address).port}") or ""
        with self.world.system.database.reading() as session:
            return read_session(session, digest(token), self.clock.now())

    @property
    def is_inside(self) -> bool:
        return self.visitor.get("/", headers=PAGE).status_code == 200

    def person(self, login: str = "hana") -> Person:
        person: Person
        (person,) = self.world.rows(Person, Person.login == login)
        return person

    def failures(self) -> list[object]:
        """Why, of each that the audit log holds."""
        rows = self.world.rows(AuditRow, AuditRow.act == Act.PERSON_SIGN_IN_FAILED)
        return [row.detail["why"] for row in rows]


@contextmanager
def company_of(
    world: World, provider: RunningProvider, address: str, visitor: httpx.Client
) -> Iterator[Company]:
    oidc = OidcProvider(
        issuer=provider.issuer,
        client_id="billing-desk",
        client_secret="a secret of the company's / and ours",
        clock=world.system.wall_clock,
        patience=PATIENCE,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "assemble", lambda: replace(world.system, oidc=oidc))
        the_system.clear()
        visitor.timeout = httpx.Timeout(PATIENCE)
        yield Company(world, provider, address, visitor)
    the_system.clear()
    oidc.close()


class TwoFaced:
    """A provider that says of itself what two others do: one lets people in, one names the keys."""

    def __init__(self, door: RunningProvider, keys: RunningProvider) -> None:
        self.door, self.keys = door, keys
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._itself),
                Route("/keys", self._their_keys),
            ]
        )

    async def _itself(self, request: Request) -> JSONResponse:
        issuer = str(request.base_url).rstrip("/")
        door = self.door.issuer
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{door}/oauth2/authorize",
                "token_endpoint": f"{door}/oauth2/token",
                "jwks_uri": f"{issuer}/keys",
            }
        )

    async def _their_keys(self, request: Request) -> JSONResponse:
        async with httpx.AsyncClient() as client:
            return JSONResponse((await client.get(f"{self.keys.issuer}/jwks")).json())
