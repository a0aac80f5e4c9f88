"""Bells that ring at once share one commit, and each is answered when its own row is on disk."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from threading import Event, RLock, Semaphore
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event, text

from billing_core.clock import HeldClock
from billing_core.database import BUSY_TIMEOUT_MS, Database
from billing_core.inbox.receive import Ring
from billing_core.sidecar import create_app, group_commit
from billing_core.sidecar.group_commit import AT_ONCE_MS, GroupCommit, Outcome
from billing_core.system import System
from tests.parts.quiet_system import quiet_system
from tests.parts.server import serving
from tests.sidecar.test_doorbell import BELL, PAID, stored
from tests.sidecar.test_storage_trouble import unavailable

SIXTEEN = [f"imp_{number:02}" for number in range(16)]
PATIENT_SECONDS = 120


class StoppedClock(HeldClock):
    """One that whoever writes has to wait for, which holds them up with nothing in their hands."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.asked, self.goes_on = Event(), Event()

    def now(self) -> datetime:
        self.asked.set()
        assert self.goes_on.wait(PATIENT_SECONDS)
        return super().now()


class WatchedInbox(GroupCommit):
    """Says how many have come in to wait, and can be waited for: whoever writes for a door that has
    closed meanwhile still has the book open."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self.came, self._writing = Semaphore(0), RLock()

    async def stored(self, ring: Ring) -> None:
        self.came.release()
        await super().stored(ring)

    def _commit(self, rings: Sequence[Ring], patience_ms: int | None) -> list[Outcome]:
        with self._writing:
            return super()._commit(rings, patience_ms)

    def nobody_writes(self) -> None:
        """Returns when that is so."""
        with self._writing:
            return


class Crowd:
    """A first bell that is being stored, by a writer who is held up, and others that wait for it."""

    def __init__(self, system: System, stack: ExitStack) -> None:
        self.clock = StoppedClock(system.clock.now())
        self.system = replace(system, clock=self.clock)
        self.inbox = WatchedInbox(self.system)
        self._pool = stack.enter_context(ThreadPoolExecutor(20))
        app = create_app(self.system)
        app.state.inbox = self.inbox
        self.door = stack.enter_context(ExitStack())  # may be closed before
        stack.callback(self.inbox.nobody_writes)
        stack.callback(self.clock.goes_on.set)
        # Whoever is still waiting when it closes is held up by the clock above.
        self.url = self.door.enter_context(serving(app, goodbye_seconds=0.1))
        self.first = self.rings("imp_first")
        assert self.clock.asked.wait(PATIENT_SECONDS)

    def rings(self, imp_uid: str) -> Future[httpx.Response]:
        """Returns once it waits."""
        body = PAID | {"imp_uid": imp_uid}
        ringing = self._pool.submit(httpx.post, self.url + BELL, json=body, timeout=PATIENT_SECONDS)
        self.waits()
        return ringing

    def waits(self) -> None:
        assert self.inbox.came.acquire(timeout=PATIENT_SECONDS)


@pytest.fixture
def crowd(system: System) -> Iterator[Crowd]:
    with ExitStack() as stack:
        yield Crowd(system, stack)


@contextmanager
def counted(engine: Engine) -> Iterator[list[int]]:
    """How many rows each commit made durable."""
    commits: list[int] = []

    def count(connection: Any) -> None:
        rows = connection.exec_driver_sql("SELECT count(*) FROM inbox_events").scalar_one()
        commits.append(rows - sum(commits))

    event.listen(engine, "commit", count)
    yield commits
    event.remove(engine, "commit", count)


def test_sixteen_that_wait_are_stored_by_one_commit_in_their_order(crowd: Crowd) -> None:
    with counted(crowd.system.database.engine) as commits:
        ringing = [crowd.rings(imp_uid) for imp_uid in SIXTEEN]
        assert not any(one.done() for one in (crowd.first, *ringing)), "none has its row yet"
        crowd.clock.goes_on.set()
        assert {one.result().status_code for one in (crowd.first, *ringing)} == {200}
    assert commits == [1, 16]
    assert [one.imp_uid for one in stored(crowd.system)] == ["imp_first", *SIXTEEN]


def test_a_group_has_an_end(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOST", 7)
    with counted(crowd.system.database.engine) as commits:
        ringing = [crowd.rings(imp_uid) for imp_uid in SIXTEEN]
        crowd.clock.goes_on.set()
        assert {one.result().status_code for one in ringing} == {200}
    assert commits == [1, 7, 7, 2]
    assert [one.imp_uid for one in stored(crowd.system)] == ["imp_first", *SIXTEEN]


def test_a_row_that_the_book_refuses_costs_none_of_its_neighbours_theirs(crowd: Crowd) -> None:
    poisoned = SIXTEEN[7]
    _refuse(crowd.system, poisoned)
    ringing = {imp_uid: crowd.rings(imp_uid) for imp_uid in SIXTEEN}
    crowd.clock.goes_on.set()
    answers = {imp_uid: one.result().status_code for imp_uid, one in ringing.items()}
    assert answers == dict.fromkeys(SIXTEEN, 200) | {poisoned: 500}
    kept = [one.imp_uid for one in stored(crowd.system)]
    assert kept == ["imp_first", *(one for one in SIXTEEN if one != poisoned)]


def test_whoever_has_waited_behind_a_locked_book_does_not_wait_as_long_again(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour, asked, writing = [0.0], list[int | None](), Database.writing

    def watched(self: Database, *, patience_ms: int | None = None) -> Any:
        asked.append(patience_ms)
        return writing(self, patience_ms=patience_ms)

    monkeypatch.setattr(Database, "writing", watched)
    monkeypatch.setattr(group_commit, "monotonic", lambda: hour[0])
    monkeypatch.setattr(group_commit, "MOST", 8)
    ringing = [crowd.rings(imp_uid) for imp_uid in SIXTEEN[:8]]
    hour[0] = 10.0
    ringing += [crowd.rings(imp_uid) for imp_uid in SIXTEEN[8:]]
    hour[0] = 14.5
    crowd.clock.goes_on.set()
    assert {one.result().status_code for one in ringing} == {200}
    assert asked == [AT_ONCE_MS, BUSY_TIMEOUT_MS - 4_500]
    crowd.rings("imp_after").result()
    assert asked[2:] == [None]


def test_nonsense_waits_for_nobody(crowd: Crowd) -> None:
    assert httpx.post(crowd.url + BELL, content=b"{", timeout=PATIENT_SECONDS).status_code == 415
    assert not crowd.first.done()
    crowd.clock.goes_on.set()
    assert crowd.first.result().status_code == 200


def test_who_goes_away_meanwhile_loses_nothing_and_holds_up_nobody(crowd: Crowd) -> None:
    said = json.dumps(PAID | {"imp_uid": "imp_gone"}).encode()
    header = f"POST {BELL} HTTP/1.1\r\nhost: desk\r\ncontent-type: application/json\r\n"
    address = httpx.URL(crowd.url)
    with socket.create_connection((address.host, address.port or 80)) as gone:
        gone.sendall(f"{header}content-length: {len(said)}\r\n\r\n".encode() + said)
        crowd.waits()
    stays = crowd.rings("imp_stays")
    crowd.clock.goes_on.set()
    assert stays.result().status_code == 200
    assert [one.imp_uid for one in stored(crowd.system)] == ["imp_first", "imp_gone", "imp_stays"]


def test_when_the_door_closes_who_still_waits_is_told_to_come_again(crowd: Crowd) -> None:
    ringing = [crowd.rings(imp_uid) for imp_uid in SIXTEEN]
    crowd.door.close()
    assert all(unavailable(one.result()) for one in (crowd.first, *ringing))


def test_sixteen_on_a_book_that_fails_are_sixteen_503_and_no_row(
    database_url: str, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing_core.database.BUSY_TIMEOUT_MS", 50)
    with quiet_system(database_url, held_clock) as system, ExitStack() as stack:
        crowd = Crowd(system, stack)
        with _locked(system):
            ringing = [crowd.rings(imp_uid) for imp_uid in SIXTEEN]
            crowd.clock.goes_on.set()
            assert all(unavailable(one.result()) for one in ringing)
        assert [one.imp_uid for one in stored(system)] in ([], ["imp_first"])
        assert crowd.rings("imp_late").result().status_code == 200
        assert stored(system)[-1].imp_uid == "imp_late"


def _refuse(system: System, imp_uid: str) -> None:
    """From now on the database takes every row but one."""
    when = f"WHEN (NEW.imp_uid = '{imp_uid}')"
    trigger = "CREATE TRIGGER poison BEFORE INSERT ON inbox_events FOR EACH ROW"
    if system.database.is_sqlite:
        statements = [f"{trigger} {when} BEGIN SELECT RAISE(ABORT, 'no'); END"]
    else:
        body = "BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'; END"
        refuses = f"CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        statements = [refuses, f"{trigger} {when} EXECUTE FUNCTION refuses()"]
    with system.database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


@contextmanager
def _locked(system: System) -> Iterator[None]:
    with system.database.engine.connect() as other:
        if system.database.is_sqlite:
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.exec_driver_sql("LOCK TABLE inbox_events IN EXCLUSIVE MODE")
        yield
        other.rollback()
