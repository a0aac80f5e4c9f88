"""The event queue of the demo's past: what is going to happen, and when, in the order of time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

Where = TypeVar("Where")
Act = Callable[[Where], None]


@dataclass(frozen=True, order=True)
class _Entry(Generic[Where]):
    at: datetime
    number: int  # entries of one instant keep the order in which they were written
    act: Act[Where] = field(compare=False)


class Diary(Generic[Where]):
    """A priority queue of acts by time. Each takes the place it happens in and may write others."""

    def __init__(self) -> None:
        self._entries: list[_Entry[Where]] = []
        self._written = 0

    def write(self, at: datetime, act: Act[Where]) -> None:
        self._written += 1
        heapq.heappush(self._entries, _Entry(at, self._written, act))

    def next(self, until: datetime) -> tuple[datetime, Act[Where]] | None:
        """Takes the earliest entry out; None when nothing happens before `until`."""
        if not self._entries or self._entries[0].at >= until:
            return None
        entry = heapq.heappop(self._entries)
        return entry.at, entry.act
