"""A made file waits on the disk until somebody downloads it."""

from __future__ import annotations

import weakref
from tempfile import TemporaryFile
from threading import Lock


class KeptFile:
    """It has no name, so nobody else can open it, and it goes with the session that made it."""

    def __init__(self) -> None:
        self.out = TemporaryFile()  # noqa: SIM115 - closed when nobody holds it any more
        self._turn = Lock()
        weakref.finalize(self, self.out.close)

    def content(self) -> bytes:
        """All of it: Streamlit serves from memory. So this is called by the click and not before."""
        with self._turn:
            self.out.seek(0)
            return self.out.read()
