"""A sidecar as a process of its own, measured from outside; and what it is measured beside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from statistics import median
from subprocess import DEVNULL

import httpx
import psycopg
from sqlalchemy import delete

from billing_core.database import Database
from billing_core.models import InboxEvent
from billing_core.processes import free_port
from tests.parts.databases import postgresql_server
from tests.parts.keep_alive import Answered, Asking, ask_from_another_process
from tests.parts.load_door import CONSTANT

BELL = "/webhooks/iamport"
START_SECONDS = 120.0
ROW_BYTES = 300  # of one notice with its place in the indexes
FSYNCS = 200
TRIED_ROWS = 100_000
_OF_A_PROCESS = 2


class Door:
    def __init__(self, port: int, pid: int) -> None:
        self._port, self._pid = port, pid
        self._numbers = count(time.time_ns() // 1000)

    def asks_for_a_constant(self, requests: int) -> tuple[Answered, float]:
        """What was answered, and the seconds of processor time of one request."""
        return self._asked(CONSTANT, requests)

    def rings(self, requests: int) -> tuple[Answered, float]:
        return self._asked(BELL, requests)

    def _asked(self, path: str, requests: int) -> tuple[Answered, float]:
        bodies = [_notice(next(self._numbers)) for _ in range(requests)]
        before = processor_seconds(self._pid)
        answered = ask_from_another_process(Asking(self._port, path, bodies))
        took = processor_seconds(self._pid) - before
        if answered.statuses != {"200": requests}:
            raise RuntimeError(f"{path} answered {answered.statuses}")
        return answered, took / requests


def _notice(number: int) -> str:
    return json.dumps({"imp_uid": f"imp_{number}", "merchant_uid": f"m{number}", "status": "paid"})


@contextmanager
def open_door(folder: Path, book: str, gateway: str = "") -> Iterator[Door]:
    """Of a sidecar whose worker runs elsewhere; or inside, where a `gateway` is named. Its inbox is
    empty, as of strangers there are only so many."""
    _empty_inbox(book)
    port = free_port(0)
    told = {
        "BILLING_DATABASE_URL": book,
        "BILLING_SIDECAR_PORT": str(port),
        "BILLING_WORKER_INSIDE": "true" if gateway else "false",
        "BILLING_IMP_KEY": "imp_bench",
        "BILLING_IMP_SECRET": "of-nobody",
        "BILLING_IMP_CODE": "imp00000000",
        "BILLING_HOME": str(folder),
    }
    if gateway:
        told["BILLING_GATEWAY_URL"] = gateway
    command = [sys.executable, "-m", "tests.parts.load_door"]
    environment = {**os.environ, **told}
    with subprocess.Popen(command, env=environment, stdout=DEVNULL, stderr=DEVNULL) as process:
        try:
            until_it_answers(f"http://127.0.0.1:{port}/healthz", process)
            yield Door(port, process.pid)
        finally:
            process.terminate()


def _empty_inbox(book: str) -> None:
    database = Database(book)
    with database.writing() as session:
        session.execute(delete(InboxEvent))
    database.close()


def until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            httpx.get(url)
            return
        time.sleep(0.1)
    raise RuntimeError(f"nobody answers at {url}")


def processor_seconds(pid: int) -> float:
    """Of all threads of a process, by the clock of clock_getcpuclockid(3)."""
    return time.clock_gettime((~pid << 3) | _OF_A_PROCESS)


def rows_that_a_disk_takes(folder: Path, *, at_once: int) -> float:
    """So many rows a second, when a file grows by `at_once` of them and each time is synced."""
    took = []
    with (folder / "synced").open("wb", buffering=0) as file:
        for _ in range(FSYNCS):
            began = time.perf_counter()
            file.write(b"x" * ROW_BYTES * at_once)
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    return at_once / median(took)


@contextmanager
def safe_postgresql() -> Iterator[str]:
    """The URL of an empty database that syncs its log at every commit, as in production."""
    with postgresql_server() as server, ExitStack() as stack:
        stack.enter_context(server.migrated_template())
        url = stack.enter_context(server.database())
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {name} = on")
            connection.execute("SELECT pg_reload_conf()")
        yield url


_TRYING = """
import sys
from pathlib import Path
from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.source_file import SourceFile
from billing_core.rules.actor import SYSTEM
from tests.bench_import import NOW
path = Path(sys.argv[2])
files = {FileKind.PAYMENTS: SourceFile(path.name, path.read_bytes())}
database = Database(sys.argv[1])
while True:
    begin = lambda *_: print("begun", flush=True)
    import_history(database, files, SYSTEM, NOW, dry_run=True, on_rows=begin)
"""


@contextmanager
def trial_of_an_import(book: str) -> Iterator[None]:
    """Somebody tries a file, over and over, as long as the block lasts."""
    from tests.bench_import import write_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "payments.csv"
        write_file(path, TRIED_ROWS)
        command = [sys.executable, "-c", _TRYING, book, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as trying:
            try:
                assert trying.stdout is not None
                if not trying.stdout.readline():
                    raise RuntimeError("the import was not tried")
                yield
            finally:
                trying.kill()
