"""Reads that somebody is waiting for in front of a page: asked once, and not for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SECONDS: ContextVar[float | None] = ContextVar("hurry", default=None)


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """Within it every read of this thread is given `seconds` for its answer and is not repeated;
    then it raises Unavailable as ever. Writes take the time they need: giving up on one early
    would cost certainty."""
    token = _SECONDS.set(seconds)
    try:
        yield
    finally:
        _SECONDS.reset(token)


def hurry() -> float | None:
    """Seconds that a read may take now; None: as long as the client's own time-outs say."""
    return _SECONDS.get()
