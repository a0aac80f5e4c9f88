"""Passwords: which of them others would guess, and how they are kept (Argon2id)."""

from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from billing_core.wording.sign_in import WORDS_OF_THE_DESK

_HASHER = PasswordHasher()
_AT_ONCE = Semaphore(2)  # each takes 64 MiB and a core: strangers must not take the machine
_OF_NOBODY = _HASHER.hash("nobody has this password")
_LEAST_SCORE = 3  # of 4: more than 10^8 guesses by somebody who knows lists of leaked passwords
_LOOKED_AT = 32  # letters: the work grows much faster than they do, and the book is held meanwhile


def is_guessed_early(password: str, *names: str) -> bool:
    """One of the passwords that many have, or close to one: also with the letters exchanged, walked
    along the keyboard, with a year behind it, or made of a name or a word of this desk."""
    from zxcvbn import zxcvbn  # its lists take a quarter of a second to read

    told = zxcvbn(password[:_LOOKED_AT], user_inputs=[*names, *WORDS_OF_THE_DESK])
    return bool(told["score"] < _LEAST_SCORE)


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def costs_too_little(password_hash: str) -> bool:
    """Kept by an earlier version, at the cost of then."""
    return _HASHER.check_needs_rehash(password_hash)


def matches(password_hash: str, password: str) -> bool:
    """False also for a person without a password, after the same work: nobody learns by the
    clock whom there is."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash or _OF_NOBODY, password) and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False
