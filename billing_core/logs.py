"""How every process of ours writes its log: one JSON object a line, on standard error."""

import io
import logging
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, WrappedLogger

from billing_core.rules.free_text import error_text

# Ids, by which an engineer finds the row.
_IDS = frozenset({"imp_uid", "merchant_uid", "customer_uid", "subject"})


class Unfailing(io.TextIOBase):
    """A stream that takes what it can: a full disk or a closed pipe costs the line, and not the
    work that it tells of."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def configure_logs(level: int = logging.INFO) -> None:
    """Set up the log, where engineers find the code, the ids and the cause; people never see it."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without the frames' locals: they may hold a member's data, or a secret.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            _without_people,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Unfailing(sys.stderr))),
    )


def _without_people(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last thing that happens to a line: whatever was said, no number of a person is in it."""
    return {key: value if key in _IDS else _struck(value) for key, value in event.items()}


def _struck(value: Any) -> Any:
    if isinstance(value, str):
        return error_text(value)
    if isinstance(value, dict):
        return {key: _struck(each) for key, each in value.items()}
    return [*map(_struck, value)] if isinstance(value, list | tuple) else value
