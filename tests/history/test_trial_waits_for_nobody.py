"""While somebody tries a file, what Iamport tells is stored as at any other time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, event, func, select

from billing_core import database as database_room
from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.history import take_in
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.models import InboxEvent
from billing_core.rules.refusal import Refusal
from billing_core.sidecar import create_app
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, JIHYUN, Desk
from tests.parts.quiet_system import quiet_system
from tests.parts.server import Serve

ROWS = HEADING + GOOD + GOOD.replace("imp_1", "imp_2").replace("hana", "duri")
PAID = {"imp_uid": "imp_9", "merchant_uid": "order-9", "status": "paid"}
FILES = {FileKind.PAYMENTS: SourceFile("payments.csv", ROWS.encode())}


@pytest.fixture
def in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is a helping of its own, and nobody waits for long."""
    monkeypatch.setattr(take_in, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(database_room, "BUSY_TIMEOUT_MS", 50)


@pytest.mark.usefixtures("in_the_middle")
def test_a_webhook_is_stored_in_the_middle_of_a_trial(
    database_url: str, held_clock: HeldClock, serve: Serve
) -> None:
    """Through the door that Iamport rings at, after one row was tried and before the next."""
    answers: list[int] = []
    with quiet_system(database_url, held_clock) as system:
        door = serve(create_app(system))

        def ring(_file_name: str, _rows: int) -> None:
            notice = PAID | {"imp_uid": f"imp_rung{len(answers)}"}
            answers.append(httpx.post(f"{door}/webhooks/iamport", json=notice).status_code)

        report = import_history(
            system.database, FILES, JIHYUN, held_clock.now(), dry_run=True, on_rows=ring
        )
        with system.database.reading() as session:
            stored = session.scalar(select(func.count(InboxEvent.id)))

    assert answers == [200, 200]
    assert stored == 2
    assert report.of(FileKind.PAYMENTS).rows_new == 2


@pytest.mark.usefixtures("in_the_middle")
def test_somebody_imports_another_file_in_the_middle_of_a_trial(
    database: Database, held_clock: HeldClock
) -> None:
    desk = Desk(database, held_clock)
    other = HEADING + GOOD.replace("imp_1", "imp_8").replace("hana", "sena")
    taken: list[int] = []

    def take(_file_name: str, _rows: int) -> None:
        taken.append(desk.imports(other).rows_new)

    import_history(database, FILES, JIHYUN, held_clock.now(), dry_run=True, on_rows=take)

    assert taken == [1, 0]
    assert desk.book() == [1, 1, 1, 1]


def test_what_is_tried_is_the_book_as_it_is_now_and_leaves_nothing_beside_it(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    sqlite_desk.imports(HEADING + GOOD)
    beside = set(tmp_path.iterdir())

    report = sqlite_desk.takes(ROWS, dry_run=True).of(FileKind.PAYMENTS)

    assert (report.rows_new, report.rows_known) == (1, 1)
    assert set(tmp_path.iterdir()) == beside


def test_without_room_for_a_copy_it_is_a_sentence_and_the_book_stays(sqlite_desk: Desk) -> None:
    def full(connection: sqlite3.Connection, _record: object) -> None:
        [(_, _, path)] = connection.execute("PRAGMA database_list")
        if not path:  # not the book: a file of SQLite's own
            connection.execute("PRAGMA max_page_count = 1")

    event.listen(Engine, "connect", full)
    try:
        with pytest.raises(Refusal, match="trial_no_room") as refused:
            sqlite_desk.takes(ROWS, dry_run=True)
    finally:
        event.remove(Engine, "connect", full)

    assert "빈 곳이 모자라 시험해 볼 수 없습니다" in refusal_said(refused.value)
    assert sqlite_desk.imports(HEADING + GOOD).rows_new == 1
