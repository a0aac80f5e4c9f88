"""A short time-out without retries for reads that somebody waits for in front of a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SECONDS: ContextVar[float | None] = ContextVar("hurry", default=None)


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """A context in which every read of this thread is given `seconds` for its answer and is not
    retried; then it raises Unavailable as ever. Writes take the time they need: giving up on one
    early would cost certainty."""
    token = _SECONDS.set(seconds)
    try:
        yield
    finally:
        _SECONDS.reset(token)


def hurry() -> float | None:
    """Seconds that a read may take now; None: as long as the client's own time-outs say."""
    return _SECONDS.get()
