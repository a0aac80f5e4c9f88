"""A disk that is really full: nothing is acknowledged without its row, and all goes on by itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import httpx
import pytest
from sqlalchemy import func, select, text
from starlette.types import ASGIApp, Receive, Scope, Send

from billing_core.clock import HeldClock
from billing_core.database import Database, migrate
from billing_core.models import InboxEvent
from billing_core.sandbox.app import create_app as create_sandbox_app
from billing_core.sandbox.clock import SandboxClock
from billing_core.sandbox.sandbox import Sandbox
from billing_core.sandbox.settings import SandboxSettings
from billing_core.system import System
from tests.parts.ports import chosen_port
from tests.parts.quiet_system import quiet_system
from tests.parts.server import serving
from tests.reliability.processes import (
    PATIENT_SECONDS,
    opened,
    running,
    settings,
    small_disk,
)
from tests.sidecar.conftest import OpenDoor, open_door

__all__ = ["open_door"]

API_KEY = "the-key-of-the-app"
TOLD = {"BILLING_API_KEY": API_KEY, "BILLING_IMP_CODE": "imp00000000"}
BELL = "/webhooks/iamport"
WHILE_FULL = 25  # bells


class AskedAbout:
    """A gateway that tells when it is asked about a payment."""

    def __init__(self, app: ASGIApp, imp_uid: str) -> None:
        self._app, self._imp_uid = app, imp_uid.encode()
        self.asked = Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._imp_uid in scope.get("query_string", b""):
            self.asked.set()
        await self._app(scope, receive, send)


@pytest.fixture
def gateway() -> Iterator[tuple[str, Event]]:
    """Its address, and whether it was asked about `imp_late`."""
    with ExitStack() as stack:
        now = int(datetime.now(UTC).timestamp())
        known = SandboxSettings(imp_key="imp_key", imp_secret="imp_secret")
        sandbox = Sandbox(clock=SandboxClock(held_at=now), settings=known)
        stack.callback(sandbox.close)
        asked = AskedAbout(create_sandbox_app(sandbox), "imp_late")
        yield stack.enter_context(serving(asked)), asked.asked


def ring(door: httpx.Client, imp_uid: str) -> httpx.Response:
    return door.post(BELL, json={"imp_uid": imp_uid, "merchant_uid": "m", "status": "paid"})


def check_out(door: httpx.Client) -> httpx.Response:
    shown = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "once"}
    return door.post("/v1/checkouts", json={"member_id": "7", "plan_id": "basic"}, headers=shown)


def rows(url: str) -> set[str]:
    book = Database(url)
    with book.reading() as session:
        found = {*session.scalars(select(InboxEvent.imp_uid))}
    book.close()
    return found


def has_refused(answer: httpx.Response) -> bool:
    if answer.status_code == 200:
        return False
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (503, "storage_unavailable")
    assert "디스크 공간" in error["message"]
    return True


@pytest.mark.parametrize("log_on_it", [True, False], ids=["log on it", "log elsewhere"])
def test_a_program_on_a_full_disk_says_so_and_goes_on_when_there_is_room(
    tmp_path: Path, gateway: tuple[str, Event], log_on_it: bool
) -> None:
    port = chosen_port()
    gateway_url, asked = gateway
    with small_disk(tmp_path / "disk") as disk:
        url = f"sqlite:///{disk.path / 'billing.db'}"
        migrate(url)
        log = (disk.path if log_on_it else tmp_path) / "sidecar.log"
        with (
            log.open("ab") as said,
            running(
                *("-m", "billing_core", "sidecar"),
                told=settings(url, gateway_url, port) | TOLD,
                folder=tmp_path,
                port=port,
                log=said,
            ) as one,
            opened(one) as door,
        ):
            assert ring(door, "imp_early").status_code == 200
            disk.fill(one.process.pid)
            answers = {f"imp_{n}": ring(door, f"imp_{n}") for n in range(WHILE_FULL)}
            refused = {imp_uid for imp_uid, answer in answers.items() if has_refused(answer)}
            assert f"imp_{WHILE_FULL - 1}" in refused, "it is full"
            assert door.get("/healthz").status_code == 200
            assert has_refused(check_out(door)), "the company's app is told as well"

            disk.make_room(one.process.pid)
            assert check_out(door).status_code == 201, "its key was not used up"
            assert ring(door, "imp_late").status_code == 200
            assert asked.wait(PATIENT_SECONDS), "the loops have gone on by themselves"
            assert one.process.poll() is None
            assert one.stop() == 0
        assert rows(url) == {"imp_early", "imp_late"} | (answers.keys() - refused)


def test_the_disk_of_these_tests_is_full_to_the_last_byte(tmp_path: Path) -> None:
    """Whichever it is on this machine: the writer is another process."""
    writing = "import sys\nwith open(sys.argv[1], 'a') as file:\n for _ in sys.stdin: file.write('x' * 10)"
    with (
        small_disk(tmp_path / "disk") as disk,
        subprocess.Popen(
            [sys.executable, "-c", writing, str(disk.path / "file")],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as writer,
    ):
        disk.fill(writer.pid)
        _, complaint = writer.communicate(b"\n")
    assert b"OSError" in complaint


DISK_FULL = "RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'"


def test_postgresql_on_a_full_disk_is_told_alike(
    postgresql_url: str, held_clock: HeldClock, open_door: OpenDoor
) -> None:
    with quiet_system(postgresql_url, held_clock) as system:
        door = open_door(system)
        _on_insert(system, f"BEGIN {DISK_FULL}; END")
        assert has_refused(ring(door, "imp_1"))
        _on_insert(system, "BEGIN RETURN NEW; END")
        assert ring(door, "imp_2").status_code == 200
        with system.database.reading() as session:
            assert session.scalar(select(func.count(InboxEvent.id))) == 1


def _on_insert(system: System, body: str) -> None:
    with system.database.writing() as session:
        session.execute(
            text(
                "CREATE OR REPLACE FUNCTION disk() RETURNS trigger "
                f"LANGUAGE plpgsql AS $$ {body} $$"
            )
        )
        session.execute(
            text(
                "CREATE OR REPLACE TRIGGER disk BEFORE INSERT ON inbox_events "
                "FOR EACH ROW EXECUTE FUNCTION disk()"
            )
        )
