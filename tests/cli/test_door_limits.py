"""Both doors are served with the limits of the settings."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from typer.testing import CliRunner

from billing_core.cli import app
from billing_core.rules.door_limits import DoorLimits


@pytest.mark.parametrize(
    ("command", "opened_by"),
    [
        ("sidecar", "billing_core.sidecar.serve"),
        ("dashboard", "billing_core.web_server"),
    ],
)
def test_a_door_opens_with_the_limits_of_the_settings(
    command: str, opened_by: str, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    opened: list[DoorLimits] = []

    def run(_app: object, limits: DoorLimits, **_: Any) -> None:
        opened.append(limits)

    monkeypatch.setattr(import_module(opened_by), "run_door", run)
    for name, value in {
        "DATABASE_URL": sqlite_url,
        "SIDECAR_PORT": "0",
        "DASHBOARD_PORT": "0",
        "CONNECTIONS": "7",
        "CONNECTIONS_WAITING": "6",
        "HEADER_SECONDS": "5",
        "BODY_SECONDS": "4",
        "IDLE_SECONDS": "3",
    }.items():
        monkeypatch.setenv(f"BILLING_{name}", value)

    assert CliRunner().invoke(app, [command]).exit_code == 0
    assert opened == [DoorLimits(7, 6, 5, 4, 3)]
