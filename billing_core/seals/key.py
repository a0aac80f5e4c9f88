"""The key of the seals: the setting BILLING_SEAL_KEY, or a file beside the book, never in it.

The file is made when the first row is sealed. Whoever has sealed before needs the same key again:
another one is told and never used, so a lost key is not covered up by new seals.
"""

import os
import secrets
from pathlib import Path

from billing_core.database import file_of, normalised
from billing_core.home import BOOKS
from billing_core.owner_only import make_folder, opener
from billing_core.rules.seal import SealFlaw
from billing_core.settings import Settings


class SealKeyUnusable(Exception):
    """Nothing can be sealed or compared."""

    def __init__(self, flaw: SealFlaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def key_file(settings: Settings) -> Path:
    """Beside a book of SQLite; of PostgreSQL, among the books of this machine."""
    url = normalised(settings.database_url)
    book = file_of(url) or BOOKS / (url.database or "")
    return book.with_name(f"{book.name}.seal-key")


def seal_key(settings: Settings, *, may_be_made: bool = False) -> bytes:
    """Raises SealKeyUnusable."""
    given = settings.seal_key.get_secret_value()
    if given:
        return given.encode()
    file = key_file(settings)
    if may_be_made and not file.exists():
        _make(file)
    try:
        kept = file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        kept = ""
    if not kept:
        raise SealKeyUnusable(SealFlaw.KEY_MISSING)
    return kept.encode()


def key_or_new_one(settings: Settings) -> bytes:
    """The key that is there, whichever it is, or one made now: for a new chain alone."""
    try:
        return seal_key(settings)
    except SealKeyUnusable:
        _make(key_file(settings))
        return seal_key(settings)


def _make(file: Path) -> None:
    """Whole or not at all: an empty key would be none."""
    make_folder(file.parent)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    with open(beside, "w", encoding="ascii", opener=opener) as out:
        out.write(f"{secrets.token_hex(32)}\n")
    beside.replace(file)
