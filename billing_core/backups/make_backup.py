"""Make a backup: write it beside its place, open it again, and only then call it one."""

import os
import shutil
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from billing_core.backups.archive import Manifest, reading_archive, write_manifest, writing_archive
from billing_core.backups.postgresql_copy import count_rows, write_postgresql
from billing_core.backups.sqlite_copy import (
    SCRATCH_PREFIX,
    look_into,
    unpacked,
    write_sqlite,
)
from billing_core.database import Database, file_of, files_of
from billing_core.forgetting.forgotten_file import copy_forgotten
from billing_core.models import BackupMade
from billing_core.owner_only import make_folder
from billing_core.rules.backup import backup_made_at, backup_name
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System

LONGEST_SECONDS = 6 * 3600  # what is older belongs to nobody who is still at work
LEAST_FREE = 200_000_000  # what the desk itself is left with


@dataclass(frozen=True)
class Made:
    """`gone`: older ones that the rule let go."""

    path: Path
    size: int
    rows: int
    encrypted: bool
    gone: tuple[str, ...]


def make_backup(system: System) -> Made:
    """While everything runs. What could not be opened again is no backup, and takes no older one
    away. Raises Refusal "backup.unreadable", "backup.no_room"; OSError, StorageUnavailable."""
    settings, now = system.settings, system.clock.now()
    folder, key = settings.backup_folder, settings.backup_key.get_secret_value()
    make_folder(folder)
    remove_leftovers(folder, _scratch(system.database, folder))
    path = folder / backup_name(now)
    begun = path.with_name(f"{path.name}.part{os.getpid()}")
    try:
        _require_room(system.database, folder)
        _write(system.database, begun, key, now)
        manifest = open_again(begun, key, _scratch(system.database, folder))
        begun.replace(path)
    except BaseException as error:
        begun.unlink(missing_ok=True)
        _note(system, path.name, now, error=str(error) or type(error).__name__)
        raise
    copy_forgotten(settings, folder)
    made = Made(path, path.stat().st_size, manifest.rows, bool(key), _keep_by_rule(system, now))
    _note(system, path.name, now, size=made.size, encrypted=made.encrypted)
    return made


def remove_leftovers(folder: Path, scratch: Path) -> None:
    """What a backup or a restore that was killed has left: copies of the book that nobody needs,
    with members who may be forgotten by now. One that is still at work is younger."""
    old = time.time() - LONGEST_SECONDS
    left = [*folder.glob("billing-*.part*"), *scratch.glob(f"{SCRATCH_PREFIX}*")]
    for path in left:
        with suppress(FileNotFoundError):  # somebody else was quicker
            if path.stat().st_mtime < old:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _require_room(database: Database, folder: Path) -> None:
    """The copy between lies on the book's disk, and a full one stops the whole desk."""
    book = file_of(database.url)
    if book is None:
        return
    size = sum(file.stat().st_size for file in files_of(book) if file.exists())
    here = book.parent.stat().st_dev == folder.stat().st_dev
    needed = LEAST_FREE + (size * 3 // 2 if here else size)
    free = shutil.disk_usage(book.parent).free
    if free < needed:
        megabytes = {"needed": needed // 1_000_000, "free": free // 1_000_000}
        raise Refusal(RefusalCode.BACKUP_NO_ROOM, folder=str(book.parent), **megabytes)


def _write(database: Database, path: Path, key: str, now: datetime) -> None:
    with writing_archive(path, key) as archive:
        book = file_of(database.url)
        if book:
            revision, tables = write_sqlite(archive, book)
        else:
            revision, tables = write_postgresql(archive, database)
        kind = database.url.get_backend_name()
        write_manifest(archive, Manifest(now.isoformat(), kind, revision, tables))
    with path.open("rb") as whole:
        os.fsync(whole.fileno())


def open_again(path: Path, key: str, scratch: Path) -> Manifest:
    """Reads all of it, as whoever restores would: what it says it has is there, and a book of
    SQLite is whole. Raises Refusal: "backup.key_wrong", "backup.unreadable"."""
    with reading_archive(path, key) as (archive, manifest):
        revision, found = _found(archive, manifest, scratch)
        if (revision, dict(found)) != (manifest.revision, dict(manifest.tables)):
            raise Refusal(RefusalCode.BACKUP_UNREADABLE, file=path.name)
        return manifest


def _found(
    archive: zipfile.ZipFile, manifest: Manifest, scratch: Path
) -> tuple[str, Mapping[str, int]]:
    if manifest.database == "sqlite":
        with unpacked(archive, scratch) as book:
            return look_into(book)
    return manifest.revision, {table: count_rows(archive, table) for table in manifest.tables}


def _scratch(database: Database, folder: Path) -> Path:
    """What is unpacked for a moment lies where the book does, never on a shared disk of backups."""
    book = file_of(database.url)
    return book.parent if book else folder


def _keep_by_rule(system: System, now: datetime) -> tuple[str, ...]:
    folder = system.settings.backup_folder
    dated = {path: backup_made_at(path.name) for path in folder.iterdir()}
    outdated = system.settings.backup_rule.outdated(filter(None, dated.values()), now)
    gone = sorted(path for path, at in dated.items() if at in outdated)
    for path in gone:
        path.unlink(missing_ok=True)
    return tuple(path.name for path in gone)


def _note(
    system: System,
    name: str,
    at: datetime,
    *,
    size: int = 0,
    encrypted: bool = False,
    error: str = "",
) -> None:
    with system.database.writing() as session:
        session.add(
            BackupMade(made_at=at, name=name, size=size, encrypted=encrypted, error=error[:400])
        )
