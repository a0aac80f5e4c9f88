"""When the book cannot be written: a 5xx, so that the sender knows, and nothing is claimed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection, event, func, select

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.models import InboxEvent
from billing_core.rules.key_scope import KeyScope
from billing_core.system import System
from tests.parts.keys import key_with, shows
from tests.parts.loops import let_loops_beat
from tests.parts.quiet_system import quiet_system
from tests.sidecar.conftest import OpenDoor
from tests.sidecar.test_doorbell import BELL, PAID, stored

CHECKOUT = {"member_id": "7", "plan_id": "basic"}


@pytest.fixture
def sqlite_system(sqlite_url: str, held_clock: HeldClock) -> Iterator[System]:
    with quiet_system(sqlite_url, held_clock) as system:
        yield system


def unavailable(answer: httpx.Response) -> bool:
    error = answer.json()["error"]
    return (answer.status_code, error["code"]) == (503, "storage_unavailable") and error["message"]


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/nothing"]
)
def test_a_book_that_is_gone_is_told_to_everybody_who_asks(
    sqlite_system: System, open_door: OpenDoor, url: str
) -> None:
    gone = Database(url)
    door = open_door(replace(sqlite_system, database=gone))
    assert unavailable(door.post(BELL, json=PAID))
    assert unavailable(door.post("/v1/checkouts", json=CHECKOUT))
    assert unavailable(door.get("/v1/members/7/billing"))
    assert door.get("/healthz").status_code == 200
    ready = door.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert unavailable(door.get("/metrics", headers=shows("bd_live_unknown")))
    unknown = door.get("/readyz", headers=shows("bd_live_unknown"))
    assert (unknown.status_code, unknown.json()) == (503, {"ready": False})
    gone.close()


def test_whoever_watches_is_told_that_the_book_is_gone(
    sqlite_system: System, open_door: OpenDoor, tmp_path: Path
) -> None:
    door, watching = open_door(sqlite_system), shows(key_with(sqlite_system, KeyScope.METRICS))
    assert "billing_book_up 1.0" in door.get("/metrics", headers=watching).text
    away = tmp_path.rename(tmp_path.with_name("away"))
    sqlite_system.database.engine.dispose()  # the next connection finds no file
    try:
        assert unavailable(door.post(BELL, json=PAID))
        metrics = door.get("/metrics", headers=watching).text
    finally:
        away.rename(tmp_path)
    assert "billing_book_up 0.0" in metrics
    assert 'billing_webhooks_received_total{result="not_stored"} 1.0' in metrics


def test_a_full_disk_loses_nothing_that_was_answered_with_200(
    sqlite_system: System, open_door: OpenDoor
) -> None:
    door = open_door(sqlite_system)
    assert door.post(BELL, json=PAID).status_code == 200
    pages = {"most": 1}

    @event.listens_for(sqlite_system.database.engine, "begin")
    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages['most']}")

    def ring(number: int) -> httpx.Response:
        return door.post(BELL, json=PAID | {"imp_uid": f"imp_other{number}"})

    answers = [ring(0)]  # the last page may have room for a few
    while answers[-1].status_code == 200 and len(answers) < 1_000:
        answers.append(ring(len(answers)))
    assert unavailable(answers[-1]), "SQLite itself says that the disk is full"
    assert len(stored(sqlite_system)) == len(answers)
    pages["most"] = 1_000_000
    assert ring(len(answers)).status_code == 200
    assert len(stored(sqlite_system)) == len(answers) + 1


def test_a_locked_book_holds_up_only_whoever_has_to_write(
    sqlite_system: System, open_door: OpenDoor, tmp_path: Path
) -> None:
    door = open_door(sqlite_system)
    assert stored(sqlite_system) == []  # a first connection has made itself at home
    let_loops_beat(sqlite_system)
    waiting = threading.Event()

    event.listen(
        sqlite_system.database.engine, "checkout", lambda *_: waiting.set()
    )  # a connection in hand: BEGIN IMMEDIATE comes next, and has to wait
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(1))
        other = stack.enter_context(
            closing(sqlite3.connect(tmp_path / "billing.db", isolation_level=None))
        )
        other.execute("BEGIN IMMEDIATE")
        ringing = pool.submit(door.post, BELL, json=PAID, timeout=30)
        assert waiting.wait(10)
        assert door.get("/healthz", timeout=5).status_code == 200
        assert door.get("/readyz", timeout=5).status_code == 200
        assert not ringing.done()
        other.execute("ROLLBACK")
        assert ringing.result(30).status_code == 200
    assert len(stored(sqlite_system)) == 1


def test_a_book_locked_for_too_long_is_a_503(
    sqlite_url: str,
    held_clock: HeldClock,
    open_door: OpenDoor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("billing_core.database.BUSY_TIMEOUT_MS", 50)
    with (
        quiet_system(sqlite_url, held_clock) as system,
        closing(sqlite3.connect(tmp_path / "billing.db", isolation_level=None)) as other,
    ):
        door = open_door(system)
        other.execute("BEGIN IMMEDIATE")
        assert unavailable(door.post(BELL, json=PAID))
        other.execute("ROLLBACK")
        assert stored(system) == []
        assert door.post(BELL, json=PAID).status_code == 200


def test_more_at_once_than_there_are_connections_is_a_503_too(
    system: System, open_door: OpenDoor
) -> None:
    door = open_door(system)
    engine = system.database.engine
    engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    with ExitStack() as taken:
        for _ in range(engine.pool.size() + engine.pool._max_overflow):  # type: ignore[attr-defined]
            taken.enter_context(engine.connect())
        assert unavailable(door.post(BELL, json=PAID))
    assert door.post(BELL, json=PAID).status_code == 200
    with system.database.reading() as session:
        assert session.scalar(select(func.count(InboxEvent.id))) == 1
