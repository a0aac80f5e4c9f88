"""An installed wheel is the whole product: it runs from any folder and keeps its books there."""

from __future__ import annotations

import re
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO

import httpx
import pytest

from tests.parts.ports import chosen_port
from tests.parts.wheel import ROOT, Installed, build_wheel, install_wheel

BUILDS = int(version("setuptools").split(".")[0]) >= 77
STOP_SECONDS = 60

pytestmark = pytest.mark.skipif(
    not BUILDS, reason="setuptools is older than 77 here: install requirements-dev.txt again"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Installed:
    return install_wheel(wheel, tmp_path)


def test_the_wheel_holds_every_file_the_product_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        names = set(files.namelist())
        theme = files.read("dashboard/frame/.streamlit/config.toml")

    tracked = {
        path.relative_to(ROOT).as_posix()
        for package in ("billing_core", "dashboard")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert tracked <= names
    assert {name.split("/")[0] for name in names - tracked if "dist-info" not in name} <= {
        "dashboard"
    }
    assert theme == (ROOT / ".streamlit/config.toml").read_bytes()


def test_its_commands_work_in_an_empty_folder(installed: Installed) -> None:
    for asked, answer in [("--help", "billing"), ("migrate", "newest schema")]:
        done = subprocess.run(
            installed.command(asked),
            cwd=installed.folder,
            env=installed.environ(),
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer in done.stdout.replace("\n", " ")
    assert (installed.folder / "data/billing.db").exists()


def test_the_books_may_live_elsewhere(installed: Installed, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".env").write_text("BILLING_GRACE_DAYS=soon\n", encoding="utf-8")

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            installed.command(command),
            cwd=installed.folder,
            env=installed.environ(BILLING_HOME=str(home)),
            capture_output=True,
            text=True,
            check=False,
        )

    assert "BILLING_GRACE_DAYS" in run("migrate").stderr, "its settings are read"
    (home / ".env").unlink()
    assert run("migrate").returncode == 0
    assert (home / "data/billing.db").exists()
    assert list(installed.folder.iterdir()) == []


@contextmanager
def started(installed: Installed, *command: str, **settings: str) -> Iterator[str]:
    """What it says until everything stands."""
    process = subprocess.Popen(
        installed.command(*command),
        cwd=installed.folder,
        env=installed.environ(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield _said_until_it_stands(process.stdout)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=STOP_SECONDS)


def _said_until_it_stands(said: IO[str]) -> str:
    lines = []
    for line in said:
        lines.append(line)
        if "Ctrl-C stops it" in line:
            return "".join(lines)
    raise AssertionError(f"it ended early: {''.join(lines)}")


@pytest.mark.slow
def test_a_company_is_served_from_it(installed: Installed) -> None:
    (installed.folder / "dashboard.py").write_text("raise SystemExit('not this one')")
    dashboard, sidecar = chosen_port(), chosen_port()
    settings = {
        "BILLING_IMP_KEY": "key",
        "BILLING_IMP_SECRET": "secret",
        "BILLING_GATEWAY_URL": "http://127.0.0.1:9",
        "BILLING_DASHBOARD_PORT": str(dashboard),
        "BILLING_SIDECAR_PORT": str(sidecar),
    }
    with started(installed, "serve", **settings):
        health = httpx.get(f"http://127.0.0.1:{dashboard}/healthz")
    assert health.text == "ok"
    assert {path.name for path in installed.folder.iterdir()} == {"dashboard.py", "data"}


@pytest.mark.slow
def test_the_demo_lives_in_it(installed: Installed) -> None:
    ports = [f"--{door}-port=0" for door in ("dashboard", "sidecar", "sandbox", "app")]
    with started(installed, "demo", "--members=3", "--months=1", *ports) as said:
        dashboard = re.findall(r"dashboard +(http\S+)", said)[-1]
        health = httpx.get(f"{dashboard}/healthz")
    assert health.text == "ok"
    assert (installed.folder / "data/demo.db").exists()
