"""Nothing dies in silence: what raises ends no loop, and a loop that stands still is seen."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event
from typing import Any, NoReturn

import httpx
import pytest
import structlog
from sqlalchemy import Connection, delete, event, func, select

from billing_core.clock import HeldClock
from billing_core.jobs import FIRST_DELAY, enqueue
from billing_core.models import InboxEvent, Job, JobKind
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.loop import BEAT_LOST_AFTER, OWN_TIME, LoopName
from billing_core.supervisor import LONGEST_PAUSE_SECONDS, Loop, Supervisor
from billing_core.system import System
from billing_core.wording.loops import LOOPS
from billing_core.worker import LETTERS_WAIT, READINGS, Worker
from tests.parts.keys import key_with, shows
from tests.parts.quiet_system import quiet_system
from tests.sidecar.conftest import OpenDoor, door, open_door
from tests.sidecar.test_doorbell import BELL, PAID

__all__ = ["door", "open_door"]

PATIENT_SECONDS = 120  # a busy machine takes its time; nobody waits longer than needed
RAISED = [
    RuntimeError("a bug"),
    MemoryError(),
    SystemExit(1),
    KeyboardInterrupt(),
    RecursionError(),
]


@pytest.fixture
def real_clock(held_clock: HeldClock) -> HeldClock:
    return HeldClock(held_clock.now())


@pytest.fixture
def system(database_url: str, held_clock: HeldClock, real_clock: HeldClock) -> Iterator[System]:
    with quiet_system(database_url, held_clock, real_clock=real_clock) as system:
        yield system


class FullDisk:
    """What a log on a full disk does to whoever writes to it."""

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        def write(*_: object, **__: object) -> NoReturn:
            raise OSError(errno.ENOSPC, "No space left on device")

        return write


@pytest.fixture
def log_on_a_full_disk(system: System) -> Iterator[None]:
    structlog.configure(logger_factory=lambda *_: FullDisk(), cache_logger_on_first_use=False)
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("log_on_a_full_disk")
def test_whatever_is_raised_in_a_turn_the_loop_turns_again(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing_core.supervisor.IDLE_SECONDS", 0.0)
    raised, turned = iter(RAISED), Event()

    def turn() -> int:
        if (one := next(raised, None)) is not None:
            raise one
        turned.set()
        return 0

    supervisor = Supervisor(system, [Loop(LoopName.WORK, turn)])
    supervisor.start()
    try:
        assert turned.wait(PATIENT_SECONDS)
    finally:
        supervisor.stop()


def test_the_pause_after_failures_grows_and_ends(system: System) -> None:
    def turn() -> int:
        raise ValueError

    supervisor = Supervisor(system, [Loop(LoopName.WORK, turn)])
    pauses = []
    for _ in range(8):
        assert supervisor.turn(LoopName.WORK) == 0
        pauses.append(supervisor.pause_of(LoopName.WORK))
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[1]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def asked_for(system: System, *subjects: str) -> None:
    with system.database.writing() as session:
        for subject in subjects:
            enqueue(session, JobKind.BOOK_NEXT, subject, system.clock.now())


def waiting(system: System) -> dict[str, Job]:
    with system.database.reading() as session:
        found = session.scalars(select(Job).where(Job.kind == JobKind.BOOK_NEXT))
        return {job.subject: job for job in found}


@pytest.mark.usefixtures("log_on_a_full_disk")
def test_a_log_that_cannot_be_written_stops_no_job(
    system: System, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def book_next(_system: System, subject: str) -> None:
        if subject == "poison":
            raise ValueError(subject)
        structlog.get_logger().info("booked")
        done.append(subject)

    monkeypatch.setitem(vars_of_worker()["HANDLERS"], JobKind.BOOK_NEXT, book_next)
    asked_for(system, "poison", "s1", "s2")
    worker = Worker(system)
    worker.supervisor.turn(LoopName.WORK)
    left = waiting(system)
    assert {job.claimed_until for job in left.values()} == {None}
    assert left["poison"].run_at > held_clock.now(), "it waits longer each time"
    structlog.reset_defaults()
    held_clock.advance(timedelta(hours=1))
    worker.supervisor.turn(LoopName.WORK)
    assert sorted(done) == ["s1", "s2"]
    assert list(waiting(system)) == ["poison"]


def vars_of_worker() -> dict[str, Any]:
    import billing_core.worker

    return vars(billing_core.worker)


def test_what_a_failed_turn_held_is_given_back_and_costs_no_try(
    system: System, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise MemoryError

    asked_for(system, "s1")
    with monkeypatch.context() as patch:
        patch.setitem(vars_of_worker()["HANDLERS"], JobKind.BOOK_NEXT, fail)
        patch.setattr("billing_core.worker.put_back", fail)
        worker = Worker(system)
        worker.supervisor.turn(LoopName.WORK)
        assert waiting(system)["s1"].claimed_until is not None
        worker.supervisor.turn(LoopName.WORK)
    job = waiting(system)["s1"]
    assert (job.claimed_until, job.attempts) == (None, 0)
    assert job.run_at == held_clock.now() + FIRST_DELAY


def problems(door: httpx.Client) -> list[str]:
    answer = door.get("/readyz")
    assert answer.status_code == (503 if answer.json()["problems"] else 200)
    said: list[str] = answer.json()["problems"]
    return said


@pytest.mark.parametrize("stuck", LoopName)
def test_a_loop_that_has_not_turned_for_its_own_time_is_red(
    system: System, door: httpx.Client, real_clock: HeldClock, stuck: LoopName
) -> None:
    worker = Worker(system)
    worker.supervisor.beat()
    assert problems(door) == []
    real_clock.advance(OWN_TIME[stuck] + timedelta(seconds=1))
    for loop in LoopName:
        if loop is not stuck:
            worker.supervisor.turn(loop)
    worker.supervisor.beat()
    [said] = problems(door)
    assert LOOPS[stuck][0] in said
    assert f"{int(OWN_TIME[stuck].total_seconds()) // 60}분째" in said

    worker.supervisor.turn(stuck)
    worker.supervisor.beat()
    assert problems(door) == []


def test_a_loop_that_takes_and_fails_each_time_is_red_as_well(
    system: System, door: httpx.Client, real_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is busy from morning to night, and gets nothing done."""
    with system.database.writing() as session:
        enqueue(session, JobKind.ROUND, "-", system.clock.now())

    def fail(*_given: object) -> NoReturn:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Worker, "_do", fail)
    worker = Worker(system)
    worker.supervisor.beat()
    assert isinstance(system.clock, HeldClock)
    for _ in range(8):  # failing, and finding nothing to do until it is tried again
        for clock in (real_clock, system.clock):
            clock.advance(OWN_TIME[LoopName.WORK] / 7)
        for loop in (*LoopName, LoopName.WORK):
            worker.supervisor.turn(loop)
        worker.supervisor.beat()

    [said] = [each for each in problems(door) if LOOPS[LoopName.WORK][0] in each]
    assert "나아가지 않습니다" in said

    monkeypatch.undo()
    system.clock.advance(FIRST_DELAY)
    for _ in range(3):
        worker.supervisor.turn(LoopName.WORK)
    worker.supervisor.beat()
    assert not [each for each in problems(door) if LOOPS[LoopName.WORK][0] in each]


def test_a_process_that_is_no_more_is_red_until_another_beats(
    system: System, door: httpx.Client, real_clock: HeldClock
) -> None:
    Worker(system).supervisor.beat()
    real_clock.advance(BEAT_LOST_AFTER + timedelta(seconds=1))
    assert len(problems(door)) == len(LoopName)
    Worker(system).supervisor.beat()
    assert problems(door) == []


def test_one_that_was_stuck_and_stopped_is_not_red_beside_its_successor(
    system: System, door: httpx.Client, real_clock: HeldClock
) -> None:
    stuck = Worker(system)
    real_clock.advance(max(OWN_TIME.values()) + timedelta(seconds=1))
    stuck.supervisor.beat()
    assert len(problems(door)) == len(LoopName)
    stuck.stop()
    Worker(system).supervisor.beat()
    assert problems(door) == []


def test_prometheus_has_the_age_of_each_loop(
    system: System, door: httpx.Client, real_clock: HeldClock
) -> None:
    key = key_with(system, KeyScope.METRICS)
    Worker(system).supervisor.beat()
    real_clock.advance(timedelta(seconds=40))
    said = door.get("/metrics", headers=shows(key)).text
    assert [f'billing_loop_age_seconds{{loop="{loop}"}} 40.0' in said for loop in LoopName] == (
        [True] * len(LoopName)
    )


def test_every_job_belongs_to_one_loop(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[JobKind] = []
    for kind in JobKind:
        monkeypatch.setitem(
            vars_of_worker()["HANDLERS"],
            kind,
            lambda _system, _subject, kind=kind: done.append(kind),
        )
    with system.database.writing() as session:
        for kind in JobKind:
            enqueue(session, kind, "s", system.clock.now())
    worker = Worker(system)
    worker.prepare()
    while worker.supervisor.turn(LoopName.READINGS):
        pass
    assert set(done) == {*READINGS}
    while worker.supervisor.turn(LoopName.WORK):
        pass
    assert set(done) == {*JobKind}


def test_letters_wait_for_what_they_tell_of_but_not_for_ever(
    system: System, real_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def tell_members(_system: System) -> int:
        told.append("m")
        return 0

    monkeypatch.setattr("billing_core.worker.tell_members", tell_members)
    worker = Worker(system)
    worker.supervisor.turn(LoopName.NOTICES)
    assert told == ["m"], "nothing is due"

    asked_for(system, "s1")
    worker.supervisor.turn(LoopName.NOTICES)
    real_clock.advance(LETTERS_WAIT - timedelta(seconds=1))
    worker.supervisor.turn(LoopName.NOTICES)
    assert told == ["m"], "the next try is not booked yet"
    real_clock.advance(timedelta(seconds=1))
    worker.supervisor.turn(LoopName.NOTICES)
    assert told == ["m", "m"], "somebody who does not answer holds nothing up"

    with system.database.writing() as session:
        session.execute(delete(Job))
    worker.supervisor.turn(LoopName.NOTICES)
    asked_for(system, "s2")
    worker.supervisor.turn(LoopName.NOTICES)
    assert told == ["m", "m", "m"], "what is due now is waited for anew"


def test_a_full_disk_stops_nothing_for_longer_than_it_is_full(
    sqlite_url: str, held_clock: HeldClock, real_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(sqlite_url, held_clock, real_clock=real_clock) as system:
        door, worker = open_door(system), Worker(system)
        worker.supervisor.beat()
        asked_for(system, *(f"s{number}" for number in range(30)))
        pages = {"most": 1_000_000}

        @event.listens_for(system.database.engine, "begin")
        def limit(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages['most']}")

        pages["most"] = 1
        answers = [door.post(BELL, json=PAID)]  # the last page may have room for a few
        while answers[-1].status_code == 200:
            another = PAID | {"imp_uid": f"imp_other{len(answers)}"}
            answers.append(door.post(BELL, json=another))
        assert answers[-1].status_code == 503
        assert "디스크" in answers[-1].json()["error"]["message"]
        for loop in LoopName:
            worker.supervisor.turn(loop)
        pages["most"] = 1_000_000
        assert door.post(BELL, json=PAID | {"imp_uid": "imp_last"}).status_code == 200
        with system.database.reading() as session:
            assert session.scalar(select(func.count(InboxEvent.id))) == len(answers)
        worker.supervisor.beat()
        assert problems(door) == []
