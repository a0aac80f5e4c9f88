"""A file that only the key opens: AES-256-GCM in chunks (the STREAM construction), key by scrypt.

Each chunk has its own nonce, made of its place and of whether it is the last one, so that nothing
can be changed, moved, or cut off at the end without being noticed.
"""

from __future__ import annotations

import io
import os
import secrets
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MAGIC = b"billing-desk backup 1\n"
_SALT, _PREFIX, _TAG = 16, 7, 16
_HEAD = len(MAGIC) + _SALT + _PREFIX
CHUNK = 256 * 1024


class WrongKey(Exception):
    """Another key, or the file is not what was written."""


def is_encrypted(file: IO[bytes]) -> bool:
    file.seek(0)
    found = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return found


def _cipher(key: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key.encode()))


def _nonce(prefix: bytes, place: int, *, last: bool) -> bytes:
    return prefix + place.to_bytes(4, "big") + bytes([last])


class EncryptingWriter(io.RawIOBase):
    """Writes on to `out`, which stays open; `close` writes the last chunk."""

    def __init__(self, out: IO[bytes], key: str) -> None:
        self._out, self._waiting, self._place = out, bytearray(), 0
        salt, self._prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        self._cipher = _cipher(key, salt)
        out.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        more = bytes(data)
        self._waiting += more
        while len(self._waiting) > CHUNK:  # a whole one may still be the last
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(more)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._place, last=last)
        self._out.write(self._cipher.encrypt(nonce, chunk, None))
        self._place += 1


class DecryptingReader(io.RawIOBase):
    """Reads any place of the file, one chunk at a time; nothing unproved comes out."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        """Raises WrongKey."""
        self._file, self._at, self._known = file, 0, (-1, b"")
        length = file.seek(0, os.SEEK_END) - _HEAD
        self._chunks = max(1, -(-length // (CHUNK + _TAG)))
        self._length = length - self._chunks * _TAG
        file.seek(len(MAGIC))
        head = file.read(_SALT + _PREFIX)
        self._prefix = head[_SALT:]
        self._cipher = _cipher(key, head[:_SALT])
        self._chunk(self._chunks - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readall(self) -> bytes:
        return self.read(self._length - self._at)

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = self._length - self._at
        parts: list[bytes] = []
        while size > 0 and self._at < self._length:
            place, within = divmod(self._at, CHUNK)
            part = self._chunk(place)[within : within + size]
            parts.append(part)
            self._at += len(part)
            size -= len(part)
        return b"".join(parts)

    def _chunk(self, place: int) -> bytes:
        if self._known[0] != place:
            self._file.seek(_HEAD + place * (CHUNK + _TAG))
            nonce = _nonce(self._prefix, place, last=place == self._chunks - 1)
            try:
                plain = self._cipher.decrypt(nonce, self._file.read(CHUNK + _TAG), None)
            except (InvalidTag, ValueError):
                raise WrongKey from None
            self._known = (place, plain)
        return self._known[1]
