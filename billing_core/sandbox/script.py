"""The stand-in for the vendor's browser script, and the door through which it opens windows."""

import json
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from billing_core.sandbox.asking import Caller
from billing_core.sandbox.control import SandboxError
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.windows import ScriptCall
from billing_core.sandbox.wire import MAX_BODY_BYTES, NotServedError

PATHS = ("/js/iamport.js", "/v1/iamport.js")
_TEMPLATES = Path(__file__).parent / "templates"
_FRESH = {"cache-control": "no-store"}


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    script = (_TEMPLATES / "iamport.js").read_text(encoding="utf-8")
    opener = (_TEMPLATES / "opener.html").read_text(encoding="utf-8")

    def scripted(_request: Request) -> Response:
        return Response(script, media_type="text/javascript", headers=_FRESH)

    def framed(_request: Request) -> Response:
        return HTMLResponse(opener, headers=_FRESH)

    async def called(request: Request) -> Response:
        try:
            call = _call(await _body(request), request.headers.get("user-agent", ""))
            said = await run_in_threadpool(sandbox.request_pay, call)
        except (ValueError, SandboxError, NotServedError) as wrong:
            return JSONResponse({"error": str(wrong)}, status_code=400)
        return JSONResponse(said)

    return [
        *(Route(path, scripted) for path in PATHS),
        Route("/window/opener", framed),
        Route("/window/call", called, methods=["POST"]),
    ]


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise ValueError("the call is too large")
    return body


def _call(body: bytes, user_agent: str) -> ScriptCall:
    """The script's own words. Raises `ValueError` for what it would never send."""
    said: Any = json.loads(body)
    if not isinstance(said, dict) or not isinstance(said.get("params"), dict):
        raise ValueError("a call is an object with params")
    caller = Caller(
        code=str(said.get("code", "")),
        inits=int(said.get("inits", 0)),
        clicked=bool(said.get("clicked", True)),
        windows=int(said.get("windows", 0)),
    )
    return ScriptCall(
        params=said["params"],
        caller=caller,
        ticket=str(said.get("ticket", "")),
        origin=str(said.get("origin", "")),
        listens=bool(said.get("listens", True)),
        user_agent=user_agent,
    )
