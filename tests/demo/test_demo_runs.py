"""The demo as a newcomer meets it: real processes, two starts, Ctrl-C, and a parent that is killed."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import httpx
import pytest
from sqlalchemy import func, select

from billing_core.bootstrap import assemble
from billing_core.demo.advance import advance_demo
from billing_core.demo.places import Doors, Folder, Keys, demo_settings
from billing_core.models import Member, TeamNotice
from billing_core.rules.calendar import KST, kst_date
from billing_core.rules.notice import TeamNoticeKind
from billing_core.rules.refusal import Refusal
from billing_core.settings import Settings

ANY_PORT = [f"--{door}-port=0" for door in ("dashboard", "sidecar", "sandbox", "app")]
STOP_SECONDS = 30
CHARGE_HOUR = Settings.model_fields["charge_hour"].default
DASHBOARD = re.compile(r"대시보드 · dashboard +(http://\S+)")
A_MONTH = re.compile(r"^  \d{4}-\d{2}$", re.MULTILINE)


class Demo:
    """A demo that was started and has said where everything is."""

    def __init__(self, process: subprocess.Popen[str], said: str) -> None:
        self.process, self.said = process, said
        table = said[said.index("Billing Desk demo") :]
        dashboard, sidecar, sandbox, company = re.findall(r"http://127\.0\.0\.1:(\d+)", table)
        self.doors = Doors(int(dashboard), int(sidecar), int(sandbox), int(company))

    def connections(self, stack: ExitStack) -> list[socket.socket]:
        """One to every process; each ends when its process does."""
        ports = vars(self.doors).values()
        return [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), STOP_SECONDS))
            for port in ports
        ]


@contextmanager
def filling(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo with so long a past that it is still being lived when it is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "billing_core", "demo", f"--data={data}", "--months=60", *ANY_PORT],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=data.parent,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def demo(data: Path) -> Iterator[Demo]:
    size = ["--members=6", "--months=2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "billing_core", "demo", f"--data={data}", *size, *ANY_PORT],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=data.parent,
    )
    try:
        assert process.stdout is not None
        yield Demo(process, _read_until_ready(process.stdout))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=STOP_SECONDS)


def _read_until_ready(said: IO[str]) -> str:
    lines = []
    for line in said:
        lines.append(line)
        if "Ctrl-C stops it" in line:
            return "".join(lines)
    raise AssertionError(f"the demo ended early: {''.join(lines)}")


def members_in(folder: Folder) -> int:
    system = assemble(Settings(database_url=folder.database_url))
    try:
        with system.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Member)) or 0
    finally:
        system.close()


def test_the_demo_starts_keeps_its_data_and_leaves_nobody_behind(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")

    with demo(folder.path) as first, ExitStack() as lines:
        assert "first start only" in first.said
        address, months = re.search(DASHBOARD, first.said), re.search(A_MONTH, first.said)
        assert address
        assert months
        assert address[1] == first.doors.dashboard_url, "the page that waits makes way"
        assert address.start() < months.start()
        page = httpx.get(first.doors.dashboard_url + "/sign-in")
        ready = httpx.get(first.doors.sidecar_url + "/readyz")
        cards = httpx.get(first.doors.sandbox_url + "/")
        assert (page.status_code, ready.status_code, cards.status_code) == (200, 200, 200)
        assert "김지현" in page.text
        assert httpx.get(first.doors.dashboard_url).status_code == 401
        connections = first.connections(lines)

        first.process.send_signal(signal.SIGINT)

        assert first.process.wait(STOP_SECONDS) == 0
        assert [line.recv(1) for line in connections] == [b""] * 4, "every process has hung up"
    filled = folder.book.stat().st_ino
    assert members_in(folder) == 6

    with demo(folder.path) as second, ExitStack() as lines:
        assert "first start only" not in second.said
        assert folder.book.stat().st_ino == filled
        _let_a_day_pass(folder, second.doors)
        connections = second.connections(lines)

        second.process.kill()

        assert [line.recv(1) for line in connections] == [b""] * 4, "nobody outlives the parent"


def test_two_demos_do_not_fill_one_folder_and_a_killed_one_does_not_stay_in_the_way(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    with filling(data) as first:
        assert "first start only" in _first_line(first)

        with filling(data) as second:
            said, _ = second.communicate(timeout=STOP_SECONDS)
        assert second.returncode == 1
        assert said.startswith(f"다른 데모가 이 폴더({data})를 아직 채우고 있습니다.")
        assert len(said.splitlines()) == 1
    with filling(data) as third:
        assert "first start only" in _first_line(third)


def test_the_address_opens_at_once_and_says_how_much_of_the_past_is_left(tmp_path: Path) -> None:
    with filling(tmp_path / "data") as process:
        assert process.stdout is not None
        address = next(filter(None, map(DASHBOARD.search, process.stdout)))[1]

        page = httpx.get(f"{address}/approvals")
        far = httpx.get(f"{address}/demo/progress").json()
        health = httpx.get(f"{address}/healthz")

    assert page.status_code == 200
    assert "데모 회사의 60개월을 살아 보는 중입니다" in page.text
    assert (far["months"], far["done"] < 60) == (60, True)
    assert health.status_code == 503, "nobody else says that the dashboard is well"


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _let_a_day_pass(folder: Folder, doors: Doors) -> None:
    system = assemble(demo_settings(folder, Keys.kept_in(folder), doors))
    try:
        before = system.clock.now()
        reached: list[datetime] = []
        passed = advance_demo(system, 1, reached.append)
        assert (passed.until - before).total_seconds() == pytest.approx(24 * 3600, abs=30)
        assert len(reached) == 3, "midnight, the hour of charging, and the end"
        gateway = httpx.get(doors.sandbox_url + "/sandbox/clock").json()["now"]
        assert gateway == pytest.approx(passed.until.timestamp(), abs=30)
        with system.database.reading() as session:
            brief = select(TeamNotice).where(TeamNotice.kind == TeamNoticeKind.BRIEF)
            mornings = {kst_date(one.made_at) for one in session.scalars(brief)}
        charged = next(one for one in reached if one.astimezone(KST).hour == CHARGE_HOUR)
        assert kst_date(charged) in mornings, "the team has its brief in the demo's mailbox"
    finally:
        system.close()


def test_time_cannot_be_moved_outside_of_the_demo(sqlite_url: str) -> None:
    system = assemble(Settings(database_url=sqlite_url))
    try:
        with pytest.raises(Refusal, match="not_a_demo"):
            advance_demo(system, 1)
    finally:
        system.close()
