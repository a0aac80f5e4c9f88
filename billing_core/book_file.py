"""The file of a SQLite book: a connection to one that was put aside is used no more.

SQLite goes on with the file that it once opened, whatever stands in its place now. Somebody who
puts back a backup while a program of ours runs would have it work on the lost book.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

_OPENED = "book_file.opened"  # in what a connection carries


def watch_file(engine: Engine, book: Path | None) -> None:
    """The engine's connections are to the file that stands at `book` now, or to none."""
    if book is None:
        return
    seen: list[tuple[int, int] | None] = []

    def connecting(*_: Any) -> None:
        # SQLite would begin an empty book, in which nobody could be put back.
        if seen and not book.exists():
            raise sqlite3.OperationalError("the file of the book is gone")

    def connected(_connection: Any, record: Any) -> None:
        seen[:] = [_which(book)]
        record.info[_OPENED] = seen[0]

    def taken(_connection: Any, record: Any, _fairy: Any) -> None:
        if record.info[_OPENED] != _which(book):
            raise DisconnectionError("another file stands in its place")

    event.listen(engine, "do_connect", connecting)
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)


def _which(book: Path) -> tuple[int, int] | None:
    try:
        stands = book.stat()
    except FileNotFoundError:
        return None
    return stands.st_dev, stands.st_ino
