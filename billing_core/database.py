"""The book: one SQLAlchemy engine on SQLite or PostgreSQL, and two kinds of session.

`reading()` sees one snapshot and changes nothing. `writing()` is one transaction: it commits
at the end of the block or not at all. Never hold either across a network call.

SQLite's default transaction loses concurrent updates silently, so a writing session takes
the write lock at once (BEGIN IMMEDIATE) and waits for its turn.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import NullPool, StaticPool

from billing_core.book_file import watch_file
from billing_core.home import BOOKS
from billing_core.migrations.revisions import newest_revision, revision_of
from billing_core.owner_only import FILE_MODE, make_folder, mend
from billing_core.rules.failure import FailureCode, failure

BUSY_TIMEOUT_MS = 15_000
_MIGRATING = threading.Lock()  # Alembic keeps the migration that runs in globals of its module
_ASIDE = "sqlite:///file:?uri=true"  # how SQLite calls a file of its own, gone with its connection
# Of one connection to SQLite, at most: in a large book, its own 2 MB throw away what comes next.
PAGE_CACHE_KB = 16_000
TELLS_MEMBERS = "tells_members"  # in what a writing session carries


class StorageUnavailable(Exception):
    """The book cannot be read or written just now; nothing was changed."""

    failure = failure(FailureCode.STORAGE)

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"storage unavailable: {cause}")
        self.cause = cause


class Database:
    """An engine and its sessions. `url` is a SQLAlchemy URL; `postgresql://` means psycopg 3."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        """`durable=False` lets SQLite skip the fsync; only for books that can be made again."""
        self.url = normalised(url)
        self.tells_members = False  # there is a way to; what happens otherwise queues no notice
        self.engine = _sqlite(self.url, durable) if self.is_sqlite else _postgresql(self.url)
        self._reader = self.engine if self.is_sqlite else _only_reading(self.engine)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with _storage_errors(), BookSession(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """The same snapshot for `plain_rows` alone, without a session: a page's way to read."""
        with _storage_errors(), self._reader.connect() as connection:
            if self.is_sqlite:  # by the driver, as whatever is asked here
                connection.connection.cursor().execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self, *, patience_ms: int | None = None) -> Iterator[Session]:
        """A session whose transaction is committed at the end. On SQLite it waits for another
        writer as long as `patience_ms`, or BUSY_TIMEOUT_MS. Raises StorageUnavailable."""
        info = {_BEGINS: Begins("BEGIN IMMEDIATE", patience_ms), TELLS_MEMBERS: self.tells_members}
        with (
            _storage_errors(),
            BookSession(self.engine, expire_on_commit=False, info=info) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def copied(self) -> Iterator[Database]:
        """Of SQLite only: the whole book once more, as it is now, for whoever writes into it what
        nobody is to see. Nobody waits for it: whoever writes to the book itself goes on.

        It takes as much disk as the book (in SQLITE_TMPDIR, TMPDIR or /var/tmp) and about a second
        for each 300 MB. The file has no name and is the system's to take back, also from a process
        that was ended. Raises StorageUnavailable.
        """
        copy = Database(_ASIDE, durable=False)
        try:
            with _storage_errors(), self.engine.connect() as ours, copy.engine.connect() as theirs:
                book: Any = ours.connection.driver_connection
                book.backup(theirs.connection.driver_connection)
            yield copy
        finally:
            copy.close()

    def close(self) -> None:
        self.engine.dispose()


def normalised(url: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def hold(session: Session, key: str, *, shared: bool = False) -> None:
    """Take the advisory lock `key` until this transaction ends: alone, or `shared` with all who
    share it.

    On SQLite a writing session already is the only one.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = _SHARED_LOCK if shared else _LOCK
        session.execute(lock, {"key": key})


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_SHARED_LOCK = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:key, 0))")


def migrate(url: str, revision: str = "head", told: Callable[[Any], None] | None = None) -> None:
    """Bring the book at `url` to the newest schema, or to a `revision`. Safe at every start.
    `told` hears how far it is, as `migrations.progress` says. Raises StorageUnavailable."""
    parsed = normalised(url)
    if book := file_of(parsed):
        make_folder(book.parent)
        if not book.exists():
            book.touch(FILE_MODE)  # SQLite gives what it puts beside it the same
    with _MIGRATING, _storage_errors():
        if revision != "head" or _revision_at(parsed) != newest_revision():
            _upgrade(parsed, revision, told)


def _revision_at(url: URL) -> str | None:
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return revision_of(connection)
    finally:
        engine.dispose()


def _upgrade(url: URL, revision: str, told: Callable[[Any], None] | None) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes |= {"url": url, "told": told}
    command.upgrade(config, revision)


def mend_book(url: str) -> None:
    """Takes from others what earlier versions let them read, and the default folder with it; one
    that was chosen is somebody's decision."""
    if book := file_of(normalised(url)):
        folder = [BOOKS] if book.parent.resolve() == BOOKS.resolve() else []
        mend(*folder, *files_of(book))


def files_of(book: Path) -> list[Path]:
    """A book of SQLite, and what SQLite puts beside it."""
    return [book.with_name(book.name + ending) for ending in ("", "-wal", "-shm")]


def file_of(url: URL) -> Path | None:
    """Of a book of SQLite."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except (OperationalError, NoConnectionFree, sqlite3.OperationalError) as error:
        raise StorageUnavailable(error) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StorageUnavailable(error) from error
        raise


def _sqlite(url: URL, durable: bool) -> Engine:
    one = {"poolclass": StaticPool} if url == make_url(_ASIDE) else {}  # each has its own file
    # All our steps' statements stay prepared, where Python alone keeps 128.
    asked = {"check_same_thread": False, "cached_statements": 512}
    engine = create_engine(url, hide_parameters=True, connect_args=asked, **one)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")  # not every SQLite is built with it
        cursor.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KB}")
        cursor.close()

    watch_file(engine, None if one else file_of(url))
    return engine


class BookSession(Session):
    """A session that says BEGIN to SQLite itself. It is listened to, not its engine: that would
    have every statement look for listeners."""


class Begins(NamedTuple):
    """How a session begins on SQLite, and how many milliseconds it waits for another writer."""

    statement: str = "BEGIN"
    patience_ms: int | None = None


_BEGINS = "database.begins"


@event.listens_for(BookSession, "after_begin")
def _begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name != "sqlite" or transaction.nested:
        return  # a savepoint stands within what has begun
    statement, patience = session.info.get(_BEGINS, Begins())
    if patience is None:
        # By the driver: through SQLAlchemy, BEGIN would cost what a whole question does.
        connection.connection.cursor().execute(statement)
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
    try:
        connection.exec_driver_sql(statement)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10}
    )

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        """Waiting for somebody else's lock ends, as it does on SQLite: with a clear error."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
        connection.commit()

    return engine


def _only_reading(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


# With more of them alive at once Python looks again and again through all objects that there are
# for garbage: 2,000 at once cost a half more.
ROWS_AT_ONCE = 200

Ts = TypeVarTuple("Ts")


def streamed(session: Session, statement: Select[*Ts]) -> Iterator[Row[*Ts]]:
    """The rows of a query, fetched in batches through a streaming cursor. Whoever stops half-way,
    as one page of many does, leaves no cursor open behind."""
    # Plain columns need none of the ORM's loading, which costs a third more per row; what it
    # would have done besides is to write first what this session has not written yet.
    session.flush()
    plain = statement.execution_options(yield_per=ROWS_AT_ONCE)
    with session.connection().execute(plain) as rows:
        for some in rows.partitions():
            yield from some
