"""What a program says, taken line by line into a file that is appended and rotated."""

from __future__ import annotations

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

    Rotated here and not by the program: standard output goes on into a file that was renamed.
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
                self._file.handle(logging.makeLogRecord({"msg": text}))
        self._file.close()


class _OwnersFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        file: TextIOWrapper = open(  # noqa: SIM115 - the handler closes it
            self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=opener
        )
        return file
