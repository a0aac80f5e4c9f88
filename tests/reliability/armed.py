"""Programs of ours that a test may kill: -9 at a named place, or at the n-th of all places.

The product knows nothing of this. A program is started here and put on the alert before its own
code runs: each commit that wrote something, each request that asks somebody to do something and
each answer to a notice is a place, just before it and just after. What a place is called goes by
what was written or asked for, so it stays true when the code moves.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

CLOCK_FILE = "clock"
_IDLE_SECONDS = 0.15  # nobody waits for a loop that has nothing to do


class Place(StrEnum):
    """Where a program may be killed."""

    # What a commit wrote
    NOTICE_STORED = "a notice is stored"
    CHECKOUT_STARTED = "a checkout is started"
    CANCELLED = "a cancellation is taken in"
    NOTICE_SETTLED = "a notice is settled (the drain)"
    CHARGE_INTENDED = "a charge is about to be asked for"
    REFUND_INTENDED = "a refund is about to be asked for"
    APPROVED = "an approval is pressed"
    IMPORTED = "an import"
    MONTH_CLOSED = "a month is closed"
    # Who was asked to do something, and what came of it
    CHARGE = "charge"
    BOOK = "book"
    UNBOOK = "unbook"
    REFUND = "refund"
    DELETE_KEY = "delete a key"
    DELIVER = "deliver a message"
    TELL = "send a notice"
    # What the gateway was told
    ANSWER = "the answer to a notice"


class When(StrEnum):
    BEFORE = "before it"
    AFTER = "after it"
    BEFORE_COMMIT = "before the commit"
    AFTER_COMMIT = "after the commit"


@dataclass(frozen=True)
class Trigger:
    """When a program is to die: the first time at `place`, or at the `nth` place of all, or so many
    seconds after it began to work."""

    place: Place | None = None
    when: When | None = None
    nth: int = 0
    seconds: float = 0.0


_WRITTEN: dict[Place, re.Pattern[str]] = {
    Place.NOTICE_STORED: re.compile(r"INSERT\b.* INTO inbox_events\b"),
    Place.CHECKOUT_STARTED: re.compile(r"INSERT\b.* INTO checkouts\b"),
    Place.CANCELLED: re.compile(r"INSERT\b.* INTO cancellations\b"),
    Place.NOTICE_SETTLED: re.compile(r"UPDATE inbox_events SET.*\bprocessed_at="),
    Place.CHARGE_INTENDED: re.compile(r"INSERT\b.* INTO charges\b"),
    Place.REFUND_INTENDED: re.compile(r"INSERT\b.* INTO refund_requests\b"),
    Place.APPROVED: re.compile(r"UPDATE downgrades SET.*\bapproved_by="),
    Place.IMPORTED: re.compile(r"INSERT\b.* INTO import_batches\b"),
    Place.MONTH_CLOSED: re.compile(r"INSERT\b.* INTO month_closes\b"),
}
_CALLS = {
    "charge": Place.CHARGE,
    "book": Place.BOOK,
    "revoke": Place.UNBOOK,
    "refund": Place.REFUND,
    "delete_customer": Place.DELETE_KEY,
}
_CHANGES = re.compile(r"\s*(INSERT|UPDATE|DELETE|WITH\b.*\b(INSERT|UPDATE|DELETE))\b", re.DOTALL)


class _Alert:
    """Counts the places that are passed, and kills this process at the one that is meant."""

    def __init__(self, trigger: Trigger) -> None:
        self._trigger, self._passed = trigger, 0
        self._lock = threading.Lock()
        self._mine = threading.local()

    def pass_by(self, place: Place | None, when: When) -> None:
        with self._lock:
            self._passed += 1
            at_this = (place, when) == (self._trigger.place, self._trigger.when)
            if place is not None and at_this:
                die()
            if self._passed == self._trigger.nth:
                die()

    def around_call(self, place: Place | None, call: Callable[[], Any]) -> Any:
        self.pass_by(place, When.BEFORE)
        answer = call()
        self.pass_by(place, When.AFTER)
        self._mine.asked = place
        return answer

    def around_commit(self, wrote: set[Place], commit: Callable[[], None]) -> None:
        """The first one after a request is that of its outcome, too."""
        asked = getattr(self._mine, "asked", None)
        self._mine.asked = None
        named = [*wrote, asked] if asked else [*wrote]
        places: list[Place | None] = [*named] if named else [None]
        for place in places:
            self.pass_by(place, When.BEFORE_COMMIT)
        commit()
        for place in places:
            self.pass_by(place, When.AFTER_COMMIT)


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody outlives this")


def run_program(
    folder: Path, arguments: tuple[str, ...], told: Mapping[str, str], trigger: Trigger
) -> None:
    """`python -m billing_core` with the arguments, as from a shell."""
    _settle_in(folder, told)
    _put_on_the_alert(trigger, folder)
    sys.argv = ["billing_core", *arguments]
    runpy.run_module("billing_core", run_name="__main__", alter_sys=True)


def run_step(
    folder: Path, step: Callable[..., None], given: tuple[Any, ...], told: Mapping[str, str],
    trigger: Trigger,
) -> None:  # fmt: skip
    """What a page does when somebody presses a button, in a process as the dashboard's."""
    _settle_in(folder, told)
    _put_on_the_alert(trigger, folder)
    from billing_core.bootstrap import assemble

    system = assemble()
    step(system, *given)
    system.close()


def _settle_in(folder: Path, told: Mapping[str, str]) -> None:
    log = os.open(folder / "programs.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(log, number)
    os.close(log)
    os.chdir(folder)
    os.environ.update(told)


def _put_on_the_alert(trigger: Trigger, folder: Path) -> None:
    from billing_core import supervisor
    from billing_core.clock import SystemClock

    def now(_clock: SystemClock) -> datetime:
        return datetime.fromtimestamp(json.loads((folder / CLOCK_FILE).read_bytes()), UTC)

    replace(SystemClock, "now", now)
    replace(supervisor, "IDLE_SECONDS", _IDLE_SECONDS)
    alert = _Alert(trigger)
    _watch_commits(alert)
    _watch_calls(alert)
    _watch_answers(alert)
    if trigger.seconds:
        threading.Thread(target=_die_later, args=[trigger.seconds], daemon=True).start()


def _die_later(seconds: float) -> None:
    time.sleep(seconds)
    die()


def replace(owner: Any, name: str, by: Any) -> None:
    """In this process only, which ends with it."""
    assert hasattr(owner, name), name
    setattr(owner, name, by)


def _watch_commits(alert: _Alert) -> None:
    from sqlalchemy import Engine, event
    from sqlalchemy.engine.default import DefaultDialect

    from billing_core.plain_rows import CompiledWrite

    def begin(connection: Any) -> None:
        connection.info.pop("wrote", None)

    def remember(connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if _CHANGES.match(statement):
            flat = " ".join(statement.split())
            wrote = connection.info.setdefault("wrote", set())
            wrote.update(place for place, text in _WRITTEN.items() if text.search(flat))

    writing = CompiledWrite.run

    def write(self: Any, connection: Any, values: Any) -> int:
        remember(connection, None, str(self._statement))  # SQLAlchemy's events do not hear of it
        return writing(self, connection, values)

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", remember)
    replace(CompiledWrite, "run", write)
    committing: Callable[..., None] = DefaultDialect.do_commit

    def commit(self: Any, connection: Any) -> None:
        wrote = connection.info.pop("wrote", None)
        if wrote is None:
            committing(self, connection)
        else:
            alert.around_commit(wrote, lambda: committing(self, connection))

    replace(DefaultDialect, "do_commit", commit)


def _watch_calls(alert: _Alert) -> None:
    from billing_core.gateway.call import Kind
    from billing_core.gateway.transport import Transport
    from billing_core.notices.sender import SenderChannel
    from billing_core.outbox import deliver

    sending, posting, telling = Transport.send, vars(deliver)["_post"], SenderChannel.send

    def send(self: Any, call: Any, token: str = "") -> Any:
        if call.kind is Kind.READ:
            return sending(self, call, token)
        place = _CALLS.get(call.operation)
        return alert.around_call(place, lambda: sending(self, call, token))

    def post(system: Any, signed: Any) -> Any:
        return alert.around_call(Place.DELIVER, lambda: posting(system, signed))

    def tell(self: Any, letter: Any) -> Any:
        return alert.around_call(Place.TELL, lambda: telling(self, letter))

    replace(Transport, "send", send)
    replace(deliver, "_post", post)
    replace(SenderChannel, "send", tell)


def _watch_answers(alert: _Alert) -> None:
    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

    sending = RequestResponseCycle.send

    async def send(self: Any, message: Any) -> None:
        if not self.scope["path"].startswith("/webhooks/"):
            await sending(self, message)
            return
        if message["type"] == "http.response.start":
            alert.pass_by(Place.ANSWER, When.BEFORE)
        await sending(self, message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            alert.pass_by(Place.ANSWER, When.AFTER)

    replace(RequestResponseCycle, "send", send)
