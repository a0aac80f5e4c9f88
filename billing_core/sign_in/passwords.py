"""Passwords, kept as Argon2id hashes."""

from __future__ import annotations

from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_AT_ONCE = Semaphore(2)  # each takes 64 MiB and a core: strangers must not take the machine
_OF_NOBODY = _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """False also for a person without a password, after the same work: nobody learns by the
    clock whom there is."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash or _OF_NOBODY, password) and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False
