"""A seal (봉인): HMAC-SHA256 over a batch of rows that are never changed, chained with the one before.

A seal keeps two digests of each row: one of its facts, and one of the text that people typed or are
named in. So it tells which row was changed, and a person's text can be taken out one day while
the facts still prove themselves. Without the key nobody can make either, or try out a text.
"""

import hmac
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

FIRST_HEAD = ""  # what the first seal is chained with
_DIGEST_BYTES = 16
_PACKED = struct.Struct(f">q{_DIGEST_BYTES}s{_DIGEST_BYTES}s")


class SealFlaw(StrEnum):
    KEY_MISSING = "key_missing"
    KEY_CHANGED = "key_changed"
    CHAIN_CUT = "chain_cut"  # the last seals are gone
    CHAIN_BEGUN = "chain_begun"  # the key was lost: up to that seal nobody can verify any more
    SEAL_MISSING = "seal_missing"
    SEAL_CHANGED = "seal_changed"
    ROW_CHANGED = "row_changed"
    TEXT_CHANGED = "text_changed"
    ROW_MISSING = "row_missing"
    ROW_ADDED = "row_added"


@dataclass(frozen=True)
class SealDifference:
    """`seal` is 0 and `table` empty where all of them are meant; `rows` by their number."""

    flaw: SealFlaw
    seal: int = 0
    table: str = ""
    rows: tuple[int, ...] = ()


class RowDigest(NamedTuple):
    facts: bytes
    text: bytes


def row_digest(
    key: bytes, table: str, facts: Sequence[object], text: Sequence[object]
) -> RowDigest:
    """The first fact is the row's number, without which a text could change places."""
    of_facts = _mac(key, _canonical("facts", table, *facts))
    of_text = _mac(key, _canonical("text", table, facts[0], *text))
    return RowDigest(of_facts[:_DIGEST_BYTES], of_text[:_DIGEST_BYTES])


def packed(digests: Iterable[tuple[int, RowDigest]]) -> bytes:
    return b"".join(_PACKED.pack(number, *digest) for number, digest in digests)


def unpacked(digests: bytes) -> dict[int, RowDigest]:
    return {number: RowDigest(*digest) for number, *digest in _PACKED.iter_unpack(digests)}


def head(key: bytes, facts: Sequence[object], digests: bytes) -> str:
    """What the next seal is chained with; `facts` are the seal's own, the head before it among them."""
    return _mac(key, _canonical("seal", *facts) + digests).hex()


def key_name(key: bytes) -> str:
    """Tells one key from another and nothing else of it."""
    return _mac(key, b"name").hex()[:16]


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _canonical(*values: object) -> bytes:
    """One line of JSON: the same whichever database the values were read from."""
    return f"{_encode(values)}\n".encode(errors="surrogatepass")


def _plain(value: object) -> str:
    """An instant as SQLite keeps it. Nobody but who tampers puts anything else in."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return repr(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
