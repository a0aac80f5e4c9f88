"""The rows of a book of SQLite: its own online backup, which nobody who writes waits for."""

import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from billing_core.owner_only import opener

BOOK, SCRATCH_PREFIX = "book.db", ".backup-"
_VERSION = "alembic_version"


def write_sqlite(archive: zipfile.ZipFile, book: Path) -> tuple[str, Mapping[str, int]]:
    """The schema's revision, and how many rows each table has. The copy between lies beside the
    book, where it is as safe as the book."""
    with TemporaryDirectory(prefix=SCRATCH_PREFIX, dir=book.parent) as folder:
        copy = Path(folder) / BOOK
        copy.touch(0o600)
        with closing(sqlite3.connect(book)) as ours, closing(sqlite3.connect(copy)) as theirs:
            ours.backup(theirs)
            theirs.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
            found = _counted(theirs)
        archive.write(copy, BOOK)
    return found


@contextmanager
def unpacked(archive: zipfile.ZipFile, beside: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix=SCRATCH_PREFIX, dir=beside) as folder:
        copy = Path(folder) / BOOK
        unpack(archive, copy)
        yield copy


def unpack(archive: zipfile.ZipFile, book: Path) -> None:
    with archive.open(BOOK) as packed, open(book, "xb", opener=opener) as out:
        shutil.copyfileobj(packed, out, 1_000_000)


def look_into(book: Path) -> tuple[str, Mapping[str, int]]:
    """Raises ValueError where SQLite finds it damaged."""
    try:
        with closing(sqlite3.connect(book)) as opened:
            [(said,), *_] = opened.execute("PRAGMA integrity_check").fetchall()
            if said != "ok":
                raise ValueError(said)
            return _counted(opened)
    except sqlite3.DatabaseError as error:
        raise ValueError(str(error)) from error


def _counted(book: sqlite3.Connection) -> tuple[str, Mapping[str, int]]:
    [(revision,)] = book.execute(f"SELECT version_num FROM {_VERSION}").fetchall()  # noqa: S608
    names = book.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    counts = {
        name: book.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names
    }
    return revision, counts
