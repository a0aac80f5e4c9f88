"""A whole small world to tell stories in: the sandbox gateway, our system, the company's app.

`over_http`, the gateway and the doorbell are real servers on loopback; `in_process`, for long
lives, they are called directly. Everything between them is the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from typing import Any

import httpx
from pydantic import SecretStr

from billing_core.bootstrap import assemble, seeded_ids
from billing_core.clock import HeldClock
from billing_core.demo.company_app import NOTICES_PATH, CompanyApp
from billing_core.inbox.receive import receive
from billing_core.sandbox.app import create_app as create_sandbox_app
from billing_core.sandbox.clock import SandboxClock
from billing_core.sandbox.notice import Notice
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.sender import HttpSender
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.transport import SandboxTransport
from billing_core.settings import Settings
from billing_core.sidecar import create_app as create_sidecar_app
from tests.parts.lived_once import SHELF, Beginning, CountedIds
from tests.parts.server import serving
from tests.parts.world import World

ONCE_A_WEEK = 7 * 24 * 60  # minutes; all reservations are many calls over real HTTP
APP_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@contextmanager
def in_process(
    database_url: str,
    start: datetime,
    *,
    seed: int = 1,
    sweep_minutes: int = 10,
    bookings_minutes: int = 30,
    **knobs: Any,
) -> Iterator[World]:
    """A world called directly. `knobs` are settings of the sandbox, such as `webhook_loss=0.3`."""
    clock, ids = HeldClock(start), CountedIds(seed)
    with ExitStack() as stack:
        sandbox = _sandbox(stack, clock, seed, notice_url="http://doorbell.test/", **knobs)
        system = assemble(
            _settings(
                database_url,
                gateway_url="http://sandbox.test",
                sweep_minutes=sweep_minutes,
                bookings_minutes=bookings_minutes,
            ),
            clock=clock,
            wall_clock=HeldClock(start),
            gateway_transport=SandboxTransport(sandbox),
            app_transport=_AcknowledgeEverything(),
            new_id=ids,
            durable=False,
        )
        stack.callback(system.close)

        def ring(notice: Notice) -> None:
            with system.database.writing() as session:
                receive(
                    session,
                    body=json.dumps(notice.body).encode(),
                    content_type="application/json",
                    remote="127.0.0.1",
                    now=clock.now(),
                )

        sandbox.sender = ring
        world = World(system, sandbox, clock)
        if SHELF.used and system.database.is_sqlite:
            world.beginning = Beginning(world, ids, (start, seed, sorted(knobs.items())))
            stack.callback(world.beginning.close)
        yield world


@contextmanager
def over_http(
    database_url: str, start: datetime, *, seed: int = 1, sweep_minutes: int = 10, **knobs: Any
) -> Iterator[World]:
    """Three real servers: the gateway, the sidecar and the company's app."""
    clock = HeldClock(start)
    with ExitStack() as stack:
        sandbox = _sandbox(stack, clock, seed, **knobs)
        gateway_url = stack.enter_context(serving(create_sandbox_app(sandbox)))
        company = CompanyApp(APP_SECRET, clock)
        app_url = stack.enter_context(serving(company.asgi))
        system = assemble(
            _settings(
                database_url,
                gateway_url=gateway_url,
                app_url=f"{app_url}{NOTICES_PATH}",
                bookings_minutes=ONCE_A_WEEK,
            ),
            clock=clock,
            wall_clock=HeldClock(start),
            new_id=seeded_ids(seed),
            durable=False,
        )
        stack.callback(system.close)
        door = stack.enter_context(serving(create_sidecar_app(system)))
        sender = HttpSender()
        stack.callback(sender.close)
        sandbox.sender = sender
        sandbox.configure(notice_url=f"{door}/webhooks/iamport")
        yield World(system, sandbox, clock, company)


def _sandbox(stack: ExitStack, clock: HeldClock, seed: int, **knobs: Any) -> Sandbox:
    sandbox = Sandbox(
        clock=SandboxClock(held_at=int(clock.now().timestamp())),
        settings=SandboxSettings(seed=seed, **knobs),
    )
    stack.callback(sandbox.close)
    return sandbox


def _settings(
    database_url: str,
    *,
    gateway_url: str,
    app_url: str = "http://app.test/",
    sweep_minutes: int = 10,
    bookings_minutes: int = 30,
) -> Settings:
    of_this_world = {
        "database_url": database_url,
        "gateway_url": gateway_url,
        "app_url": app_url,
        "sweep_minutes": sweep_minutes,
        "bookings_minutes": bookings_minutes,
    }
    environment = frozenset(one for one in os.environ.items() if one[0].startswith("BILLING_"))
    return _settings_of_every_world(environment).model_copy(update=of_this_world)


@cache
def _settings_of_every_world(_environment: frozenset[tuple[str, str]]) -> Settings:
    """Read once: to read them takes longer than to assemble the rest."""
    return Settings(
        imp_key="imp_sandbox",
        imp_secret=SecretStr("sandbox-secret"),
        app_secret=SecretStr(APP_SECRET),
        api_key=SecretStr("app-key"),
        worker_inside=False,
        lights_minutes=ONCE_A_WEEK,  # what is kept for pages changes no life
        seal_minutes=ONCE_A_WEEK,  # and at rest; a light is grey a day after it was last compared
    )


class _AcknowledgeEverything(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, request=request)
