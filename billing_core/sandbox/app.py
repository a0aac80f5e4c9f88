"""The sandbox as a web application: the vendor's API, the control counter and a few pages."""

from collections.abc import Awaitable, Callable

import anyio
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse
from starlette.responses import Response as HttpResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from billing_core.sandbox import pages, script, window
from billing_core.sandbox.console_http import Control
from billing_core.sandbox.control import SandboxError
from billing_core.sandbox.control_http import CONTROLS
from billing_core.sandbox.fields import fields_of
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.wire import (
    MAX_BODY_BYTES,
    NoAnswerError,
    NoConnectionError,
    NotServedError,
    Request,
)

HangUp = Callable[[Scope], None]
"""Cuts the connection a request came by; only the server that runs the app knows how."""


def create_app(sandbox: Sandbox, hang_up: HangUp | None = None) -> Starlette:
    routes: list[BaseRoute] = [
        Route(path, _control(sandbox, control), methods=[method])
        for method, path, control in CONTROLS
    ]
    routes += [*pages.routes(sandbox), *script.routes(sandbox), *window.routes(sandbox)]
    routes.append(Mount("/", app=Gateway(sandbox, hang_up)))
    return Starlette(routes=routes)


class Gateway:
    """The vendor's API as an ASGI app: everything that is not a page or a control call."""

    def __init__(self, sandbox: Sandbox, hang_up: HangUp | None) -> None:
        self._sandbox = sandbox
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wire = await wire_request(HttpRequest(scope, receive))
        try:
            answer = await run_in_threadpool(self._sandbox.answer, wire)
        except NoAnswerError:
            await run_in_threadpool(self._sandbox.deliver_notices)
            await self._hold(scope, receive)
            return
        except NoConnectionError:
            await self._cut(scope, receive)
            return
        response = HttpResponse(
            answer.body,
            status_code=answer.status,
            headers={"content-type": answer.content_type},
            background=BackgroundTask(self._sandbox.deliver_notices),
        )
        await response(scope, receive, send)

    async def _hold(self, scope: Scope, receive: Receive) -> None:
        """Say nothing until the caller gives up or patience ends, then hang up without a byte."""
        with anyio.move_on_after(self._sandbox.settings().hold_seconds):
            await _gone(receive)
        await self._cut(scope, receive)

    async def _cut(self, scope: Scope, receive: Receive) -> None:
        """Hang up without a byte: as near as a server that listens comes to being out of reach."""
        if self._hang_up:
            self._hang_up(scope)
            await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def wire_request(request: HttpRequest) -> Request:
    """The request in the core's own shape, its body cut off just beyond what anyone may send."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            break
    return Request(
        method=request.method,
        path=request.scope["raw_path"].decode("ascii"),
        query=request.url.query,
        headers=dict(request.headers),
        body=body,
    )


def _control(
    sandbox: Sandbox, control: Control
) -> Callable[[HttpRequest], Awaitable[HttpResponse]]:
    async def endpoint(request: HttpRequest) -> HttpResponse:
        wire = await wire_request(request)
        if wire.body.lstrip()[:1] == b"{":  # `curl -d` calls JSON a form
            wire = Request(wire.method, wire.path, wire.query, _JSON, wire.body)
        try:
            said = await run_in_threadpool(lambda: control(sandbox, fields_of(wire)))
        except (SandboxError, NotServedError, ValueError) as refused:
            return JSONResponse({"error": str(refused)}, status_code=400)
        return JSONResponse(said)

    return endpoint


_JSON = {"content-type": "application/json"}
