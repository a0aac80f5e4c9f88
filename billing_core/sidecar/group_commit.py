"""Group commit: webhooks that come at once are stored by one transaction, and each is answered when
its own row is on disk.

One writer takes what waits. A group is closed at `MOST`, after `GATHERED_FOR`, or when nobody is on
the way any more: so one that comes alone waits for nobody, and many share what is dear, the commit.
"""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import NamedTuple

import anyio.to_thread
import structlog

from billing_core.database import BUSY_TIMEOUT_MS, StorageUnavailable
from billing_core.inbox.receive import Ring, store
from billing_core.system import System

log = structlog.get_logger()

MOST = 64
GATHERED_FOR = 0.005  # seconds
PAUSE = 0.001  # the event loop's timers are no finer
AT_ONCE_MS = 1_000  # who has waited less for the group before has not waited for a locked book
QUIET_TURNS = 3  # a request is read in one turn of the event loop and asks for its row in the next

Outcome = Exception | None  # why it was not stored; a Refusal is one


class _Waiting(NamedTuple):
    ring: Ring
    answer: asyncio.Future[None]
    since: float


class GroupCommit:
    """The writer of one door, within its event loop. It writes in a thread of its own, so that
    neither a book that is locked nor requests that wait for theirs hold it up."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._regulars = 0  # so many had asked when a group was last answered
        self._answered_at = 0.0

    async def stored(self, ring: Ring) -> None:
        """Returns once it is durable. Raises Refusal "webhook_strangers", and StorageUnavailable,
        also when the door closes before; whoever goes away meanwhile is stored all the same."""
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(ring, answer, monotonic()))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        try:
            await answer
        except asyncio.CancelledError as closing:
            raise StorageUnavailable(InterruptedError("the door closes")) from closing

    async def _write(self) -> None:
        thread = anyio.CapacityLimiter(1)  # not one of those that requests wait for
        while self._waiting:
            await self._gather()
            group = self._waiting[:MOST]
            del self._waiting[:MOST]
            rings, patience = [each.ring for each in group], _patience(group[0].since)
            try:
                outcomes = await anyio.to_thread.run_sync(
                    self._commit, rings, patience, limiter=thread, abandon_on_cancel=True
                )
            except Exception as trouble:  # such as no thread to be had: nobody waits for ever
                outcomes = [trouble] * len(group)
            for each, outcome in zip(group, outcomes, strict=True):
                _tell(each.answer, outcome)
            self._regulars = len(group) + len(self._waiting)
            self._answered_at = asyncio.get_running_loop().time()

    async def _gather(self) -> None:
        """Whoever is on the way is let in: whose request is here already, and who was answered just
        now and asks again (keep-alive), as long as somebody comes."""
        clock = asyncio.get_running_loop().time
        closes_at, quiet = clock() + GATHERED_FOR, 0
        while quiet < QUIET_TURNS and len(self._waiting) < MOST and clock() < closes_at:
            came = len(self._waiting)
            others = came < self._regulars and clock() < self._answered_at + GATHERED_FOR
            await asyncio.sleep(PAUSE if others else 0)
            if len(self._waiting) > came:
                quiet = 0
            else:
                quiet += QUIET_TURNS if others else 1

    def _commit(self, rings: Sequence[Ring], patience_ms: int | None) -> list[Outcome]:
        """One transaction for all. A row that the book refuses must not cost its neighbours: then
        each gets one of its own."""
        try:
            return [*self._store(rings, patience_ms)]
        except StorageUnavailable as trouble:
            return [trouble] * len(rings)
        except Exception as error:
            if len(rings) == 1:
                return [error]
            log.warning("group not stored", rings=len(rings), error=type(error).__name__)
        return self._one_by_one(rings, patience_ms)

    def _one_by_one(self, rings: Sequence[Ring], patience_ms: int | None) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for ring in rings:
            outcomes += self._commit([ring], patience_ms)
            if isinstance(outcomes[-1], StorageUnavailable):  # waiting again would take minutes
                return outcomes + [outcomes[-1]] * (len(rings) - len(outcomes))
        return outcomes

    def _store(self, rings: Sequence[Ring], patience_ms: int | None) -> Sequence[Outcome]:
        with self._system.database.writing(patience_ms=patience_ms) as session:
            return store(session, rings, self._system.clock.now())


def _patience(since: float) -> int | None:
    """How long a group waits for another writer of the book, None: as long as anybody. Whoever came
    while the group before was waiting has waited already, and does not do so twice."""
    waited_ms = int((monotonic() - since) * 1_000)
    return None if waited_ms < AT_ONCE_MS else max(BUSY_TIMEOUT_MS - waited_ms, AT_ONCE_MS)


def _tell(answer: asyncio.Future[None], outcome: Outcome) -> None:
    if answer.done():
        return  # nobody waits for it any more
    match outcome:
        case None:
            answer.set_result(None)
        case StorageUnavailable(cause=cause):  # each its own: raising it writes into it
            answer.set_exception(StorageUnavailable(cause))
        case _:
            answer.set_exception(outcome)
