"""Restore a backup into an empty place, and into no other.

The book waits: nothing is charged or booked until it was compared with the gateway's. Whoever was
forgotten since the backup is forgotten again, before anybody sees the book.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, inspect, select, update

from billing_core import models
from billing_core.backups.archive import reading_archive
from billing_core.backups.make_backup import open_again
from billing_core.backups.postgresql_copy import copy_in
from billing_core.backups.sqlite_copy import unpack
from billing_core.database import Database, file_of, files_of, migrate, normalised
from billing_core.forgetting.forget_member import forget_again
from billing_core.forgetting.forgotten_file import (
    forgotten_file,
    forgotten_keys,
    merge_forgotten,
)
from billing_core.forgetting.wipe import merge_the_index, wipe_traces
from billing_core.jobs import ALWAYS, enqueue
from billing_core.owner_only import make_folder
from billing_core.rules.notice import NoticeReason, NoticeState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.seals.key import SealKeyUnusable, seal_key
from billing_core.settings import Settings

_HALF = -1  # `forgotten_again` of a restore that was not finished
_IS_HALF = models.Restoration.forgotten_again == _HALF
# Whoever was signed out since the backup, and links that were spent, are not let in again.
_LET_IN = (
    *(
        models.PersonSession,
        models.HalfSignIn,
        models.CompanyJourney,
        models.SignInLink,
        models.KnownBrowser,
    ),
    *(models.MemberSession, models.MemberLink, models.Download),
)


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

    One of PostgreSQL that was cut off is gone on with by the same backup.

    Raises Refusal: "restore.not_empty", "restore.other_database", "backup.key_wrong",
    "backup.not_encrypted", "backup.unreadable", "forget.key_missing"; OSError, StorageUnavailable.
    """
    url = normalised(settings.database_url)
    half = _half_restored(settings.database_url)
    if half is None:
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
        ours = forgotten_file(settings)
        merge_forgotten(ours, [ours, *forgotten])  # the next backup takes them along
    came_from = models.BackupMade(
        made_at=manifest.instant,
        name=backup.name[:80],
        size=backup.stat().st_size,
        encrypted=bool(key),
        error="",
    )
    if book is None:
        if half is None:
            _fill_postgresql(settings.database_url, backup, key, now)
        elif half != manifest.instant:
            raise Refusal(RefusalCode.RESTORE_NOT_EMPTY)
        again = _make_ready(settings, settings.database_url, came_from, gone, now)
        return Restored(manifest.instant, manifest.rows, again)
    begun = book.with_name(f"{book.name}.restoring")
    for file in files_of(begun):
        file.unlink(missing_ok=True)
    with reading_archive(backup, key) as (archive, _):
        unpack(archive, begun)
    again = _make_ready(settings, str(url.set(database=str(begun))), came_from, gone, now)
    _put_in_place(begun, book)
    return Restored(manifest.instant, manifest.rows, again)


def _put_in_place(begun: Path, book: Path) -> None:
    """And never over a book that a program has begun there meanwhile, as renaming would."""
    with begun.open("rb") as whole:
        os.fsync(whole.fileno())
    try:
        os.link(begun, book)
    except FileExistsError:
        raise Refusal(RefusalCode.RESTORE_NOT_EMPTY) from None
    begun.unlink()


def _half_restored(url: str) -> datetime | None:
    """Of which backup the rows of a book of PostgreSQL are that nobody has made ready: whoever
    restored it was cut off before members were forgotten again."""
    if file_of(normalised(url)):
        return None
    database = Database(url)
    try:
        with database.reading() as session:
            if not inspect(session.connection()).has_table(models.Restoration.__tablename__):
                return None
            return session.scalar(select(models.Restoration.backup_at).where(_IS_HALF))
    finally:
        database.close()


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
                session.execute(insert(models.Restoration).values(**_waits(manifest.instant, now)))
        finally:
            database.close()


def _waits(backup_at: datetime, now: datetime) -> dict[str, object]:
    return {
        "backup_at": backup_at,
        "restored_at": now,
        "absent": 0,
        "forgotten_again": _HALF,
    }


def _make_ready(
    settings: Settings, url: str, came_from: models.BackupMade, gone: frozenset[str], now: datetime
) -> int:
    """Returns how many were forgotten again."""
    migrate(url)
    database = Database(url)
    try:
        with database.writing() as session:
            waits = session.scalar(select(models.Restoration).where(_IS_HALF))
            if waits is None:
                waits = models.Restoration(**_waits(came_from.made_at, now))
                session.add(waits)
            # What waited to be sent went out since, for all we know.
            session.execute(
                update(models.MemberNotice)
                .where(models.MemberNotice.state == NoticeState.QUEUED)
                .values(state=NoticeState.UNCLEAR, reason=NoticeReason.MAYBE_SENT)
            )
            waits.forgotten_again = forget_again(session, settings, gone, now)
            if waits.forgotten_again:
                merge_the_index(session)
            for let_in in _LET_IN:
                session.execute(delete(let_in))
            session.add(came_from)  # a book never has the backup that it is in itself
            enqueue(session, models.JobKind.AFTER_RESTORE, ALWAYS, now)
            again = waits.forgotten_again
        wipe_traces(database)
        if database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = DELETE")  # one file, to be moved
    finally:
        database.close()
    return again
