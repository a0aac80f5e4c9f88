"""What a program says, taken line by line into a file that is appended and rotated."""

import contextlib
import logging
from collections import deque
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Thread
from typing import IO

from billing_core.owner_only import opener

LAST_LINES = 12
PATIENCE_SECONDS = 1.0  # for what a program that has ended still said


@dataclass(frozen=True)
class LogRotation:
    """A file that would grow beyond `max_bytes` becomes `.1`, and `.1` becomes `.2`, up to `kept`."""

    max_bytes: int = 10_000_000
    kept: int = 5


class LogFile:
    """Reads the pipe that a program writes to, in a thread of its own, until it is closed.

    Rotated here and not by the program: standard output goes on into a file that was renamed. It
    is read on while the disk is full, because a program whose pipe is full stands still; how many
    lines that has cost is written when there is room again.
    """

    def __init__(self, path: Path, rotation: LogRotation, said: IO[bytes]) -> None:
        self._said = said
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._file = _OwnersFile(
            path,
            maxBytes=rotation.max_bytes,
            backupCount=rotation.kept,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        self._thread = Thread(target=self._follow, name=f"log of {path.stem}", daemon=True)
        self._thread.start()

    def last_lines(self) -> list[str]:
        """Of this run, once the program has ended."""
        self.close()
        return list(self._last)

    def close(self) -> None:
        """Waits a moment for the program's last words."""
        self._thread.join(PATIENCE_SECONDS)

    def _follow(self) -> None:
        with self._said:
            for line in self._said:
                text = line.decode(errors="backslashreplace").rstrip("\r\n")
                self._last.append(text)
                self._file.keep(text)
        with contextlib.suppress(OSError):
            self._file.close()


class _OwnersFile(RotatingFileHandler):
    _lost = 0  # lines, since the last one that could be written

    def keep(self, text: str) -> None:
        """Never raises: what cannot be written is counted."""
        told = f"({self._lost} lines lost: they could not be written)\n" if self._lost else ""
        before = self._lost
        self.handle(logging.makeLogRecord({"msg": told + text}))
        if self._lost == before:
            self._lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        self._lost += 1
        self._begin_anew()

    def _begin_anew(self) -> None:
        """What the stream still holds of a line that has failed would be in the way of the next."""
        stream, self.stream = self.stream, None  # opened when needed
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()

    def _open(self) -> TextIOWrapper:
        file: TextIOWrapper = open(  # noqa: SIM115 - the handler closes it
            self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=opener
        )
        return file
