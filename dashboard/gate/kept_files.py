"""Made files on the disk, kept until somebody downloads them: no address leads here but a token's."""

import weakref
from collections.abc import Iterator
from hashlib import sha256
from tempfile import TemporaryFile
from threading import Lock
from weakref import WeakValueDictionary

_PIECE = 1 << 18  # bytes


class KeptFile:
    """A temporary file without a name, so nobody else can open it; it goes with its session."""

    def __init__(self) -> None:
        self.out = TemporaryFile()  # noqa: SIM115 - closed when nobody holds it any more
        self._turn = Lock()
        weakref.finalize(self, self.out.close)

    def pieces(self) -> Iterator[bytes]:
        at = 0
        while piece := self._read(at):
            yield piece
            at += len(piece)

    def sha256(self) -> str:
        """For what is not written in one go, as a zip is."""
        mark = sha256()
        for piece in self.pieces():
            mark.update(piece)
        return mark.hexdigest()

    def _read(self, at: int) -> bytes:
        with self._turn:
            self.out.seek(at)
            return self.out.read(_PIECE)

    @property
    def size(self) -> int:
        with self._turn:
            return self.out.seek(0, 2)


# By the digest of the token in its address. The page that made a file holds it, so what nobody
# fetched is gone with that page; several dashboards send one person to one of them.
_OFFERED: WeakValueDictionary[str, KeptFile] = WeakValueDictionary()


def keep_offered(key: str, file: KeptFile) -> None:
    _OFFERED[key] = file


def offered_file(key: str) -> KeptFile | None:
    return _OFFERED.get(key)
