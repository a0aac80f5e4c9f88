"""Runs the tests of each seeded bug in a process of its own: do they notice it?

Before that all these tests are run without any bug: one that fails anyway proves nothing. The
processes are forked from one that has imported, migrated and compiled already what most need. It
has run only what begins no server: a thread that ran once leaves locks, which a fork never opens.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from unittest.mock import patch

import pytest

from tests.parts.databases import SQLiteFiles
from tests.seeded_bugs.arm import SAYS
from tests.seeded_bugs.seed import Seed

ROOT = Path(__file__).parents[2]
AT_MOST = 600  # seconds of one seed's tests: what hangs is not caught
WITHOUT_SERVERS = ("cases/", "inbox/", "lifecycle/", "rules/")
OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--tb=short")
ONE_DATABASE = ("-p", "tests.seeded_bugs.one_database")
_COUNTED = re.compile(rf"{SAYS} \S+ reached=(\d+) mistaken=(\d+) failed=(\d+) errors=(\d+)")


@dataclass(frozen=True)
class Verdict:
    seed: Seed
    why_not: str  # empty where the bug was caught

    @property
    def caught(self) -> bool:
        return not self.why_not

    def __str__(self) -> str:
        name = self.seed.name
        return f"caught {name}" if self.caught else f"MISSED {name}: {self.why_not}"


def prove(seeds: list[Seed]) -> Iterator[Verdict]:
    """Raises AssertionError where a test fails without any bug."""
    tests = sorted({test for seed in seeds for test in seed.tests})
    here = [test for test in tests if test.startswith(WITHOUT_SERVERS)]
    with _migrated_once():
        assert not here or _pytest(here, armed="") == 0, "a test fails without any bug"
        if elsewhere := [test for test in tests if test not in here]:
            code, said = _forked(elsewhere, armed="", at_most=5 * AT_MOST)
            assert code == 0, f"a test fails without any bug: {said}"
        for seed in seeds:
            yield Verdict(seed, _why_not(*_forked(seed.tests, armed=seed.name)))


@contextmanager
def _migrated_once() -> Iterator[None]:
    """One template of a migrated book for all these runs of pytest."""
    with TemporaryDirectory() as folder:
        template = vars(SQLiteFiles(Path(folder)))
        with patch.object(SQLiteFiles, "__init__", lambda self, _: self.__dict__.update(template)):
            yield


def _why_not(code: int | None, said: str) -> str:
    counted = _COUNTED.search(said)
    if code is None:
        return f"its tests hang: {said}"
    if code not in (0, 1) or counted is None:
        return f"its tests did not run: {said}"
    reached, mistaken, failed, errors = map(int, counted.groups())
    if not reached:
        return f"no test has reached it: {said}"
    if mistaken:
        return f"the replacement itself is wrong: {said}"
    if errors:
        return f"an error outside the tests: {said}"
    return "" if failed else "every test passes"


def _forked(tests: Iterable[str], *, armed: str, at_most: int = AT_MOST) -> tuple[int | None, str]:
    """The exit code of pytest, None when it had to be ended, and what it said."""
    with TemporaryFile() as heard:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            code = 4
            try:
                os.dup2(heard.fileno(), 1)
                os.dup2(heard.fileno(), 2)
                code = _pytest(tests, armed=armed)
                sys.stdout.flush()
            finally:
                os._exit(code)
        code_of = _ended(child, at_most)
        heard.seek(0)
        return code_of, heard.read().decode(errors="replace")


def _ended(child: int, at_most: int) -> int | None:
    until = time.monotonic() + at_most
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _pytest(tests: Iterable[str], *, armed: str) -> int:
    os.environ["SEEDED_BUG"] = armed
    return int(pytest.main([*OPTIONS, *ONE_DATABASE, *(f"{ROOT}/tests/{test}" for test in tests)]))


def commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
