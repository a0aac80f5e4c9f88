"""The operating page and its files: every command and path is real, every red light is explained."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
import typer.main

from billing_core.cli import app
from billing_core.desk.light import Invariant
from billing_core.rules.doctor import DoctorCheck
from billing_core.rules.failure import FailureCode
from billing_core.rules.loop import LoopName
from billing_core.web_server import END_SECONDS
from billing_core.wording.doctor import CHECKS
from billing_core.wording.doors import DOORS
from billing_core.wording.failures import FAILURES
from billing_core.wording.loops import LOOPS
from dashboard.pages.health.lights_words import INVARIANTS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "operating.md"
UNITS = sorted((ROOT / "docs" / "operating" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
RUNS_ON = ("sidecar", "worker", "dashboard")
HOME = "/srv/billing-desk"
# Read by systemd 254 and newer.
NEWER = ("RestartSteps=", "RestartMaxDelaySec=")


def parsed(unit: Path) -> ConfigParser:
    found = ConfigParser(interpolation=None, strict=True)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(unit.read_text(encoding="utf-8"))
    return found


def test_every_unit_starts_a_command_that_exists() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    started = {}
    for unit in SERVICES:
        program, command = parsed(unit)["Service"]["ExecStart"].split(" ")
        assert program == f"{HOME}/.venv/bin/billing"
        assert command in commands
        started[unit.stem] = command
    assert set(started.values()) == {*RUNS_ON, "migrate", "backup"}
    assert started == {f"billing-desk-{command}": command for command in started.values()}


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_every_program_is_somebodys_without_rights_and_has_time_to_end(unit: Path) -> None:
    service = parsed(unit)["Service"]
    assert service["User"] == "billing"
    assert service["WorkingDirectory"] == HOME
    assert service["EnvironmentFile"] == f"{HOME}/.env"
    assert f"{HOME}/data" in service["ReadWritePaths"]
    for closed in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices"):
        assert service[closed] == "true"
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")
    if unit.stem.removeprefix("billing-desk-") in RUNS_ON:
        assert service["Restart"] == "always"
        assert int(service["RestartMaxDelaySec"]) == 60
        assert int(service["TimeoutStopSec"]) >= max(20, END_SECONDS)
        assert parsed(unit)["Unit"]["StartLimitIntervalSec"] == "0"


def test_systemd_itself_finds_no_fault(tmp_path: Path) -> None:
    """With the paths of this machine, and without what only newer versions know."""
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd-analyze here; the other tests have read the units")
    home, there = tmp_path / "home", tmp_path / "units"
    for folder in (home / ".venv/bin", home / "data", there):
        folder.mkdir(parents=True)
    program = home / ".venv/bin/billing"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in UNITS:
        lines = unit.read_text(encoding="utf-8").replace(HOME, str(home)).splitlines()
        kept = [line for line in lines if not line.startswith(NEWER)]
        (there / unit.name).write_text("\n".join(kept) + "\n")
    found = subprocess.run(
        [verify, "verify", "--man=no", *map(str, sorted(there.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in found.stderr.splitlines() if "billing-desk" in line]
    assert ours == []


def test_every_red_light_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    said = [
        *(INVARIANTS[code].ko for code in Invariant),
        *(CHECKS[code][0] for code in DoctorCheck),
        *(LOOPS[code][0] for code in LoopName),
        *(FAILURES[FailureCode.STORAGE][0].split(".")[0], DOORS["other_schema"][0].split(".")[0]),
    ]
    unsaid = [name for name in said if f"**{name}**" not in page and f"| {name} |" not in page]
    assert unsaid == []


def test_every_file_beside_the_page_is_named_on_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for file in (ROOT / "docs" / "operating").rglob("*"):
        if file.is_file():
            assert file.name in page, file


def test_every_setting_on_the_page_exists() -> None:
    known = set(re.findall(r"^#? ?(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))
    said = set(re.findall(r"`(BILLING_[A-Z_]+)", PAGE.read_text(encoding="utf-8")))
    assert {name for name in said if name not in known and not name.endswith("_")} == {
        "BILLING_HOME"
    }
