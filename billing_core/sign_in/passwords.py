"""Passwords, kept as Argon2id hashes."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """False also for a person without a password, after the same work: nobody learns by the
    clock whom there is."""
    try:
        return _HASHER.verify(password_hash or _of_nobody(), password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _of_nobody() -> str:
    return hashed("nobody has this password")
