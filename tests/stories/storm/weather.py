"""What goes wrong, and when: a throw of the dice at every call and at every commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import httpx
from sqlalchemy import text
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.sandbox.faults import Fault, FaultKind, Where
from billing_core.sandbox.sandbox import Sandbox
from tests.parts.power import PowerCut

CUT_BEFORE, CUT_AFTER, TWICE = "crash_before", "crash_after", "captured_twice"
OF_CALLS = tuple(kind for kind in FaultKind if kind.where is not Where.WEBHOOK)
LATE_BY = (60, 20 * 60, 40 * 60)  # seconds: the last ones after it was thought absent
CUTS = 0.003  # of all calls and of all commits, each way
AGAIN = "/subscribe/payments/again"


class Weather:
    """`share` of the calls go wrong, until it is `calm`. `struck` counts what did, by kind."""

    def __init__(self, dice: Random, share: float) -> None:
        self.dice, self.share, self.calm = dice, share, False
        self.struck: Counter[str] = Counter()

    def of_call(self) -> str:
        if self.calm:
            return ""
        thrown = self.dice.random()
        if thrown < 2 * CUTS:
            return CUT_BEFORE if thrown < CUTS else CUT_AFTER
        return self.dice.choice(OF_CALLS).value if thrown < self.share else ""

    def of_commit(self) -> str:
        thrown = 1.0 if self.calm else self.dice.random()
        return CUT_BEFORE if thrown < CUTS else CUT_AFTER if thrown < 2 * CUTS else ""

    def cut(self, kind: str) -> None:
        self.struck[kind] += 1
        raise PowerCut


class StormyTransport(httpx.BaseTransport):
    """The way to the gateway: `inner` is in this process, or HTTP to a server of it."""

    def __init__(self, inner: httpx.BaseTransport, sandbox: Sandbox, weather: Weather) -> None:
        self._inner, self._sandbox, self._weather = inner, sandbox, weather

    def close(self) -> None:
        self._inner.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        kind = self._weather.of_call()
        if kind == CUT_BEFORE:
            self._weather.cut(kind)
        if kind and kind != CUT_AFTER:
            self._sandbox.arm(
                Fault(FaultKind(kind), times=1, seconds=self._weather.dice.choice(LATE_BY))
            )
            self._weather.struck[kind] += 1
        if not kind and self._goes_twice(request):
            self._inner.handle_request(request)
        response = self._inner.handle_request(request)
        if kind == CUT_AFTER:
            response.close()
            self._weather.cut(kind)
        return response

    def _goes_twice(self, request: httpx.Request) -> bool:
        """Somewhere on the way it was repeated, and the gateway's guard is off: two captures."""
        guard = self._sandbox.settings().duplicate_guard
        if self._weather.calm or guard or request.url.path != AGAIN:
            return False
        if self._weather.dice.random() > self._weather.share:
            return False
        self._weather.struck[TWICE] += 1
        return True


class StormyDatabase(Database):
    """The same book, in a process that may end just before or just after any commit."""

    def __init__(self, inner: Database, weather: Weather) -> None:
        super().__init__(inner.url.render_as_string(hide_password=False), durable=False)
        self._weather = weather

    @contextmanager
    def writing(self, *, patience_ms: int | None = None) -> Iterator[Session]:
        cut, changed = self._weather.of_commit(), False
        with super().writing(patience_ms=patience_ms) as session:
            before = self._changes(session) if cut else 0
            yield session
            if cut:
                session.flush()
                changed = self._changes(session) != before
            if changed and cut == CUT_BEFORE:
                self._weather.cut("crash_before_commit")
        if changed:
            self._weather.cut("crash_after_commit")

    def _changes(self, session: Session) -> int:
        """What tells whether the transaction has changed anything."""
        asked = "total_changes()" if self.is_sqlite else "pg_current_xact_id_if_assigned()::text"
        return int(session.execute(text(f"SELECT {asked}")).scalar() or 0)
