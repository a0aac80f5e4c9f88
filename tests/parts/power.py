"""Fault injection: a power cut at a chosen place, between any two things that last.

The places are just before and just after every commit that changes something, and just before
and just after every call that asks the gateway to do something: between two reads nothing can
be lost. What was not committed is gone; what the gateway did, it did.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
from sqlalchemy import text
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.gateway import Iamport
from billing_core.system import System


class PowerCut(BaseException):
    """A crash. No Exception: nothing in the product may catch it, as nothing catches a real one."""


class Fuse:
    """Cuts the power once, at the `at`-th place from 1, or never (0). Counts the places passed."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.passed = at, 0

    def pass_by(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise PowerCut


class FusedDatabase(Database):
    def __init__(self, inner: Database, fuse: Fuse) -> None:
        super().__init__(inner.url.render_as_string(hide_password=False), durable=False)
        self._fuse = fuse

    @contextmanager
    def writing(self, *, patience_ms: int | None = None) -> Iterator[Session]:
        with super().writing(patience_ms=patience_ms) as session:
            before = _changes(session)
            yield session
            session.flush()
            changed = _changes(session) != before
            if changed:
                self._fuse.pass_by()  # everything is written, nothing is committed
        if changed:
            self._fuse.pass_by()  # committed, and nobody got to know


def _changes(session: Session) -> int:
    """Rows this connection ever inserted, changed or deleted: SQLite's own count."""
    return int(session.execute(text("SELECT total_changes()")).scalar_one())


class FusedTransport(httpx.BaseTransport):
    def __init__(self, inner: httpx.BaseTransport, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return self._inner.handle_request(request)
        self._fuse.pass_by()
        response = self._inner.handle_request(request)
        self._fuse.pass_by()
        return response


def fused(system: System, transport: httpx.BaseTransport, fuse: Fuse) -> System:
    """The same system, on the same book and gateway, as a process that may be cut off."""
    settings = system.settings
    return replace(
        system,
        database=FusedDatabase(system.database, fuse),
        gateway=Iamport(
            base_url=settings.gateway_url,
            imp_key=settings.imp_key,
            imp_secret=settings.imp_secret.get_secret_value(),
            clock=system.clock,
            transport=FusedTransport(transport, fuse),
        ),
    )
