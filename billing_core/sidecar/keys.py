"""API keys at the door: whose is shown, how often it may be, and what becomes of wrong ones."""

import hmac
import time
from contextlib import suppress
from math import ceil
from typing import Annotated, NoReturn

import structlog
from fastapi import Depends, Request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from billing_core.access_log.note_access import note_access
from billing_core.database import StorageUnavailable
from billing_core.rules.access import AccessKind
from billing_core.rules.key_scope import OF_THE_FIRST_KEY
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.api_keys import (
    KeyHolder,
    has_api_keys,
    note_use,
    read_api_key,
)
from billing_core.system import System
from billing_core.tokens import digest

log = structlog.get_logger()

FIRST_KEY = KeyHolder(None, OF_THE_FIRST_KEY)
PATIENCE_MS = 200
# A stranger cannot fill the disk, from however many addresses.
NOTED_OF_AN_ADDRESS, NOTED_OF_ALL = RateLimitItemPerMinute(1), RateLimitItemPerMinute(60)


class ApiKeys:
    """The keys of one door. What it counts is of this process alone."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._first = system.settings.api_key.get_secret_value().encode()
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._calls = RateLimitItemPerMinute(system.settings.api_calls_a_minute)
        self._wrong = RateLimitItemPerMinute(system.settings.wrong_keys_a_minute)
        self._last_known: dict[str, KeyHolder] = {}

    def holder_of(self, shown: str, *, remote: str, subject: str) -> KeyHolder:
        """Raises Refusal: "api_key" (not one of ours, or not any more), "api_key_missing" (we have
        none), "too_many_requests"; and StorageUnavailable."""
        # In constant time, which does not tell how much of it was right.
        if self._first and hmac.compare_digest(shown.encode(), self._first):
            holder: KeyHolder | None = FIRST_KEY
        else:
            holder = self._named(shown)
        if holder is None:
            self._refuse(remote, subject)
        self._count(self._calls, f"key {holder.key_id}")
        return holder

    def note_use(self, holder: KeyHolder) -> None:
        """Once a minute, and not while somebody else writes for long."""
        now = self._system.wall_clock.now()
        if holder.key_id is not None and not holder.is_use_noted(now):
            with (
                suppress(StorageUnavailable),
                self._system.database.writing(patience_ms=PATIENCE_MS) as session,
            ):
                note_use(session, holder.key_id, now)

    def _named(self, shown: str) -> KeyHolder | None:
        """As the book has it now. While it cannot be read nothing of a member can be, either; so
        that whoever watches over us still can, the last that was known is believed."""
        now, key = self._system.wall_clock.now(), digest(shown)
        try:
            with self._system.database.reading() as session:
                holder = read_api_key(session, shown, now)
        except StorageUnavailable:
            known = self._last_known.get(key)
            if known is None or (known.expires_at is not None and known.expires_at <= now):
                raise
            return known
        if holder is None:
            self._last_known.pop(key, None)
        else:
            self._last_known[key] = holder
        return holder

    def _refuse(self, remote: str, subject: str) -> NoReturn:
        """A right key is never refused for what strangers try from its address: that may be a
        proxy's."""
        if not self._first:
            with self._system.database.reading() as session:
                if not has_api_keys(session, self._system.wall_clock.now()):
                    raise Refusal(RefusalCode.API_KEY_MISSING)
        self._note_refused(remote, subject)
        self._count(self._wrong, f"wrong {remote}")
        raise Refusal(RefusalCode.API_KEY)

    def _count(self, limit: RateLimitItem, whose: str) -> None:
        if not self._window.hit(limit, whose):
            over_at = self._window.get_window_stats(limit, whose).reset_time
            seconds = max(1, ceil(over_at - time.time()))
            raise Refusal(RefusalCode.TOO_MANY_REQUESTS, seconds=seconds)

    def _note_refused(self, remote: str, subject: str) -> None:
        if not (
            self._window.hit(NOTED_OF_AN_ADDRESS, f"noted {remote}")
            and self._window.hit(NOTED_OF_ALL, "noted")
        ):
            return
        try:
            with self._system.database.writing(patience_ms=PATIENCE_MS) as session:
                note_access(
                    session,
                    AccessKind.API_KEY_REFUSED,
                    at=self._system.wall_clock.now(),
                    actor=None,
                    remote=remote,
                    subject=subject,
                )
        except StorageUnavailable:
            log.warning("wrong api key", remote=remote, subject=subject)


async def the_api_keys(request: Request) -> ApiKeys:
    keys: ApiKeys = request.app.state.api_keys
    return keys


TheApiKeys = Annotated[ApiKeys, Depends(the_api_keys)]


class NoteKeyUse:
    """ASGI middleware: when a key was used is noted after the answer, which waits for nothing."""

    def __init__(self, app: ASGIApp, keys: ApiKeys) -> None:
        self._app, self._keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        await self._app(scope, receive, send)
        if holder := state.get("key_holder"):
            await run_in_threadpool(self._keys.note_use, holder)
