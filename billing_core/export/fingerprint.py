"""The sha256 of a file, taken while it is written and never by reading it again."""

import io
from hashlib import sha256
from typing import IO, Any


class Fingerprint(io.BufferedIOBase):
    """A hashing stream: passes every byte on to `out`, which stays open when this is closed.

    It cannot be wound back, so what is written to it is written once, in order.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._mark = sha256()

    @property
    def sha256(self) -> str:
        return self._mark.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._mark.update(data)
        self._out.write(data)
        return len(data)
