"""Secrets that a browser holds: random tokens, of which the book keeps the digest alone."""

import secrets
from hashlib import sha256


def new_token() -> str:
    """256 random bits, as an address and a cookie may carry them."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """A token is long and random, so a plain hash keeps it: nothing can be guessed from it."""
    return sha256(token.encode()).hexdigest()
