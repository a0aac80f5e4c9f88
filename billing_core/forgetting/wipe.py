"""What SQLite keeps of rows that were changed: old words in the index, old pages in its log. What is
deleted is overwritten with zeros by every connection (`database.py`)."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from billing_core.database import BUSY_TIMEOUT_MS, Database
from billing_core.jobs import ALWAYS, enqueue
from billing_core.models import JobKind
from billing_core.models.text_index import MEMBER_WORDS
from billing_core.system import System

# Whoever writes waits as long as the readers are waited for, webhooks among them.
PATIENCE_MS = 500
AGAIN = timedelta(minutes=1)


def merge_the_index(session: Session) -> None:
    """The index only marks words as gone until its parts are merged. It costs as much as writing
    the index anew, so once for everybody who was forgotten."""
    if _on_sqlite(session):
        merging = f"INSERT INTO {MEMBER_WORDS} ({MEMBER_WORDS}) VALUES ('optimize')"  # noqa: S608
        session.execute(text(merging))


def wipe_later(session: Session, now: datetime) -> None:
    """A job goes on trying where somebody reads just now."""
    if _on_sqlite(session):
        enqueue(session, JobKind.WIPE, ALWAYS, now)


def wipe(system: System, _subject: str) -> datetime | None:
    return None if wipe_traces(system.database) else system.clock.now() + AGAIN


def wipe_traces(database: Database) -> bool:
    """Afterwards: the log of SQLite is emptied into the file; False where somebody who reads from
    it stands in the way. PostgreSQL's vacuum frees what was changed by itself."""
    if not database.is_sqlite:
        return True
    book = database.engine.raw_connection()
    try:
        cursor = book.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            done = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        return done is None or not done[0]
    finally:
        book.close()


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
