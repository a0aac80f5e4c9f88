"""What the member's pages cost beside the door's own `/healthz`, and what they weigh: `make bench`.

Usage: python -m tests.bench_member_pages

The sidecar is a process of its own, as in production, over a book in which one member subscribes.
Its processor time for a hundred requests is divided by that for as many of `/healthz` right before,
many times over, and the median is told; so is that of the time until they were answered, which says
how busy the machine was. A page's weight is what a browser loads for it, compressed by nobody: the
page, its style, our script.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import httpx
import structlog

from billing_core.database import migrate
from billing_core.processes import free_port
from tests.parts.worlds import in_process
from tests.portal.member_visits import link_to_page

REQUESTS, TURNS = 100, 15
MOST_TIMES_HEALTHZ = 3.0
MOST_BYTES = 50_000
HEALTHZ = "/healthz"
KEY = "bench-key-of-nobody"
_OF_A_PROCESS = 2


def main() -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        book = f"sqlite:///{Path(folder) / 'billing.db'}"
        migrate(book)
        started = datetime.now(UTC).replace(microsecond=0)
        with in_process(book, started) as world:
            world.join("u1")
            link = link_to_page(world, "u1")
        return _measure(Path(folder), book, link)


def _measure(folder: Path, book: str, link: str) -> int:
    port = free_port(0)
    told = {
        "BILLING_DATABASE_URL": book,
        "BILLING_SIDECAR_PORT": str(port),
        "BILLING_WORKER_INSIDE": "false",
        "BILLING_IMP_KEY": "imp_bench",
        "BILLING_IMP_SECRET": "of-nobody",
        "BILLING_IMP_CODE": "imp00000000",
        "BILLING_API_KEY": KEY,
        "BILLING_HOME": str(folder),
    }
    command = [sys.executable, "-m", "billing_core", "sidecar"]
    with subprocess.Popen(
        command, env={**os.environ, **told}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as door:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as browser:
                _until_ready(browser)
                return _report(browser, door.pid, _pages(browser, link))
        finally:
            door.terminate()


def _until_ready(browser: httpx.Client) -> None:
    for _ in range(600):
        with suppress(httpx.TransportError):
            if browser.get("/healthz").is_success:
                return
        time.sleep(0.1)
    raise RuntimeError("the sidecar did not become ready")


def _pages(browser: httpx.Client, link: str) -> dict[str, str]:
    browser.post(link)
    key = {"Authorization": f"Bearer {KEY}"}
    wanted = {"member_id": "u2", "plan_id": "basic"}
    started = browser.post("/v1/checkouts", json=wanted, headers=key).raise_for_status().json()
    return {
        "the member's page": "/portal",
        "all payments": "/portal/payments",
        "cancelling": "/portal/cancel",
        "a refund claim": "/portal/refund",
        "a checkout": urlsplit(started["checkout_url"]).path,
        "verifying a paper": "/certificates",
    }


@dataclass(frozen=True)
class Cost:
    """Of one request, in seconds: of the door's processor, and until it was answered."""

    processor: float
    wall: float


def _report(browser: httpx.Client, pid: int, pages: dict[str, str]) -> int:
    turns = [_turn(browser, pid, pages) for _ in range(TURNS + 1)][1:]  # the first warms up
    of_healthz = [beside for turn in turns for beside, _ in turn.values()]
    least = median(one.processor for one in of_healthz)
    sys.stdout.write(f"{HEALTHZ:20} {least * 1000:6.2f} ms of processor time\n")
    right = True
    for name, path in pages.items():
        costs = [turn[name] for turn in turns]
        times = median(page.processor / beside.processor for beside, page in costs)
        wall = median(page.wall / beside.wall for beside, page in costs)
        bytes_ = _weight(browser, path)
        right &= times <= MOST_TIMES_HEALTHZ and bytes_ <= MOST_BYTES
        sys.stdout.write(
            f"{name:20} {times:6.2f} x /healthz {wall:9.2f} x its time {bytes_ / 1000:8.1f} kB\n"
        )
    sys.stdout.write(
        f"wanted: at most {MOST_TIMES_HEALTHZ} x /healthz and {MOST_BYTES // 1000} kB\n"
    )
    return 0 if right else 1


def _turn(browser: httpx.Client, pid: int, pages: dict[str, str]) -> dict[str, tuple[Cost, Cost]]:
    """Each page right after `/healthz`, so that what else keeps the machine busy slows both."""
    return {
        name: (_cost_of(browser, pid, HEALTHZ), _cost_of(browser, pid, path))
        for name, path in pages.items()
    }


def _cost_of(browser: httpx.Client, pid: int, path: str) -> Cost:
    processor, wall = _processor_seconds(pid), time.perf_counter()
    for _ in range(REQUESTS):
        answer = browser.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return Cost(
        (_processor_seconds(pid) - processor) / REQUESTS,
        (time.perf_counter() - wall) / REQUESTS,
    )


def _processor_seconds(pid: int) -> float:
    """Of all threads of a process, by the clock of clock_getcpuclockid(3): `/proc` counts in steps
    of ten milliseconds."""
    return time.clock_gettime((~pid << 3) | _OF_A_PROCESS)


def _weight(browser: httpx.Client, path: str) -> int:
    """The page with what it names under our own address."""
    text = browser.get(path).text
    named = re.findall(r'(?:src|href)="(/member-pages/[^"]+)"', text)
    return len(text.encode()) + sum(len(browser.get(one).content) for one in named)


if __name__ == "__main__":
    sys.exit(main())
