"""`Idempotency-Key` at the door, for every POST that shows an API key (IETF draft
idempotency-key-header): the key's check claims the request, a middleware keeps what was answered."""

import re
from contextlib import suppress

import structlog
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billing_core.database import StorageUnavailable
from billing_core.idempotency import (
    Claim,
    FirstAnswer,
    OnceKey,
    claim_request,
    keep_answer,
    release_request,
)
from billing_core.lifecycle.start_checkout import require_app_id
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System

log = structlog.get_logger()

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
LONGEST_KEY = 255
KEY_PATTERN = r"^[!-~]+$"


class Replayed(Exception):
    """The request was answered before; this leaves the route that would do it again."""

    def __init__(self, first: FirstAnswer) -> None:
        super().__init__(first.status)
        self.answer = Response(
            first.body,
            first.status,
            {REPLAYED_HEADER: "true"},
            media_type="application/json" if first.body else None,
        )


async def claim_once(request: Request, system: System, api_key: str, sent: object) -> None:
    """`sent`: the body as JSON. Raises Replayed, and Refusal: "idempotency_key" (not a key),
    "idempotency_mismatch", "idempotency_running"."""
    given = request.headers.getlist(KEY_HEADER)
    if request.method != "POST" or not given:
        return
    if len(given) > 1 or len(given[0]) > LONGEST_KEY or not re.fullmatch(KEY_PATTERN, given[0]):
        raise Refusal(RefusalCode.IDEMPOTENCY_KEY, longest=LONGEST_KEY)
    key = OnceKey.shown(api_key, given[0])
    url = request.url
    asked = f"{request.method} {url.path}?{url.query}\n".encode() + await request.body()
    found = await run_in_threadpool(_claimed, system, key, asked, _member_of(request, sent))
    if isinstance(found, FirstAnswer):
        raise Replayed(found)
    request.state.claim = found


def _claimed(system: System, key: OnceKey, asked: bytes, app_id: str | None) -> Claim | FirstAnswer:
    with system.database.writing() as session:
        return claim_request(session, key, asked, app_id, system.wall_clock.now())


def _member_of(request: Request, sent: object) -> str | None:
    """The app's id of the member whom a request names; what can be none names nobody."""
    fields = sent if isinstance(sent, dict) else {}
    named = request.path_params.get("member_id") or fields.get("member_id")
    if not isinstance(named, str):
        return None
    with suppress(Refusal):
        require_app_id(named)
        return named
    return None


class AnswerOnce:
    """ASGI middleware: what a claimed request is answered is kept before anybody reads it, so that
    whoever lost it gets the same again."""

    def __init__(self, app: ASGIApp, system: System) -> None:
        self._app, self._system = app, system

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        held: list[Message] = []

        async def answering(message: Message) -> None:
            claim = state.get("claim")
            if claim is None:
                await send(message)
                return
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                body = b"".join(part.get("body", b"") for part in held)
                await run_in_threadpool(self._settle, claim, held[0]["status"], body)
                for part in held:
                    await send(part)

        try:
            await self._app(scope, receive, answering)
        except Exception:
            if claim := state.get("claim"):
                await run_in_threadpool(self._settle, claim, 500, b"")
            raise

    def _settle(self, claim: Claim, status: int, body: bytes) -> None:
        """What may be otherwise the next time is not kept. Nor does an answer wait for a book that
        cannot be written: then the lease runs out."""
        try:
            with self._system.database.writing() as session:
                if status < 500 and status != 429:
                    keep_answer(session, claim, status, body)
                else:
                    release_request(session, claim)
        except StorageUnavailable as trouble:
            log.warning("answer not kept", cause=str(trouble.cause))
