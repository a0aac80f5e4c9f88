"""The sandbox at work: answers calls, lets time pass, runs what is due, delivers webhooks."""

from collections.abc import Callable
from pathlib import Path
from threading import RLock

from billing_core.sandbox.book import Book
from billing_core.sandbox.clock import ClockMovedBackwardsError, SandboxClock
from billing_core.sandbox.notice import Notice, Sender, UndeliveredError, nobody
from billing_core.sandbox.performing import LATE_CALL, perform, perform_late
from billing_core.sandbox.records import Errand
from billing_core.sandbox.recovery import RECOVERY, keep_going, recover
from billing_core.sandbox.reservations import RUN, run_due
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.webhooks import HELD, LATER, resend, send_now
from billing_core.sandbox.wire import Request, Response

_ERRANDS: dict[str, Callable[[Shop, Errand], None]] = {
    RUN: run_due,
    LATE_CALL: perform_late,
    RECOVERY: recover,
    LATER: send_now,
    HELD: send_now,
}


class Engine:
    """The sandbox's core, thread-safe: one lock guards the book, not held while webhooks go out."""

    def __init__(
        self,
        book: Path | None = None,
        clock: SandboxClock | None = None,
        settings: SandboxSettings | None = None,
        sender: Sender = nobody,
    ) -> None:
        """`book` is a SQLite file, created when missing; None keeps everything in memory."""
        self.clock = clock or SandboxClock()
        self.sender = sender
        self._shop = Shop.open(Book(book), settings or SandboxSettings())
        self._lock = RLock()
        self._moving = RLock()  # one at a time lets time pass ...
        self._delivering = RLock()  # ... and one at a time delivers, so order means something
        remembered = self._shop.book.remembered
        self.clock.resume(remembered("clock_reached"), remembered("clock_offset"))
        keep_going(self._shop, self.gateway_now())

    def close(self) -> None:
        """Close the book; who still asks is refused with `sqlite3.ProgrammingError`."""
        with self._lock:  # SQLite crashes when it is closed in the middle of another's query
            self._shop.book.close()

    def now(self) -> int:
        """Everybody's time, Unix seconds: what `advance` and `move_to` speak of."""
        return self.clock.now()

    def gateway_now(self) -> int:
        """The gateway's own time, in which its book is kept: off by the setting `clock_offset`."""
        return self.now() + self._shop.settings.clock_offset

    def settings(self) -> SandboxSettings:
        return self._shop.settings

    def handle(self, request: Request) -> Response:
        """Answer one API call and deliver the webhooks it caused.

        Raises `NoAnswerError` when a fault swallows the answer, `NoConnectionError` when one
        stands before the door.
        """
        try:
            return self.answer(request)
        finally:
            self.deliver_notices()

    def answer(self, request: Request) -> Response:
        """Like `handle`, but webhooks wait for `deliver_notices`, as a server wants it."""
        try:
            with self._lock:
                return perform(self._shop, request, self.gateway_now())
        finally:
            while self._shop.urgent:
                self._deliver(self._shop.urgent.popleft())

    def deliver_notices(self) -> None:
        """Hand every waiting webhook to the sender, oldest first; returns when all are out."""
        with self._delivering:
            while self._shop.pending:
                self._deliver(self._shop.pending.popleft())

    def advance(self, seconds: int) -> int:
        """Move the clock forward; returns the new time. What falls due runs on the way."""
        return self.move_to(self.now() + seconds)

    def move_to(self, instant: int) -> int:
        """Let time pass until `instant` (Unix seconds).

        Everything due runs in order, each at its own instant, and its webhooks are delivered
        before the next, as are those still waiting when it starts: `advance(0)` is a way to
        wait for them. Raises `ClockMovedBackwardsError`.
        """
        with self._moving:
            self.deliver_notices()
            if instant < self.clock.now():
                raise ClockMovedBackwardsError("the sandbox clock never goes back")
            self._run_errands(instant)
            self.clock.reach(instant)
            with self._lock:
                self._shop.book.remember("clock_reached", self.clock.now())
                self._shop.book.remember("clock_offset", self.clock.offset)
            return self.clock.now()

    def run_due(self) -> None:
        """Run what has fallen due by now; a ticking sandbox needs this called every second."""
        with self._moving:
            self._run_errands(self.clock.now())

    def _run_errands(self, until: int) -> None:
        while self._run_next(until):
            self.deliver_notices()

    def _run_next(self, until: int) -> bool:
        with self._lock:
            errands, offset = self._shop.book.errands, self._shop.settings.clock_offset
            errand = errands.one("due_at <= ?", until + offset, order="due_at, id")
            if errand is None:
                return False
            self.clock.reach(errand.due_at - offset)
            with self._shop.book.transaction():
                errands.remove(errand)
                _ERRANDS[errand.kind](self._shop, errand)
            return True

    def _deliver(self, notice: Notice) -> None:
        try:
            self.sender(notice)
        except UndeliveredError:
            with self._lock:
                resend(self._shop, notice, self.gateway_now())
        else:
            with self._lock:
                notice.outcome = "sent"
                self._shop.book.notices.put(notice)
