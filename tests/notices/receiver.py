"""A web server that keeps what it is told and answers as a test wants: a sender, or Slack."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.parts.quiet_system import APP_SECRET


class Receiver:
    def __init__(self) -> None:
        self.status, self.body = 200, ""
        self.told: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.asgi = Starlette(routes=[Route("/told", self._hear, methods=["POST"])])

    async def _hear(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        self.headers.append(dict(request.headers))
        self.told.append(json.loads(self.bodies[-1]))
        return Response(self.body, self.status)

    def verified(self, place: int = -1) -> Any:
        """As the company's sender reads it, with a ready-made verifier; the clock apart."""
        headers = self.headers[place]
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        body = self.bodies[place].decode()
        signed = Webhook(APP_SECRET).sign(headers["webhook-id"], at, body)
        assert signed in headers["webhook-signature"].split(" ")
        return json.loads(body)
