"""A seeded bug: one promise broken on purpose, and the tests that must notice.

`@seed(target, …)` above a function makes it the replacement of the target: it takes the original,
and then what the target takes. Its name is the seed's name. `answers` is for one that does nothing
and always gives the same answer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Replacement = Callable[..., Any]


@dataclass(frozen=True)
class Seed:
    """`promise` is how it is broken, in Korean and English; `target` is `module:function`, and
    `tests` are named below `tests/`, the shortest that tell."""

    name: str
    room: str
    promise: tuple[str, str]
    target: str
    replacement: Replacement
    tests: tuple[str, ...]


SEEDS: dict[str, Seed] = {}


def seed(
    target: str, korean: str, english: str, *tests: str
) -> Callable[[Replacement], Replacement]:
    room = _room()

    def keep(replacement: Replacement) -> Replacement:
        _keep(Seed(replacement.__name__, room, (korean, english), target, replacement, tests))
        return replacement

    return keep


def answers(name: str, target: str, answer: object, korean: str, english: str, *tests: str) -> None:
    def replacement(_original: Any, *_args: Any, **_named: Any) -> Any:
        return answer

    _keep(Seed(name, _room(), (korean, english), target, replacement, tests))


def silent(name: str, act: object, korean: str, english: str, *tests: str) -> None:
    """The act `act` is not written into the audit log."""

    def replacement(original: Any, session: Any, done: Any, **named: Any) -> None:
        if done != act:
            original(session, done, **named)

    target = "lifecycle.record_act:record_act"
    _keep(Seed(name, _room(), (korean, english), target, replacement, tests))


def _keep(one: Seed) -> None:
    if one.name in SEEDS:
        raise ValueError(f"two seeds are called {one.name}")
    SEEDS[one.name] = one


def _room() -> str:
    """The module whose table this is, two calls up."""
    return str(sys._getframe(2).f_globals["__name__"]).rpartition(".")[2]
