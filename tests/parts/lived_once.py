"""Beginnings of lives that many tests share, lived once in a process.

Half of the time of all tests of a small world went into the same first steps: somebody joins, a
month goes by. A world that is called directly on a fresh SQLite book comes to the same whenever the
same is done in it, so both companies' books are kept after each step of a story, and a test that
begins alike goes on from there.

Whatever a test does before or between these steps ends that for its world, and all that follows is
lived: a write to either book, a call to the gateway, a fault, another setting, clock, system or
worker, a listener, a patch. `make prove` and the seeded bugs live everything.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import process_time
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import pytest
import structlog
from structlog.testing import LogCapture

from billing_core.bootstrap import seeded_ids
from billing_core.database import file_of
from billing_core.seals.key import key_file
from billing_core.settings import Settings

if TYPE_CHECKING:
    from tests.parts.world import World

P = ParamSpec("P")
T = TypeVar("T")

KEPT = 50  # pairs of books at a time, of a megabyte or two
MOST_STEPS = 12  # of a story: what is told later, hardly anybody tells again
WORTH_KEEPING = 0.02  # seconds from what is kept already
HARMLESS = "assemble"  # where a page finds the system: no step looks there


class CountedIds:
    """`seeded_ids`, which can go on from where another world has come to."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.go_on_from(0)

    def go_on_from(self, given: int) -> None:
        self.given, self._next = given, seeded_ids(self.seed)
        for _ in range(given):
            self._next()

    def __call__(self) -> str:
        self.given += 1
        return self._next()


@dataclass(frozen=True)
class Kept:
    """Both books, and what the two programs had in mind."""

    book: sqlite3.Connection
    seal_key: str | None
    sandbox: sqlite3.Connection
    sandbox_knew: tuple[Any, ...]
    token: Any
    ids: int
    now: datetime
    last_tick: datetime | None
    answer: bytes

    def close(self) -> None:
        self.book.close()
        self.sandbox.close()


class Shelf:
    """What is kept in this process; what was not asked for longest goes first."""

    def __init__(self) -> None:
        self.used = True
        self.patches = 0  # of the test that runs
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def put(self, story: str, kept: Kept) -> None:
        self._kept[story] = kept
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)[1].close()

    def find(self, story: str) -> Kept | None:
        if story in self._kept:
            self._kept.move_to_end(story)
        return self._kept.get(story)


SHELF = Shelf()


def notice_patches() -> None:
    """From now on, in this process, it is known whether a test has patched anything."""
    patch: Any = pytest.MonkeyPatch
    really = patch.setattr

    @functools.wraps(really)
    def noticed(self: object, target: object, name: object, *rest: object, **named: object) -> None:
        SHELF.patches += name != HARMLESS
        really(self, target, name, *rest, **named)

    patch.setattr = noticed


class Beginning:
    """The story of one world as long as nothing but steps of a story has happened in it."""

    def __init__(self, world: World, ids: CountedIds, told: tuple[object, ...]) -> None:
        """`told`: what else the world was made of, besides its book."""
        self._world, self._ids = world, ids
        path = file_of(world.system.database.url)
        assert path is not None
        self._book = sqlite3.connect(path, check_same_thread=False)
        self._book.execute("PRAGMA synchronous = OFF")
        settings = world.system.settings.model_dump(exclude={"database_url"})
        self._story = _hash(
            *(told, world.looks_around, sorted((name, repr(at)) for name, at in settings.items())),
            _content(self._book),
        )
        self._unkept, self._steps = 0.0, 0
        self._left = self._looks()

    def close(self) -> None:
        self._book.close()

    def goes_on(self) -> bool:
        """Nothing but a few steps has happened in it."""
        at_the_beginning = self._steps < MOST_STEPS
        undisturbed = not SHELF.patches and not _logs_are_heard()
        return at_the_beginning and undisturbed and self._looks() == self._left

    def tell(self, step: Callable[[], T], *said: object) -> T:
        """What the step answers: done now, or found as it was done before."""
        self._story, self._steps = _hash(self._story, *said), self._steps + 1
        kept = SHELF.find(self._story)
        if kept is not None:
            self._go_on_from(kept)
            answer: T = pickle.loads(kept.answer)
        else:
            began = process_time()
            answer = step()
            self._unkept += process_time() - began
            if self._unkept > WORTH_KEEPING and self._may_be_kept():
                SHELF.put(self._story, self._keep(answer))
                self._unkept = 0.0
        self._left = self._looks()
        return answer

    def _may_be_kept(self) -> bool:
        shop = self._world.sandbox._shop
        return not (shop.pending or shop.urgent or shop.faults.armed)

    def _looks(self) -> tuple[object, ...]:
        world = self._world
        system, shop = world.system, world.sandbox._shop
        engine: Any = system.database.engine
        return (
            *(id(system), id(world.worker), id(world.sandbox), id(world.sandbox.sender)),
            *(world.clock.now(), system.wall_clock.now(), world.sandbox.now()),
            _held(system.settings),
            *(self._book.execute("PRAGMA data_version").fetchone()[0], self._ids.given),
            *(shop.book._connection.total_changes, shop.calls.total(), id(shop.settings)),
            *(shop.faults.armed, len(shop.pending), len(shop.urgent)),
            *(id(system.gateway._wire._tokens._token), world.worker._last_tick),
            *(system.database.tells_members, len(engine.dispatch.before_cursor_execute)),
            world.looks_around,
            len(engine.dispatch.after_cursor_execute),
        )

    def _keep(self, answer: object) -> Kept:
        system, shop = self._world.system, self._world.sandbox._shop
        key = key_file(system.settings)
        return Kept(
            book=_copied(self._book),
            seal_key=key.read_text(encoding="ascii") if key.exists() else None,
            sandbox=_copied(shop.book._connection),
            sandbox_knew=(
                *(shop.dice.getstate(), shop.tokens.token, shop.tokens.expires_at),
                dict(shop.calls),
            ),
            token=system.gateway._wire._tokens._token,
            ids=self._ids.given,
            now=self._world.clock.now(),
            last_tick=self._world.worker._last_tick,
            answer=pickle.dumps(answer),
        )

    def _go_on_from(self, kept: Kept) -> None:
        world = self._world
        system, shop = world.system, world.sandbox._shop
        kept.book.backup(self._book)
        if kept.seal_key is not None:
            key_file(system.settings).write_text(kept.seal_key, encoding="ascii")
        kept.sandbox.backup(shop.book._connection)
        dice, shop.tokens.token, shop.tokens.expires_at, calls = kept.sandbox_knew
        shop.dice.setstate(dice)
        shop.calls.clear()
        shop.calls.update(calls)
        system.gateway._wire._tokens._token = kept.token
        self._ids.go_on_from(kept.ids)
        world.clock.set(kept.now)
        world.sandbox.clock.reach(int(kept.now.timestamp()))
        world.worker._last_tick = kept.last_tick
        self._unkept = 0.0


def step_of_a_story(
    step: Callable[Concatenate[World, P], T],
) -> Callable[Concatenate[World, P], T]:
    """A verb of the world, or what many tests do to it at the beginning, that comes to the same
    wherever all before it was the same."""

    @functools.wraps(step)
    def told(world: World, /, *args: P.args, **named: P.kwargs) -> T:
        beginning, world.beginning = world.beginning, None  # what it does within is part of it
        if beginning is None:
            return step(world, *args, **named)
        if not beginning.goes_on():
            beginning.close()
            return step(world, *args, **named)
        said = (step.__module__, step.__qualname__, args, sorted(named.items()))
        answer = beginning.tell(lambda: step(world, *args, **named), *said)
        world.beginning = beginning
        return answer

    return told


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _content(book: sqlite3.Connection) -> str:
    return hashlib.sha256(book.serialize()).hexdigest()


def _copied(book: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    book.backup(copy)
    return copy


def _held(settings: Settings) -> tuple[object, ...]:
    """Told by what it holds: one setting may be exchanged within."""
    return tuple((name, id(held)) for name, held in vars(settings).items() if name != "policy")


def _logs_are_heard() -> bool:
    return any(isinstance(one, LogCapture) for one in structlog.get_config()["processors"])
