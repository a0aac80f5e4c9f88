"""ASGI middleware around the whole dashboard: nothing passes without a session of the book.

Every path, file, upload and WebSocket is looked at, but for the sign-in pages, `/healthz` and what
Streamlit itself publishes. What passes carries the session's digest in a header of ours, and no
browser can set that itself.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from billing_core.database import StorageUnavailable
from billing_core.sign_in.sessions import read_session
from billing_core.system import System
from billing_core.tokens import digest
from billing_core.wording.failures import failure_said
from dashboard.gate import doors
from dashboard.gate.published_files import published_file
from dashboard.gate.typed_addresses import is_no_file, straightened

HEALTH, SIGN_IN = "/healthz", "/sign-in"
_OPEN = re.compile(r"/sign-in(?:/code|/demo|/company(?:/back)?|/link/[\w-]+(?:/company)?)?")
MOST_BYTES = 16 * 1024  # a login, a password and where to go
_NOT_YOURS = 4403  # the WebSocket's own range
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    # Streamlit and Plotly write scripts and styles into the page; nothing comes from elsewhere.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'",
}
_FOR_A_YEAR = "max-age=31536000; includeSubDomains"


class Gate:
    def __init__(self, app: ASGIApp, system: Callable[[], System]) -> None:
        self._app, self._system = app, system

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        knock = doors.Knock.of(scope)
        if knock.path == HEALTH:
            await _answer(PlainTextResponse("ok"), scope, receive, send)
            return
        try:
            system = await run_in_threadpool(self._system)
            file = (
                await published_file(knock) if doors.is_own_name(knock, system.settings) else None
            )
            if file is not None:
                secure = doors.is_secure(system.settings)
                await file(scope, receive, _guarded(send, secure=secure, private=False))
                return
            refused, key = await run_in_threadpool(_looked_at, knock, system)
        except StorageUnavailable as trouble:
            sentence = failure_said(trouble.failure)
            await _answer(PlainTextResponse(sentence, 503), scope, receive, send)
            return
        if refused is not None:
            secure = doors.is_secure(system.settings)
            await _answer(refused, scope, receive, send, secure=secure)
            return
        headers = doors.without(
            doors.without(scope["headers"], doors.SESSION_HEADER), doors.CLIENT_HEADER
        )
        headers.append((doors.CLIENT_HEADER.encode(), knock.client.encode()))
        if key:
            headers.append((doors.SESSION_HEADER.encode(), key.encode()))
        secure, private = doors.is_secure(system.settings), knock.path.startswith("/media/")
        await self._app(
            {**scope, "headers": headers}, receive, _guarded(send, secure=secure, private=private)
        )


def _looked_at(knock: doors.Knock, system: System) -> tuple[Response | None, str]:
    """Why not, if it may not pass; and the digest of its session's token."""
    if not doors.is_own_name(knock, system.settings):
        return PlainTextResponse("이 주소로는 열 수 없습니다. · Not under this name.", 421), ""
    if not doors.is_from_own_page(knock, system.settings):
        return PlainTextResponse(
            "다른 사이트의 요청은 받지 않습니다. · Not from this page.", 403
        ), ""
    is_open = _OPEN.fullmatch(knock.path) is not None
    if is_open and knock.body_size > MOST_BYTES:
        return PlainTextResponse("너무 큽니다. · Too large.", 413), ""
    token = knock.cookie(doors.cookie_name(knock, system.settings))
    key = digest(token) if token else ""
    with system.database.reading() as session:
        here = read_session(session, key, system.wall_clock.now()) if key else None
    if here is not None:
        typed = knock.is_page or (knock.only_asks and is_no_file(knock.path))
        meant = straightened(knock.path) if typed and not is_open else None
        return (None if meant is None else _to(meant, knock.query)), key
    if is_open:
        return None, ""
    if not knock.is_page:
        return PlainTextResponse("로그인해 주세요. · Sign in.", 401), ""
    wanted = knock.path + (f"?{knock.query}" if knock.query else "")
    way = SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={quote(wanted, safe='')}"
    return RedirectResponse(way, 303), ""


def _to(path: str, query: str) -> RedirectResponse:
    return RedirectResponse(path + (f"?{query}" if query else ""), 303)


async def _answer(
    response: Response, scope: Scope, receive: Receive, send: Send, *, secure: bool = False
) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(_NOT_YOURS)(scope, receive, send)
        return
    response.headers["Cache-Control"] = "no-store"
    await response(scope, receive, _guarded(send, secure=secure, private=True))


def _guarded(send: Send, *, secure: bool, private: bool) -> Send:
    """With the security headers that an answer does not bring itself."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if private:
                headers.setdefault("Cache-Control", "no-store")
            if secure:
                headers.setdefault("Strict-Transport-Security", _FOR_A_YEAR)
        await send(message)

    return guarded
