"""A supervisor of loops: none ends by what it raises, each has a heartbeat, all end in time.

Each loop turns in a thread of its own. One more thread beats: it writes when each of them last
turned and renews what they hold. A turn that raises, whatever it is and the log included, is
followed by another after a pause that grows, and what it held is given back first.
"""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, update

from billing_core.held_claims import HeldClaims, holding
from billing_core.jobs import FIRST_DELAY, LEASE
from billing_core.models import Heartbeat
from billing_core.roll_ups.upsert import put_into
from billing_core.rules.loop import BEAT_EVERY, LoopName
from billing_core.system import System

log = structlog.get_logger()

IDLE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
PATIENCE_SECONDS = 5.0  # for what is in hand when the loops are to end
LAST_WORDS_MS = 2_000  # how long giving back waits for another writer, when the loops are to end
FORGOTTEN_AFTER = timedelta(days=1)  # the heartbeat of a process that is no more


@dataclass(frozen=True)
class Loop:
    """`turn` does a part of what is due and returns how much that was, 0 when there is nothing."""

    name: LoopName
    turn: Callable[[], int]


@dataclass
class _Watched:
    """A loop and how it fares. `failed`: so many turns one after the other have raised. `owing`:
    until then what it has failed at waits, and to find nothing to do proves nothing."""

    loop: Loop
    held: HeldClaims
    failed: int = 0
    owing: datetime | None = None

    @property
    def pause(self) -> float:
        """Seconds until the next turn, where the last one has done nothing (exponential backoff)."""
        return min(IDLE_SECONDS * 2.0 ** min(self.failed, 10), LONGEST_PAUSE_SECONDS)


class Supervisor:
    """Runs `loops` until it is asked to stop."""

    def __init__(self, system: System, loops: Sequence[Loop]) -> None:
        self._system = system
        self._process = secrets.token_hex(6)
        self._watched = [_Watched(loop, HeldClaims(system.wall_clock)) for loop in loops]
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def start(self) -> None:
        self._stop.clear()
        for each in self._watched:
            each.held.clear()
        _unfailing(self.beat)
        for each in self._watched:
            self._threads.append(_thread(f"loop {each.loop.name}", self._keep_turning, each))
        self._threads.append(_thread("heartbeats", self._keep_beating))

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """Wait so many seconds for what is in hand. Who does not come to an end, because somebody
        does not answer, is left behind, and what it holds is given back: the next one finds out
        what became of it."""
        self._stop.set()
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._threads = []
        _unfailing(self._give_back_all)

    def beat(self) -> None:
        """Write the heartbeats, and renew what the loops hold. Raises StorageUnavailable."""
        now = self._system.wall_clock.now()
        until = self._system.clock.now() + LEASE
        with self._system.database.writing() as session:
            for each in self._watched:
                each.held.renew(session, until)
            beats = [
                {
                    "loop": each.loop.name,
                    "process": self._process,
                    "beat_at": now,
                    "turned_at": each.held.moved_at,
                }
                for each in self._watched
            ]
            put_into(session, Heartbeat, beats)
            session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - FORGOTTEN_AFTER))
        for each in self._watched:
            each.held.renewed(until)

    def turn(self, name: LoopName) -> int:
        """One turn of a loop in the caller's thread, as its own thread takes it: never raises."""
        return self._turn(self._named(name))

    def pause_of(self, name: LoopName) -> float:
        return self._named(name).pause

    def _named(self, name: LoopName) -> _Watched:
        return next(each for each in self._watched if each.loop.name is name)

    def _keep_turning(self, each: _Watched) -> None:
        while not self._stop.is_set():
            if not self._turn(each):
                self._stop.wait(each.pause)

    def _turn(self, each: _Watched) -> int:
        try:
            if each.held:
                self._give_back(each)
            with holding(each.held):
                did = each.loop.turn()
        except BaseException as error:  # nothing that is raised may end a loop, and nobody listens
            each.failed += 1
            _unfailing(self._say, each, error)
            return 0
        each.failed = 0
        if self.stopping:  # what it left undone for that is still to be given back
            return did
        if not did and each.owing is not None and self._system.clock.now() < each.owing:
            each.held.let_go()
        else:
            each.owing = None
            each.held.clear()
        return did

    def _say(self, each: _Watched, error: BaseException) -> None:
        log.error("loop stumbled", loop=each.loop.name, failed=each.failed, exc_info=error)

    def _give_back(self, each: _Watched) -> None:
        """After a turn that raised: not at once, so that one of them does not stop the others."""
        later = self._system.clock.now() + FIRST_DELAY
        with self._system.database.writing() as session:
            each.held.give_back(session, not_before=later)
        each.held.let_go()
        each.owing = later

    def _give_back_all(self) -> None:
        with self._system.database.writing(patience_ms=LAST_WORDS_MS) as session:
            for each in self._watched:
                each.held.give_back(session)
            # That a loop was stuck must not be told of a process that is no more.
            session.execute(
                update(Heartbeat)
                .where(Heartbeat.process == self._process)
                .values(beat_at=Heartbeat.turned_at)
            )

    def _keep_beating(self) -> None:
        while not self._stop.wait(BEAT_EVERY.total_seconds()):
            _unfailing(self.beat)


def _thread(name: str, work: Callable[..., None], *given: object) -> threading.Thread:
    """Of those that do not keep a process from ending."""
    thread = threading.Thread(target=work, args=given, name=name, daemon=True)
    thread.start()
    return thread


def _unfailing(act: Callable[..., None], *given: object) -> None:
    """What goes wrong is told if it can be told; it is tried again at the next turn. That somebody
    asks the program to end is heard."""
    try:
        act(*given)
    except BaseException as error:  # as above
        asked_to_end = threading.current_thread() is threading.main_thread()
        if asked_to_end and isinstance(error, KeyboardInterrupt):
            raise
        with suppress(BaseException):
            log.error("supervisor stumbled", error=str(error))
