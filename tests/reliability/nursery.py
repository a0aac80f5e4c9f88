"""Where programs are born: a process that has imported all of ours, once, and forks.

It has one thread and has opened nothing, so what is forked from it begins as from a shell, but a
second sooner. It ends, and all its children with it, when whoever made it has gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any

from tests.parts.commands import forked
from tests.parts.databases import read_migrations_once

_OURS = (
    "billing_core.bootstrap",
    "billing_core.cli",
    "billing_core.cli.files",
    "billing_core.closing.close_month",
    "billing_core.sidecar.app",
    "billing_core.sidecar.serve",
    "billing_core.worker",
    "tests.reliability.life_with_kills",
)


@dataclass(frozen=True)
class Child:
    """A program that was born there."""

    _asked: Connection
    _number: int

    def ended(self) -> int:
        """Its exit code, when it has ended. The nursery itself never waits for long: it has to hear
        when whoever asks has gone."""
        while (code := self.exit_code(1.0)) is None:
            pass
        return code

    def exit_code(self, seconds: float) -> int | None:
        """Wait so long for its end; None while it lives."""
        self._asked.send((_exit_code, (self._number, seconds)))
        code: int | None = self._asked.recv()
        return code

    def kill(self) -> None:
        self._asked.send((_kill, (self._number,)))
        self._asked.recv()


class Nursery:
    def __init__(self, asked: Connection) -> None:
        self._asked = asked

    def bear(self, work: Callable[..., None], *given: Any) -> Child:
        self._asked.send((_bear, (work, given)))
        return Child(self._asked, self._asked.recv())


@contextmanager
def nursery() -> Iterator[Nursery]:
    ours, theirs = get_context("forkserver").Pipe()
    process = forked(_nurse, theirs)
    theirs.close()
    try:
        yield Nursery(ours)
    finally:
        ours.close()
        process.join()


_CHILDREN: list[ForkProcess] = []


def _nurse(asked: Connection) -> None:
    for name in _OURS:
        import_module(name)
    read_migrations_once()
    while True:
        try:
            answer, given = asked.recv()
        except EOFError:
            break
        asked.send(answer(*given))
    for child in _CHILDREN:
        child.kill()
        child.join()


def _bear(work: Callable[..., None], given: tuple[Any, ...]) -> int:
    child = get_context("fork").Process(target=work, args=given)
    child.start()
    _CHILDREN.append(child)
    return len(_CHILDREN) - 1


def _exit_code(number: int, seconds: float) -> int | None:
    _CHILDREN[number].join(seconds)
    return _CHILDREN[number].exitcode


def _kill(number: int) -> None:
    _CHILDREN[number].kill()
    _CHILDREN[number].join()
