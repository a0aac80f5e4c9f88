"""What SQLite keeps of rows that were changed: old words in the index, old pages in the file."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from billing_core.database import Database
from billing_core.models.text_index import MEMBER_WORDS


def wipe_as_it_goes(session: Session) -> None:
    """From here on whatever is deleted is overwritten with zeros, in this connection."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def merge_the_index(session: Session) -> None:
    """The index only marks words as gone until its parts are merged. It costs as much as writing
    the index anew, so once for everybody who was forgotten."""
    if session.get_bind().dialect.name == "sqlite":
        merging = f"INSERT INTO {MEMBER_WORDS} ({MEMBER_WORDS}) VALUES ('optimize')"  # noqa: S608
        session.execute(text(merging))


def wipe_traces(database: Database) -> None:
    """Afterwards: the log of SQLite is emptied into the file, unless somebody reads from it just
    now; then the next checkpoint does. PostgreSQL's vacuum frees what was changed by itself."""
    if database.is_sqlite:
        book = database.engine.raw_connection()
        try:
            book.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            book.close()
