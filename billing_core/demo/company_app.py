"""A stand-in for the company's own app: it believes signed notices and remembers permissions.
Its pages stand in `company_pages.py`.

A real app would call `Webhook.verify`, which compares with the machine's clock. In the demo
time is moved by hand, so this one signs again with the same library and looks at the demo's
clock instead.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock

from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from billing_core.clock import Clock

TOLERANCE = timedelta(minutes=5)
NOTICES_PATH = "/webhooks/billing"


class CompanyApp:
    """The stand-in. `secret`: the Standard Webhooks secret (`whsec_…`) that the desk signs with;
    `asgi` is the web application; what it knows is kept in memory only."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._webhook = Webhook(secret)
        self._clock = clock
        self._lock = Lock()
        self.permissions: dict[str, str] = {}
        self.heard: list[str] = []  # every webhook-id in the order of arrival, repeats included
        self.asgi = Starlette(
            routes=[
                Route(NOTICES_PATH, self._hear, methods=["POST"]),
                Route("/permissions/{member_id:path}", self._permission),
            ]
        )

    def show(self, pages: Sequence[Route]) -> None:
        self.asgi.routes.extend(pages)

    async def _hear(self, request: Request) -> Response:
        body = await request.body()
        if not self._genuine(request.headers, body):
            return JSONResponse({"error": "not signed by the billing desk"}, status_code=401)
        data = (await request.json())["data"]
        with self._lock:
            if request.headers["webhook-id"] not in self.heard:
                self.permissions[data["member_id"]] = data["permission"]
            self.heard.append(request.headers["webhook-id"])
        return Response(status_code=200)

    def _genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        try:
            sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
            wanted = self._webhook.sign(headers["webhook-id"], sent_at, body.decode())
            shown = headers["webhook-signature"].split(" ")
        except (KeyError, ValueError, OverflowError):
            return False
        signed = any(hmac.compare_digest(wanted.encode(), one.encode()) for one in shown)
        return signed and abs(self._clock.now() - sent_at) <= TOLERANCE

    async def _permission(self, request: Request) -> Response:
        member_id = request.path_params["member_id"]
        return JSONResponse(
            {"member_id": member_id, "permission": self.permissions.get(member_id, "free")}
        )
