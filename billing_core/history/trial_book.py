"""The book that an import is tried in: what it writes there is never seen, and holds nobody up."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from billing_core.database import Database, StorageUnavailable
from billing_core.rules.refusal import Refusal, RefusalCode


@contextmanager
def trial_book(database: Database) -> Iterator[Database]:
    """On SQLite, where whoever writes is the only one, a copy of the book: see `copied` for what
    it costs. A million payments are some 6 GB and half a minute.

    On PostgreSQL the book itself, in a transaction that is taken back: that holds new rows and
    those it would change, and nothing that storing a webhook needs. Whoever takes in just one of
    these payments waits for the trial, for 15 seconds at most, and tries again.
    Raises Refusal("trial_no_room").
    """
    if not database.is_sqlite:
        yield database
        return
    try:
        with database.copied() as copy:
            yield copy
    except StorageUnavailable as trouble:
        told = getattr(trouble.cause, "orig", trouble.cause)
        if getattr(told, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise Refusal(RefusalCode.TRIAL_NO_ROOM) from trouble
        raise
