"""How long the inbox takes to be drained from a gateway that answers in 50 ms; for measuring only.

The company of `large_company` is in both books. As a program it is a worker that waits to be told
to begin, and then drains what there is: URL of the book, URL of the gateway.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, PIPE
from time import perf_counter, process_time, sleep

import httpx
from pydantic import SecretStr
from sqlalchemy import func, select

from billing_core.bootstrap import assemble
from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.inbox.delivery import Delivery
from billing_core.inbox.drain import BATCH, drain_inbox
from billing_core.inbox.receive import Ring, store
from billing_core.lifecycle.strangers import KEPT_FOR, strangers_kept
from billing_core.models import InboxEvent, InboxState, PaymentRecord
from billing_core.processes import free_port
from billing_core.settings import Settings
from billing_core.system import System
from billing_core.worker import Worker
from tests.bench_sweep import Timed, lose, write_gateways_book
from tests.parts.book_copied import copy_book
from tests.parts.doors_measured import safe_postgresql, until_it_answers
from tests.parts.large_company import NOW, company_of
from tests.parts.slow_gateway import SECONDS

EVENTS, NEW_EVENTS = 10_000, 1_000
SHARED_EVENTS, SHARED_NEWS = 6_000, 2_000  # of several workers, whose first batch is the slowest
SAMPLE = 40
FORGED = "imp_forged"
STORED_AT_ONCE = 500
LOOK_AGAIN_SECONDS = 0.02


@dataclass(frozen=True)
class Drained:
    events: int
    seconds_each: float
    calls: int
    share_of_gateway: float
    share_of_processor: float


@dataclass(frozen=True)
class Forged:
    alone: float
    behind: float
    calls: int
    megabytes: float
    rows_after_a_day: int
    calls_after_a_day: int


class Suspicious(Timed):
    """Counts the calls that ask about a forged notice's payment."""

    about_forged = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.about_forged += FORGED in str(request.url) or FORGED.encode() in request.read()
        return super().handle_request(request)


@contextmanager
def _company(payments: int) -> Iterator[tuple[Database, str]]:
    """Our book and the address of the gateway, which knows the same payments."""
    with company_of(payments) as database, tempfile.TemporaryDirectory() as folder:
        theirs, port = Path(folder) / "sandbox.db", free_port(0)
        write_gateways_book(Path(str(database.url.database)), theirs)
        told = [str(port), str(theirs), str(int(NOW.timestamp()))]
        command = [sys.executable, "-m", "tests.parts.slow_gateway", *told]
        with subprocess.Popen(command, stdout=DEVNULL, stderr=DEVNULL) as gateway:
            try:
                url = f"http://127.0.0.1:{port}"
                until_it_answers(url, gateway)
                yield database, url
            finally:
                gateway.terminate()


@contextmanager
def _assembled(book: str, gateway: str, timed: Timed, clock: HeldClock) -> Iterator[System]:
    settings = Settings(
        database_url=book,
        gateway_url=gateway,
        imp_key="imp_sandbox",
        imp_secret=SecretStr("sandbox-secret"),
    )
    system = assemble(settings, clock=clock, wall_clock=clock, gateway_transport=timed)
    try:
        yield system
    finally:
        system.close()


def _ring(system: System, imp_uids: Sequence[str], *, vouched: bool = True) -> None:
    for first in range(0, len(imp_uids), STORED_AT_ONCE):
        with system.database.writing() as session:
            some = imp_uids[first : first + STORED_AT_ONCE]
            rings = [Ring(Delivery(imp_uid), vouched=vouched) for imp_uid in some]
            store(session, rings, system.clock.now())


def _known(database: Database, many: int) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(PaymentRecord.imp_uid).limit(many)))


def one_by_one() -> float:
    """Seconds of one event, where each takes a token and a read, and nothing is done with it."""
    with _company(SAMPLE * 2) as (database, url), httpx.Client(base_url=url) as client:
        took = []
        for imp_uid in _known(database, SAMPLE):
            began = perf_counter()
            keys = {"imp_key": "imp_sandbox", "imp_secret": "sandbox-secret"}
            answer = client.post("/users/getToken", json=keys).raise_for_status().json()
            token = {"Authorization": answer["response"]["access_token"]}
            client.get(f"/payments/{imp_uid}", headers=token).raise_for_status()
            took.append(perf_counter() - began)
    return median(took)


def one_worker() -> Iterator[tuple[str, Drained]]:
    """Events of payments that we know, and of those that our book has never heard of."""
    timed, clock = Timed(), HeldClock(NOW)
    with _company(EVENTS) as (database, url):
        known = _known(database, EVENTS)
        with _assembled(str(database.url), url, timed, clock) as system:
            yield "known payments", _drained(system, timed, known)
            lost = lose(database, NEW_EVENTS)
            yield "payments that are news", _drained(system, timed, lost)


def _drained(system: System, timed: Timed, imp_uids: Sequence[str]) -> Drained:
    _ring(system, imp_uids)
    timed.seconds, timed.calls = 0.0, 0
    began, worked = perf_counter(), process_time()
    while drain_inbox(system):
        pass
    took, processor = perf_counter() - began, process_time() - worked
    _require_all_processed(system.database)
    return Drained(
        len(imp_uids),
        took / len(imp_uids),
        timed.calls,
        timed.seconds / took,
        processor / took,
    )


def _require_all_processed(database: Database) -> None:
    left = select(func.count(InboxEvent.id)).where(InboxEvent.state != InboxState.PROCESSED)
    with database.reading() as session:
        if waiting := session.scalar(left):
            raise RuntimeError(f"{waiting} events were not processed")


def some_workers(numbers: Sequence[int]) -> Iterator[tuple[int, str, float, float]]:
    """How many they are, what of, what they drain a second, and what one call after the other
    would bring."""
    clock = HeldClock(NOW)
    news_at_all = SHARED_NEWS * len(numbers)
    with _company(SHARED_EVENTS + 2 * news_at_all) as (database, url), safe_postgresql() as book:
        lost = lose(database, news_at_all)
        known = _known(database, SHARED_EVENTS)
        copy_book(str(database.url), book)
        with _assembled(book, url, Timed(), clock) as system:
            for place, many in enumerate(numbers):
                news = lost[place * SHARED_NEWS : (place + 1) * SHARED_NEWS]
                for what, imp_uids in (("known payments", known), ("payments that are news", news)):
                    _ring(system, imp_uids)
                    took = _together(many, book, url)
                    _require_all_processed(system.database)
                    yield many, what, len(imp_uids) / took, BATCH / SECONDS


def _together(many: int, book: str, gateway: str) -> float:
    command = [sys.executable, "-m", "tests.parts.drains_measured", book, gateway]
    workers = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE) for _ in range(many)]
    try:
        for each in workers:
            assert each.stdout is not None
            each.stdout.readline()
        began = perf_counter()
        for each in workers:
            assert each.stdin is not None
            each.stdin.close()
        for each in workers:
            if each.wait():
                raise RuntimeError("a worker failed")
        return perf_counter() - began
    finally:
        for each in workers:
            each.kill()
            each.wait()
            if each.stdout is not None:
                each.stdout.close()


def forged(number: int, *, genuine: int) -> Forged:
    """Genuine notices alone, and then as many behind so many forged ones, with the loops running."""
    timed, clock = Suspicious(), HeldClock(NOW)
    with _company(10 * genuine) as (database, url):
        ours = _known(database, 2 * genuine)
        with _assembled(str(database.url), url, timed, clock) as system:
            alone = _seconds_until_settled(system, ours[:genuine])
            size = _bytes(database)
            _ring(system, [f"{FORGED}{each}" for each in range(number)], vouched=False)
            behind = _seconds_until_settled(system, ours[genuine:])
            worker = Worker(system)
            while worker.tick():
                pass
            calls, megabytes = timed.about_forged, (_bytes(database) - size) / 1e6
            clock.advance(KEPT_FOR + timedelta(minutes=1))
            while worker.tick():
                pass
            with system.database.reading() as session:
                rows = strangers_kept(session)
            return Forged(alone, behind, calls, megabytes, rows, timed.about_forged - calls)


def _seconds_until_settled(system: System, imp_uids: Sequence[str]) -> float:
    worker = Worker(system)
    _ring(system, imp_uids, vouched=False)
    waiting = select(func.count(InboxEvent.id)).where(
        InboxEvent.imp_uid.in_(imp_uids), InboxEvent.state == InboxState.NEW
    )
    began = perf_counter()
    worker.start()
    try:
        while True:
            with system.database.reading() as session:
                if not session.scalar(waiting):
                    return perf_counter() - began
            sleep(LOOK_AGAIN_SECONDS)
    finally:
        worker.stop()


def _bytes(database: Database) -> int:
    with database.reading() as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def _work(book: str, gateway: str) -> None:
    with _assembled(book, gateway, Timed(), HeldClock(NOW)) as system:
        system.gateway.payments(["imp_nobody"])  # it has its token
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
        while drain_inbox(system):
            pass


if __name__ == "__main__":
    _work(*sys.argv[1:])
