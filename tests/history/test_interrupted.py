"""Deadlock of an import and a worker: PostgreSQL ends the import, which begins anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from billing_core.clock import HeldClock
from billing_core.database import Database, StorageUnavailable
from billing_core.history import import_history as import_room
from billing_core.history import take_in
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.once_more import once_more
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.app_ids import member_called
from billing_core.rules.refusal import Refusal
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, JIHYUN, Desk

ROWS = HEADING + GOOD + GOOD.replace("imp_1", "imp_2").replace("hana", "duri")
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def book(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Every row is a helping of its own, and a circle is found at once."""
    monkeypatch.setattr(take_in, "ROWS_AT_ONCE", 1)
    name = make_url(postgresql_url).database
    admin = Database(postgresql_url)
    with admin.writing() as session:
        session.execute(text(f"ALTER DATABASE {name} SET deadlock_timeout = '20ms'"))
    admin.close()
    database = Database(postgresql_url)
    yield database
    database.close()


class Worker:
    """Somebody else who writes the same two members, in the other order."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.connection = database.engine.connect()
        self.connection.execute(text("SET LOCAL deadlock_timeout = '1h'"))  # never the one to go
        self._writes("duri")

    def _writes(self, member_id: str) -> None:
        values = {"id": member_id}
        self.connection.execute(
            text(
                "INSERT INTO members (app_id, app_id_key, name, permission, created_at, source)"
                " VALUES (:id, :id, '', 'free', now(), 'app')"
            ),
            values,
        )

    def waits_for_the_import(self) -> None:
        """It writes what the import has written first, and goes away when it can."""
        self._writes("hana")
        self.connection.rollback()
        self.connection.close()

    def is_waiting(self) -> bool:
        with self.database.reading() as session:
            return bool(session.scalar(WAITING))


def test_it_begins_anew_and_takes_everything_in_once(
    book: Database, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(book)
    heard: list[int] = []
    waiting: list[Future[None]] = []

    def once_more_when_the_worker_has_gone(transaction: Callable[[], object]) -> object:
        def begin() -> object:
            for one in waiting:
                one.result()
            return transaction()

        return once_more(begin)

    monkeypatch.setattr(import_room, "once_more", once_more_when_the_worker_has_gone)
    with ThreadPoolExecutor(1) as thread:

        def on_rows(_file_name: str, rows: int) -> None:
            heard.append(rows)
            if not waiting:
                waiting.append(thread.submit(worker.waits_for_the_import))
                while not worker.is_waiting():
                    assert not waiting[0].done()

        files = {FileKind.PAYMENTS: SourceFile("payments.csv", ROWS.encode())}
        report = import_history(book, files, JIHYUN, held_clock.now(), on_rows=on_rows)
        waiting[0].result()

    assert heard == [1, 1, 2]  # the second row met the worker; then both, from the beginning
    assert [file.rows_new for file in report.files] == [2]
    assert Desk(book, held_clock).book() == [2, 2, 2, 1]


def ended(sqlstate: str) -> StorageUnavailable:
    error = Exception()
    error.sqlstate = sqlstate  # type: ignore[attr-defined]
    return StorageUnavailable(OperationalError("INSERT", {}, error))


@pytest.mark.parametrize(("sqlstate", "times"), [("40P01", 2), ("40001", 2), ("55P03", 1)])
def test_what_does_not_help_twice_is_said_in_a_sentence(sqlstate: str, times: int) -> None:
    tried: list[str] = []

    def transaction() -> None:
        tried.append(sqlstate)
        raise ended(sqlstate)

    with pytest.raises(Refusal, match="import_interrupted") as refused:
        once_more(transaction)

    assert len(tried) == times
    assert "아무것도 가져오지 않았습니다" in refusal_said(refused.value)


def test_a_book_that_cannot_be_reached_is_said_as_everywhere() -> None:
    trouble = ended("08006")

    def transaction() -> None:
        raise trouble

    with pytest.raises(StorageUnavailable) as told:
        once_more(transaction)
    assert told.value is trouble


def test_a_worker_who_holds_on_makes_the_import_give_way(
    book: Database, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing_core.database.BUSY_TIMEOUT_MS", 50)
    worker = Worker(book)
    impatient = Database(book.url.render_as_string(hide_password=False))

    refused = Desk(impatient, held_clock)
    with pytest.raises(Refusal, match="import_interrupted"):
        refused.takes(ROWS)

    worker.connection.rollback()
    worker.connection.close()
    impatient.close()
    with book.reading() as session:
        assert member_called(session, "hana") is None
