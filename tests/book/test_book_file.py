"""A book of SQLite that is put back under a running program: it goes on with the one that stands there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

from billing_core.clock import HeldClock
from billing_core.database import Database, StorageUnavailable, files_of
from billing_core.models import Job, JobKind, Restoration
from billing_core.worker import Worker
from tests.parts.quiet_system import quiet_system


def file_at(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def put_aside(book: Path) -> None:
    for file in files_of(book):
        if file.exists():
            file.rename(file.with_name(f"lost-{file.name}"))


def told(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM demo_clock")).scalar_one())


def test_who_has_the_lost_book_open_reads_and_writes_the_one_that_was_put_back(
    sqlite_url: str, fresh_sqlite: Callable[[], str]
) -> None:
    running = Database(sqlite_url)
    book, backup = (file_at(url) for url in (sqlite_url, fresh_sqlite()))
    with running.writing() as session:
        session.execute(text("INSERT INTO demo_clock (id, ahead_seconds) VALUES (1, 0)"))
    assert told(running) == 1

    put_aside(book)
    with pytest.raises(StorageUnavailable):
        told(running)
    assert not book.exists(), "none that is empty stands in the way of the backup"
    backup.rename(book)

    assert told(running) == 0
    with running.writing() as session:
        session.execute(text("INSERT INTO demo_clock (id, ahead_seconds) VALUES (7, 0)"))
    beside = Database(sqlite_url)
    assert told(beside) == 1
    for each in (running, beside):
        each.close()


def test_a_worker_that_runs_does_nothing_of_a_book_that_was_put_back(
    database_url: str, held_clock: HeldClock
) -> None:
    """It has asked long before whether its book is a restored one."""
    with quiet_system(database_url, held_clock) as system:
        worker, now = Worker(system), held_clock.now()
        worker.tick()
        with system.database.writing() as session:
            session.add(Restoration(backup_at=now, restored_at=now))
            session.add(Job(kind=JobKind.DISPOSE, subject="-", run_at=now, asked=1, last_error=""))
        worker.tick()
        with system.database.reading() as session:
            left = session.scalars(select(Job.attempts).where(Job.kind == JobKind.DISPOSE)).all()
    assert left == [0]
