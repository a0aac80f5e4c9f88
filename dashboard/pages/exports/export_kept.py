"""A made file on the disk, kept until somebody downloads it."""

from __future__ import annotations

import weakref
from tempfile import TemporaryFile
from threading import Lock


class KeptFile:
    """A temporary file without a name, so nobody else can open it; it goes with its session."""

    def __init__(self) -> None:
        self.out = TemporaryFile()  # noqa: SIM115 - closed when nobody holds it any more
        self._turn = Lock()
        weakref.finalize(self, self.out.close)

    def content(self) -> bytes:
        """All its bytes, for Streamlit serves from memory: called by the click and not before."""
        with self._turn:
            self.out.seek(0)
            return self.out.read()
