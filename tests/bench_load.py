"""What a durable answer costs beside a constant one, and what draining costs beside one token and
one read per event: part of `make bench`. How they are read: docs/reliability.md.

Usage: python -m tests.bench_load [receiving] [draining] [workers] [forged]

The sidecar is a process of its own, and so is who rings: sixteen connections that are kept. A round
asks for a constant and then rings, so that what else keeps the machine busy slows both; the median
of the rounds' ratios is told, and beside it the ratio of the least processor time of each.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from billing_core.database import migrate
from tests.parts.databases import NoPostgreSQL
from tests.parts.doors_measured import (
    Door,
    open_door,
    rows_that_a_disk_takes,
    safe_postgresql,
    trial_of_an_import,
)
from tests.parts.drains_measured import forged, one_by_one, one_worker, some_workers
from tests.parts.keep_alive import Answered
from tests.reliability.processes import deaf_gateway

REQUESTS, ROUNDS = 800, 7
LEAST_SHARE, MOST_P99 = 0.6, 5.0
LEAST_TIMES_ONE_BY_ONE = 24.0
MOST_CALLS, MOST_MEGABYTES, MOST_SECONDS_LATER = 100, 10.0, 5.0
SLOWEST = 0.01


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    parts = {
        "receiving": receiving,
        "draining": draining,
        "workers": workers,
        "forged": forged_notices,
    }
    for name in sys.argv[1:] or parts:
        parts[name]()


def receiving() -> None:
    with TemporaryDirectory(prefix="billing-desk-bench-") as folder:
        allowed = rows_that_a_disk_takes(Path(folder), at_once=16)
        say(f"receiving: 16 rows per fsync of this disk allow {allowed:,.0f} rows a second")
        for name, book in _books(Path(folder)):
            _receive(f"{name}, quiet", Path(folder), book, allowed)
            with deaf_gateway() as gateway:
                _receive(f"{name}, gateway hangs", Path(folder), book, allowed, gateway.url)
            with trial_of_an_import(book):
                _receive(f"{name}, import tried", Path(folder), book, allowed)


def _books(folder: Path) -> Iterator[tuple[str, str]]:
    book = f"sqlite:///{folder / 'billing.db'}"
    migrate(book)
    yield "SQLite", book
    with ExitStack() as stack:
        try:
            book = stack.enter_context(safe_postgresql())
        except NoPostgreSQL as why:
            say(f"  no PostgreSQL here: {why}")
            return
        migrate(book)
        yield "PostgreSQL", book


def _receive(name: str, folder: Path, book: str, allowed: float, gateway: str = "") -> None:
    with open_door(folder, book, gateway) as door:
        _round(door)  # warms up
        rounds = [_round(door) for _ in range(ROUNDS)]
    shares = [ours.a_second / min(least.a_second, allowed) for (least, _), (ours, _) in rounds]
    slowest = [ours.slowest(SLOWEST) / least.slowest(SLOWEST) for (least, _), (ours, _) in rounds]
    of_constant = min(seconds for (_, seconds), _ in rounds)
    of_ours = min(seconds for _, (_, seconds) in rounds)
    share, p99 = _middle(shares), _middle(slowest)
    rate = max(ours.a_second for _, (ours, _) in rounds)
    say(
        f"  {name:28}{rate:8,.0f} a second{share:7.2f} × (≥ {LEAST_SHARE})"
        f"{p99:7.2f} × its p99 (≤ {MOST_P99:.0f})"
        f"{of_constant / of_ours:7.2f} × by processor time"
        f"{of_constant * 1e6:6.0f} and {of_ours * 1e6:.0f} µs"
    )


def _round(door: Door) -> tuple[tuple[Answered, float], tuple[Answered, float]]:
    return door.asks_for_a_constant(REQUESTS), door.rings(REQUESTS)


def _middle(numbers: list[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]


def draining() -> None:
    reference = one_by_one()
    say(f"draining: one token and one read per event {reference * 1000:.1f} ms an event")
    for name, drained in one_worker():
        times = reference / drained.seconds_each
        of_its_own = drained.share_of_gateway + drained.share_of_processor
        say(
            f"  {name:28}{drained.events:8,} events{drained.seconds_each * 1000:8.2f} ms each"
            f"{times:7.1f} × (≥ {LEAST_TIMES_ONE_BY_ONE:.0f}),"
            f"{times / of_its_own:6.1f} × but for waiting; {drained.calls:,} calls;"
            f" {drained.share_of_gateway:.0%} the gateway,"
            f" {drained.share_of_processor:.0%} our processor time, the rest waiting for"
            " the disk and the machine"
        )


def workers() -> None:
    try:
        for many, what, events_a_second, limit in some_workers((1, 2, 4)):
            say(
                f"  {many} workers on PostgreSQL, {what:24}{events_a_second:8,.0f} events a second"
                f" (what the gateway answers one after the other: {limit:,.0f})"
            )
    except NoPostgreSQL as why:
        say(f"  no PostgreSQL here: {why}")


def forged_notices() -> None:
    found = forged(10_000, genuine=10)
    say("forged: 10 genuine notices behind 10,000 forged ones")
    say(
        f"  settled after {found.behind:.2f} s, alone after {found.alone:.2f} s"
        f" (≤ {MOST_SECONDS_LATER:.0f} s more);"
        f" {found.calls} calls (≤ {MOST_CALLS}), {found.megabytes:.1f} MB"
        f" (≤ {MOST_MEGABYTES:.0f}), after a day {found.rows_after_a_day} rows"
        f" and {found.calls_after_a_day} calls"
    )


if __name__ == "__main__":
    main()
