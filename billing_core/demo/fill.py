"""Fill the demo's two books on the first start, or leave them as they are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from billing_core.database import files_of
from billing_core.demo.places import Doors, Folder, Keys, demo_settings
from billing_core.owner_only import make_folder
from billing_core.rules.refusal import Refusal, RefusalCode

if TYPE_CHECKING:
    from billing_core.demo.life import Past, Progress


def is_filled(folder: Folder) -> bool:
    return folder.book.exists() and folder.sandbox_book.exists()


@contextmanager
def filling_alone(folder: Folder) -> Iterator[None]:
    """A file lock. Raises Refusal "demo_filling" while another demo fills the same folder. It is
    the operating system's: it ends with its process, however that ends."""
    from fasteners import InterProcessLock

    make_folder(folder.path)
    lock = InterProcessLock(folder.path / "filling.lock")
    if not lock.acquire(blocking=False):
        raise Refusal(RefusalCode.DEMO_FILLING, folder=str(folder.path))
    try:
        yield
    finally:
        lock.release()


def fill(folder: Folder, keys: Keys, doors: Doors, past: Past, on_month: Progress) -> None:
    """Lives the past in a folder of its own, and moves both books into place when it is whole:
    an interrupted fill is begun anew."""
    from billing_core.demo.life import live  # a second of imports, that only a first start needs

    unfinished = Folder(folder.path / "filling")
    shutil.rmtree(unfinished.path, ignore_errors=True)
    make_folder(unfinished.path)
    live(past, demo_settings(unfinished, keys, doors), unfinished.sandbox_book, on_month)
    for book in (folder.book, folder.sandbox_book):
        _remove(book)
    # Our own book comes last: where it is, the gateway's is.
    unfinished.sandbox_book.rename(folder.sandbox_book)
    unfinished.book.rename(folder.book)
    shutil.rmtree(unfinished.path)


def _remove(book: Path) -> None:
    for file in files_of(book):
        file.unlink(missing_ok=True)
