"""Bugs sown on purpose are caught: of each the function and the tests exist, and one run proves it."""

from __future__ import annotations

import ast
import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType

import pytest

from tests.seeded_bugs.arm import function_of
from tests.seeded_bugs.prove import ROOT
from tests.seeded_bugs.seed import Seed
from tests.seeded_bugs.table import PAGE, all_seeds, drawn

SEEDS = list(all_seeds().values())


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_the_function_and_the_tests_of_a_seed_exist(seed: Seed) -> None:
    target = function_of(seed.target)
    assert target.__module__ == f"billing_core.{seed.target.partition(':')[0]}"
    assert not target.__code__.co_freevars, "a function within another cannot be exchanged"
    inspect.signature(seed.replacement).bind("original", *_taken(target), **_named(target))
    assert seed.tests
    for test in seed.tests:
        path, _, name = test.partition("::")
        assert name.rpartition("::")[2].partition("[")[0] in _tests_in(ROOT / "tests" / path), test


def test_there_are_sixty_of_them_at_least() -> None:
    assert len(SEEDS) >= 60
    assert len({seed.promise for seed in SEEDS}) == len(SEEDS)


def test_the_page_shows_every_seed() -> None:
    """To draw it anew: `python -m tests.seeded_bugs --draw`."""
    assert drawn() in PAGE.read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_seeded_bug_is_caught(record_property: Callable[[str, object], None]) -> None:
    # A pytest of its own, that knows nothing of this one.
    outside = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    told = subprocess.run(
        [sys.executable, "-m", "tests.seeded_bugs"],
        cwd=ROOT,
        env={**outside, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    [*_, last] = told.stdout.splitlines() or ["seeded bugs: not run"]
    record_property("proof", last)
    assert told.returncode == 0, told.stdout[-20_000:] + told.stderr
    assert last.startswith(f"seeded bugs: {len(SEEDS)} / {len(SEEDS)} caught")


def _taken(target: FunctionType) -> list[str]:
    """What it takes by its place."""
    return [one.name for one in inspect.signature(target).parameters.values() if not _is_named(one)]


def _named(target: FunctionType) -> dict[str, str]:
    return {
        one.name: one.name
        for one in inspect.signature(target).parameters.values()
        if _is_named(one)
    }


def _is_named(parameter: inspect.Parameter) -> bool:
    return parameter.kind in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)


@cache
def _tests_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
