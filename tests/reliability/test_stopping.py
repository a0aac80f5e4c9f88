"""SIGTERM ends a program in time, also while somebody does not answer, and nothing stays taken."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import select

from billing_core.clock import SystemClock
from billing_core.database import Database
from billing_core.inbox.receive import receive
from billing_core.jobs import claim
from billing_core.models import Heartbeat, InboxEvent, Job
from billing_core.processes import STOP_SECONDS
from billing_core.rules.loop import LoopName
from billing_core.sidecar.serve import GRACE_SECONDS
from billing_core.supervisor import LAST_WORDS_MS, PATIENCE_SECONDS
from billing_core.web_server import END_SECONDS, LAST_SECONDS
from tests.parts.ports import chosen_port
from tests.parts.wheel import ROOT
from tests.reliability.processes import (
    PATIENT_SECONDS,
    STOPS_WITHIN_SECONDS,
    Running,
    deaf_gateway,
    opened,
    running,
    settings,
)

BELL = b'{"imp_uid": "imp_1", "merchant_uid": "m1", "status": "paid"}'


def ring(url: str) -> None:
    book = Database(url)
    with book.writing() as session:
        receive(
            session,
            body=BELL,
            content_type="application/json",
            remote="127.0.0.1",
            now=SystemClock().now(),
        )
    book.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def a_book_each(
    request: pytest.FixtureRequest, fresh_sqlite: Callable[[], str]
) -> Iterator[tuple[str, str]]:
    """Two fresh books."""
    if request.param == "sqlite":
        yield fresh_sqlite(), fresh_sqlite()
        return
    fresh = request.getfixturevalue("fresh_postgresql")
    with fresh() as one, fresh() as other:
        yield one, other


def test_it_ends_in_time_while_the_gateway_hangs_and_gives_back_what_it_held(
    a_book_each: tuple[str, str], tmp_path: Path
) -> None:
    """Both together: each waits some seconds for what is in hand."""
    with ExitStack() as stack:
        programs = zip(("sidecar", "worker"), a_book_each, strict=True)
        both = [stack.enter_context(waiting(tmp_path, *one)) for one in programs]
        for one in both:
            one.ask_to_end()
        assert [one.ended() for one in both] == [0, 0]
    for url in a_book_each:
        expect_nothing_held(url)


@contextmanager
def waiting(folder: Path, program: str, database_url: str) -> Iterator[Running]:
    """A program that has asked a gateway of its own about a payment, and hears nothing."""
    port = chosen_port()
    ring(database_url)
    with (
        deaf_gateway() as gateway,
        (folder / program).open("wb") as log,
        running(
            *("-m", "billing_core", program),
            told=settings(database_url, gateway.url, port),
            folder=folder,
            port=port,
            log=log,
        ) as one,
    ):
        assert gateway.asked.wait(PATIENT_SECONDS)
        yield one


def expect_nothing_held(url: str) -> None:
    book, now = Database(url), SystemClock().now()
    with book.reading() as session:
        event = session.scalars(select(InboxEvent)).one()
        assert (event.claimed_until, event.attempts) == (None, 0)
        assert session.scalars(select(Job).where(Job.claimed_until.is_not(None))).all() == []
        beats = session.scalars(select(Heartbeat)).all()
        assert [beat.beat_at == beat.turned_at for beat in beats] == [True] * len(LoopName)
    with book.writing() as session:
        assert len(claim(session, InboxEvent, now)) == 1, "the next worker has it at once"
    book.close()


DOOR = """
import contextlib, sys, threading
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route
from billing_core import web_server
from billing_core.processes import interrupt_on_sigterm
from billing_core.rules.door_limits import DoorLimits

for_ever = threading.Event().wait

async def hang(request):
    print("hanging", flush=True)
    await run_in_threadpool(for_ever)

async def fine(request):
    return Response()

@contextlib.asynccontextmanager
async def beside(app):
    yield
    if sys.argv[2] == "goodbye":
        await run_in_threadpool(for_ever)

interrupt_on_sigterm()
web_server.END_SECONDS = 2 if sys.argv[2] == "goodbye" else 600
routes = [Route("/hang", hang), Route("/healthz", fine)]
options = {"host": "127.0.0.1", "port": int(sys.argv[1]), "timeout_graceful_shutdown": 1, "last_seconds": 1}
web_server.run_door(Starlette(routes=routes, lifespan=beside), DoorLimits(), **options)
"""


@pytest.mark.parametrize("hangs", ["request", "goodbye"])
def test_what_hangs_in_a_thread_does_not_keep_a_door_from_ending(
    tmp_path: Path, hangs: str
) -> None:
    port = chosen_port()
    (tmp_path / "door.py").write_text(DOOR)
    with running(
        *(str(tmp_path / "door.py"), str(port), hangs),
        told={},
        folder=tmp_path,
        port=port,
        log=PIPE,
    ) as one:
        with opened(one):
            pass
        assert one.process.stdout is not None
        with (
            one.process.stdout as said,
            socket.create_connection(("127.0.0.1", port)) as caller,
        ):
            if hangs == "request":
                caller.sendall(b"GET /hang HTTP/1.1\r\nHost: here\r\n\r\n")
                assert said.readline() == b"hanging\n"
            assert one.stop() == 0


STOPPED_AS_IT_STARTS = """
import os, signal
from billing_core import cli, supervisor
from billing_core.processes import interrupt_on_sigterm

once = iter([signal.SIGTERM])

def asked_to_end(*_given):
    for asked in once:
        os.kill(os.getpid(), asked)

interrupt_on_sigterm()
supervisor.{place} = asked_to_end
cli.worker()
"""


@pytest.mark.parametrize("place", ["Supervisor.beat", "_thread"])
def test_a_worker_that_is_stopped_as_it_starts_ends_as_any_other(
    tmp_path: Path, sqlite_url: str, place: str
) -> None:
    """Its first loop works already while the others start."""
    told = settings(sqlite_url, "http://127.0.0.1:9", 0)
    ended = subprocess.run(
        [sys.executable, "-P", "-c", STOPPED_AS_IT_STARTS.replace("{place}", place)],
        env={**os.environ, **told, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        timeout=PATIENT_SECONDS,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


BUSY_STARTING_A_THREAD = """
import os, signal, threading, time
from billing_core.processes import end_within
signal.signal(signal.SIGTERM, lambda *_: end_within(0.1))
with threading._active_limbo_lock:
    os.kill(os.getpid(), signal.SIGTERM)
    while True:
        time.sleep(0.01)
"""


def test_a_signal_in_the_middle_of_starting_a_thread_ends_it_all_the_same() -> None:
    program = subprocess.Popen([sys.executable, "-c", BUSY_STARTING_A_THREAD])
    try:
        assert program.wait(3 * STOPS_WITHIN_SECONDS) == 0
    finally:
        program.kill()
        program.wait()


def test_what_a_program_gives_its_parts_to_end_is_less_than_it_is_given_itself() -> None:
    parts = GRACE_SECONDS + PATIENCE_SECONDS + LAST_WORDS_MS / 1000 + LAST_SECONDS
    assert parts < STOP_SECONDS < END_SECONDS < STOPS_WITHIN_SECONDS
