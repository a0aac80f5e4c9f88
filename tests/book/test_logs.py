"""The log is for engineers: code, ids and cause, and nothing a log must not keep."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
import structlog

from billing_core.logs import configure_logs


def test_a_failure_is_one_json_line_without_the_values_of_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs()
    log = structlog.get_logger()

    def fail() -> None:
        api_secret = "do-not-tell"
        raise ValueError(f"길이가 {len(api_secret)}입니다")

    try:
        fail()
    except ValueError:
        log.exception("event not settled", imp_uid="imp_1")
    written = capsys.readouterr().err
    [line] = written.splitlines()
    told = json.loads(line)
    assert (told["event"], told["imp_uid"]) == ("event not settled", "imp_1")
    assert "길이가 11입니다" in line, "the cause is there, readable"
    assert "do-not-tell" not in line


def test_a_full_disk_costs_the_line_and_not_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr("sys.stderr", full)
        configure_logs()
        structlog.get_logger().error("event not settled", imp_uid="imp_1")
        with suppress(OSError):
            full.close()
