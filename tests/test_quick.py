"""What runs after every change: what `make quick` chooses, examples without a clock, the hooks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings

from tests.parts import both_databases, quick, variants

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def chosen(of_this_run: Path) -> list[str]:
    """The tests of `make quick`, by id."""
    return sorted(one for one, _ in collected(of_this_run, "-m", "quick"))


def test_the_quick_ones_need_no_browser_no_postgresql_and_no_story(chosen: list[str]) -> None:
    assert [one for one in chosen if re.search(r"chromium|postgresql|stories/|demo/", one)] == []


@pytest.mark.parametrize(
    "room",
    ["rules/", "wording/", "gateway/test_parsing", "history/test_cells", "export/", "test_house"],
)
def test_the_quick_ones_are_broad(chosen: list[str], room: str) -> None:
    assert [one for one in chosen if one.startswith(f"tests/{room}")]


def test_whatever_needs_a_slow_part_is_left_out_wherever_it_stands(
    request: pytest.FixtureRequest,
) -> None:
    slow = [
        item
        for item in request.session.items
        if not quick.SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
    ]
    assert [item.nodeid for item in slow if item.get_closest_marker("quick")] == []


def test_whatever_runs_on_postgresql_does_in_the_proofs_and_some_of_all_in_every_suite(
    marked: set[tuple[str, bool]],
) -> None:
    everything = {one for one, _ in marked}
    runs = {one for one, slow in marked if not slow}
    on_sqlite = {one for one in everything if re.search(r"\[sqlite[]-]", one)}
    suite = {one for one in runs if "[postgresql" in one}
    proofs = {one for one in everything if "[postgresql" in one} - suite

    assert {one.replace("[sqlite", "[postgresql") for one in on_sqlite} <= suite | proofs
    assert counted_together(proofs) <= counted_together(suite)
    assert len(suite) < len(proofs)
    assert [one for one in proofs if is_about_databases(one)] == []


@pytest.mark.parametrize("test", [*variants.EACH_VALUE, *variants.ONE_IN])
def test_of_each_test_in_variants_some_are_told_in_every_suite_and_all_in_the_proofs(
    marked: set[tuple[str, bool]], test: str
) -> None:
    told = {slow for one, slow in marked if one.startswith(f"tests/{test}[")}
    assert told == {False, True}


def test_the_variants_that_are_told_have_every_value_of_every_parameter(
    marked: set[tuple[str, bool]],
) -> None:
    test = "tests/portal/test_checkout_with_the_stand_in.py::test_a_desk_registers_pays_and_says_so"
    suite, proofs = (
        [set(one[:-1].split("-")) for one, slow in marked if one.startswith(test) and slow is long]
        for long in (False, True)
    )
    assert set().union(*suite) >= set().union(*proofs)
    assert len(suite) == 4
    assert len(proofs) == 8


def is_about_databases(test: str) -> bool:
    return any(test.startswith(f"tests/{file}") for file in both_databases.ABOUT_DATABASES)


@pytest.fixture(scope="module")
def marked(request: pytest.FixtureRequest, of_this_run: Path) -> set[tuple[str, bool]]:
    """Each test of the rooms of which something is left to the proofs, by id; whether it is."""
    of_variants = {name.partition("/")[0] for name in (*variants.EACH_VALUE, *variants.ONE_IN)}
    rooms = [f"tests/{room}" for room in sorted({*both_databases.ROOMS, *of_variants})]
    if reads_every_test(request.config):
        found = request.config.stash[quick.FOUND].items()
        return {(one, slow) for one, slow in found if one.startswith(tuple(rooms))}
    return collected(of_this_run, *rooms, "-m", "")


def reads_every_test(config: pytest.Config) -> bool:
    """Then nothing needs to be collected a second time."""
    asked = {Path(one).resolve() for one in config.args}
    return asked == {quick.TESTS} and not config.getoption("ignore")


@pytest.fixture(scope="module")
def of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of one run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


# Collecting takes seconds: it is done once for those that run and those that are left out, and for
# all workers.
COLLECT = """
import sys, pytest
class Collected:
    def pytest_collection_finish(self, session):
        for item in session.items:
            print(item.nodeid, item.get_closest_marker("slow") is not None, sep="\\t")
sys.exit(pytest.main(["--collect-only", "-qq", "-p", "no:xdist", *sys.argv[1:]], [Collected()]))
"""


def collected(of_this_run: Path, *asked: str) -> set[tuple[str, bool]]:
    """Each test by its id, and whether it is one of the long proofs."""
    kept = of_this_run / f"collected-{sha256(repr(asked).encode()).hexdigest()[:12]}"
    with kept.open("a+", encoding="utf-8") as file:
        flock(file, LOCK_EX)  # whoever comes second waits for the first
        file.seek(0)
        if not (listing := file.read()):
            listing = subprocess.run(
                [sys.executable, "-c", COLLECT, *asked],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            file.write(listing)
    lines = (line.split("\t") for line in listing.splitlines() if "\t" in line)
    return {(test, slow == "True") for test, slow in lines}


def counted_together(tests: set[str]) -> set[str]:
    """Files, or the rooms that are counted as one."""
    found = {Path(one.partition("::")[0]) for one in tests}
    same_steps = both_databases.OF_THE_SAME_STEPS
    return {str(one.parent if one.parent.name in same_steps else one) for one in found}


def test_every_name_on_the_list_is_a_file_or_a_room() -> None:
    names = (
        *(quick.ROOMS + quick.FILES + quick.LEFT_OUT),
        *(both_databases.ROOMS + both_databases.ABOUT_DATABASES),
    )
    assert [name for name in names if not (quick.TESTS / name).exists()] == []


def test_a_busy_machine_fails_no_example() -> None:
    assert settings.default is not None
    assert settings.default.deadline is None
    own = re.compile(r"\bdeadline=\w")
    sets_one = [
        path for path in (ROOT / "tests").rglob("*.py") if own.search(path.read_text("utf-8"))
    ]
    assert {path.name for path in sets_one} == {"examples.py"}


def test_the_hooks_fetch_nothing() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    runs = re.findall(r"entry: (.+)", hooks)

    assert set(re.findall(r"- repo: (.+)", hooks)) == {"local"}
    assert set(re.findall(r"language: (.+)", hooks)) == {"system"}
    assert [entry.split()[0] for entry in runs] == [".venv/bin/ruff", ".venv/bin/ruff", "make"]
    assert runs[-1] == "make quick"
