"""The assembled system with a gateway nobody may ask: for doors that must not touch the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from pydantic import SecretStr

from billing_core.bootstrap import assemble
from billing_core.clock import Clock
from billing_core.settings import Settings
from billing_core.system import System

API_KEY = "app-key"
APP_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class NobodyAsks(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"the gateway was asked: {request.method} {request.url}")


@contextmanager
def quiet_system(
    database_url: str, clock: Clock, *, real_clock: Clock | None = None, **settings: Any
) -> Iterator[System]:
    """The system for a block; `settings` over those of a company whose keys are all there."""
    wanted = {
        "api_key": SecretStr(API_KEY),
        "app_secret": SecretStr(APP_SECRET),
        "imp_code": "imp00000000",
        "channel_key": "channel-key-1",
        "notice_url": "https://billing.example/webhooks/iamport",
        "worker_inside": False,
        **settings,
    }
    system = assemble(
        Settings(database_url=database_url, **wanted),
        clock=clock,
        wall_clock=real_clock,
        gateway_transport=NobodyAsks(),
        durable=False,
    )
    try:
        yield system
    finally:
        system.close()
