"""Arms one seeded bug in this process, for a run of tests named by the variable SEEDED_BUG.

The code of the target is exchanged, not its name: whoever holds the function, in a table, as a
route or under another name, runs the replacement.
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from tests.seeded_bugs.seed import Seed
from tests.seeded_bugs.table import all_seeds

HERE = Path(__file__).parent
SAYS = "seeded bug:"
_MISTAKES = (TypeError, NameError, AttributeError, LookupError)


def function_of(target: str) -> FunctionType:
    """The plain function behind `module:name` or `module:Class.name`, whatever decorates it."""
    module, _, path = target.partition(":")
    found: Any = importlib.import_module(f"billing_core.{module}")
    for name in path.split("."):
        found = inspect.getattr_static(found, name)
    if isinstance(found, property):
        found = found.fget
    if isinstance(found, classmethod | staticmethod):
        found = found.__func__
    plain = inspect.unwrap(found)
    assert isinstance(plain, FunctionType), f"{target} is no function"
    return plain


def seeded_bug_of_this_module(*_args: Any, **_named: Any) -> Any:
    """Stands for what is put under this name into the target's module."""
    raise NotImplementedError


def _go_wrong(*args: Any, **kwargs: Any) -> Any:
    return seeded_bug_of_this_module(*args, **kwargs)


async def _go_wrong_later(*args: Any, **kwargs: Any) -> Any:
    return await seeded_bug_of_this_module(*args, **kwargs)


class ArmedRun:
    """A plugin of pytest: the run with the bug, and at its end what came of it in one line."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self.reached = 0
        self.mistaken = 0  # the replacement itself is wrong, which proves nothing
        self.failed = 0
        self.errors = 0
        self._arm(function_of(seed.target))

    def _arm(self, target: FunctionType) -> None:
        original = FunctionType(
            target.__code__,
            target.__globals__,
            target.__name__,
            target.__defaults__,
            target.__closure__,
        )
        original.__kwdefaults__ = target.__kwdefaults__
        later = inspect.iscoroutinefunction(target)
        run = self._run_later if later else self._run
        target.__globals__["seeded_bug_of_this_module"] = lambda *args, **kw: run(
            original, *args, **kw
        )
        target.__code__ = (_go_wrong_later if later else _go_wrong).__code__
        target.__defaults__ = target.__kwdefaults__ = None
        target.__wrapped__ = original  # type: ignore[attr-defined]  # its signature is as it was

    def _run(self, *args: Any, **kwargs: Any) -> Any:
        self.reached += 1
        try:
            return self._seed.replacement(*args, **kwargs)
        except _MISTAKES as error:
            self._note(error)
            raise

    async def _run_later(self, *args: Any, **kwargs: Any) -> Any:
        self.reached += 1
        try:
            return await self._seed.replacement(*args, **kwargs)
        except _MISTAKES as error:
            self._note(error)
            raise

    def _note(self, error: Exception) -> None:
        last = inspect.getinnerframes(error.__traceback__)[-1] if error.__traceback__ else None
        self.mistaken += last is not None and Path(last.filename).parent == HERE

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed += report.when == "call"
            self.errors += report.when != "call"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        counted = f"reached={self.reached} mistaken={self.mistaken}"
        terminalreporter.write_line(
            f"{SAYS} {self._seed.name} {counted} failed={self.failed} errors={self.errors}"
        )


def arm_by_name(name: str) -> ArmedRun:
    return ArmedRun(all_seeds()[name])
