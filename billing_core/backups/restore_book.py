"""Restore a backup into an empty place, and into no other.

The book waits: nothing is charged or booked until it was compared with the gateway's. Whoever was
forgotten since the backup is forgotten again, before anybody sees the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, inspect, select, update

from billing_core.backups.archive import Manifest, reading_archive
from billing_core.backups.make_backup import open_again
from billing_core.backups.postgresql_copy import copy_in
from billing_core.backups.sqlite_copy import unpack
from billing_core.database import Database, file_of, files_of, migrate, normalised
from billing_core.forgetting.forget_member import forget_again
from billing_core.forgetting.forgotten_file import forgotten_keys
from billing_core.forgetting.wipe import merge_the_index, wipe_traces
from billing_core.jobs import ALWAYS, enqueue
from billing_core.models import JobKind, MemberNotice, Restoration
from billing_core.owner_only import make_folder
from billing_core.rules.notice import NoticeReason, NoticeState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.seals.key import SealKeyUnusable, seal_key
from billing_core.settings import Settings


@dataclass(frozen=True)
class Restored:
    backup_at: datetime
    rows: int
    forgotten_again: int


def restore_book(
    settings: Settings, backup: Path, forgotten: Sequence[Path], now: datetime
) -> Restored:
    """`forgotten`: files of who was forgotten; those that are not there are none. A book of SQLite
    stands in its place whole or not at all.

    Raises Refusal: "restore.not_empty", "restore.other_database", "backup.key_wrong",
    "backup.unreadable", "forget.key_missing"; OSError, StorageUnavailable.
    """
    url = normalised(settings.database_url)
    _require_empty(settings.database_url)
    key, book = settings.backup_key.get_secret_value(), file_of(url)
    place = book.parent if book else backup.parent
    make_folder(place)
    manifest = open_again(backup, key, place)
    if manifest.database != url.get_backend_name():
        raise Refusal(RefusalCode.RESTORE_OTHER_DATABASE, database=manifest.database)
    gone = forgotten_keys(forgotten)
    if gone:
        _require_seal_key(settings)
    if book is None:
        _fill_postgresql(settings.database_url, backup, key, now)
        again = _make_ready(settings, settings.database_url, manifest, gone, now)
        return Restored(manifest.instant, manifest.rows, again)
    begun = book.with_name(f"{book.name}.restoring")
    for file in files_of(begun):
        file.unlink(missing_ok=True)
    with reading_archive(backup, key) as (archive, _):
        unpack(archive, begun)
    again = _make_ready(settings, str(url.set(database=str(begun))), manifest, gone, now)
    begun.rename(book)
    return Restored(manifest.instant, manifest.rows, again)


def _require_empty(url: str) -> None:
    if book := file_of(normalised(url)):
        there = any(file.exists() for file in files_of(book))
    else:
        database = Database(url)
        try:
            with database.reading() as session:
                there = bool(inspect(session.connection()).get_table_names())
        finally:
            database.close()
    if there:
        raise Refusal(RefusalCode.RESTORE_NOT_EMPTY)


def _require_seal_key(settings: Settings) -> None:
    try:
        seal_key(settings)
    except SealKeyUnusable:
        raise Refusal(RefusalCode.FORGET_KEY_MISSING) from None


def _fill_postgresql(url: str, backup: Path, key: str, now: datetime) -> None:
    """All rows or none, and with them that the book waits."""
    with reading_archive(backup, key) as (archive, manifest):
        migrate(url, manifest.revision)
        database = Database(url)
        try:
            with database.writing() as session:
                connection = session.connection()
                copy_in(archive, connection, manifest.tables)
                session.execute(insert(Restoration).values(**_waits(manifest, now)))
        finally:
            database.close()


def _waits(manifest: Manifest, now: datetime) -> dict[str, object]:
    return {
        "backup_at": manifest.instant,
        "restored_at": now,
        "absent": 0,
        "forgotten_again": 0,
    }


def _make_ready(
    settings: Settings, url: str, manifest: Manifest, gone: frozenset[str], now: datetime
) -> int:
    """Returns how many were forgotten again."""
    migrate(url)
    database = Database(url)
    try:
        with database.writing() as session:
            waits = session.scalar(select(Restoration).where(Restoration.restored_at == now))
            if waits is None:
                waits = Restoration(**_waits(manifest, now))
                session.add(waits)
            # What waited to be sent went out since, for all we know.
            session.execute(
                update(MemberNotice)
                .where(MemberNotice.state == NoticeState.QUEUED)
                .values(state=NoticeState.UNCLEAR, reason=NoticeReason.MAYBE_SENT)
            )
            waits.forgotten_again = forget_again(session, settings, gone, now)
            if waits.forgotten_again:
                merge_the_index(session)
            enqueue(session, JobKind.AFTER_RESTORE, ALWAYS, now)
            again = waits.forgotten_again
        wipe_traces(database)
        if database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = DELETE")  # one file, to be moved
    finally:
        database.close()
    return again
