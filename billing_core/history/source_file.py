"""A file somebody hands in: on the disk, or uploaded to the page."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from billing_core.history.limits import MOST_BYTES, MOST_MEGABYTES
from billing_core.history.refused import unreadable
from billing_core.rules.card_number import mask_card_numbers
from billing_core.rules.file_flaw import FileFlawCode

OpenFile = io.BytesIO


@dataclass(frozen=True)
class SourceFile:
    """A file to be read. `name` is what people call it; `content` its bytes or their path."""

    name: str
    content: bytes | Path = field(repr=False)

    def __post_init__(self) -> None:
        """Its name is kept with every row that it brings."""
        object.__setattr__(self, "name", mask_card_numbers(self.name))

    @classmethod
    def at(cls, path: Path) -> SourceFile:
        return cls(_readable(path.name), path)

    @contextmanager
    def opened(self) -> Iterator[OpenFile]:
        """The file, read into memory: what lies behind a path may be without end. Raises
        ImportRefused when it cannot be opened or read, or is too large."""
        content = self._content()
        if len(content) > MOST_BYTES:
            raise unreadable(self.name, FileFlawCode.TOO_LARGE, most=MOST_MEGABYTES)
        with io.BytesIO(content) as raw:
            yield raw

    def sha256(self) -> str:
        with self.opened() as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()

    def _content(self) -> bytes:
        if isinstance(self.content, bytes):
            return self.content
        try:
            with self.content.open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except OSError as error:
            why = str(error.strerror)
            raise unreadable(self.name, FileFlawCode.NOT_OPENED, error=why) from error


def _readable(name: str) -> str:
    """What a zip from Windows unpacks to elsewhere: Korean letters, but not in the machine's own
    way. Nothing can keep or print such a name, so it is read as Korean Windows wrote it."""
    letters = os.fsencode(name)
    try:
        return letters.decode()
    except UnicodeDecodeError:
        return letters.decode("cp949", errors="replace")
