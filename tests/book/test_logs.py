"""The log is for engineers: code, ids and cause, and nothing a log must not keep."""

from __future__ import annotations

import json

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
