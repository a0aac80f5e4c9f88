"""Programs that run as one: ready together, stopped together, and one that dies is named."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from billing_core.log_file import LogRotation
from billing_core.processes import Program, ProgramEnded, Together, free_port, require_port
from billing_core.rules.refusal import Refusal


def web_server(port: int) -> Program:
    arguments = ["http.server", str(port), "--bind", "127.0.0.1"]
    return Program("files", arguments, f"http://127.0.0.1:{port}/", {})


def is_open(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_what_was_started_answers_and_is_gone_afterwards(tmp_path: Path) -> None:
    port = free_port(0)
    with Together(tmp_path / "logs") as together:
        together.start(web_server(port))
        together.wait_until_ready()
        assert is_open(port)

    assert not is_open(port)


def test_the_one_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    dying = Program("reader", ["json.tool", "no-such-file"], "http://127.0.0.1:9/", {})
    port = free_port(0)
    with Together(tmp_path / "logs") as together:
        together.start(web_server(port))
        together.start(dying)
        with pytest.raises(ProgramEnded, match=r"reader(.|\n)*no-such-file"):
            together.wait_until_ready()

    assert not is_open(port)


def test_one_that_never_gets_ready_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    port = free_port(0)
    deaf = Program("deaf", ["http.server", str(port), "--bind", "127.0.0.1"], _nobody(), {})
    with Together(tmp_path / "logs") as together:
        together.start(deaf)
        with pytest.raises(ProgramEnded, match="deaf"):
            together.wait_until_ready(seconds=0.3)


def _nobody() -> str:
    return f"http://127.0.0.1:{free_port(0)}/"


def test_a_taken_port_is_replaced_or_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert free_port(port) != port
        with pytest.raises(Refusal, match=rf"{port}.*BILLING_SIDECAR_PORT"):
            require_port(port, "127.0.0.1", "BILLING_SIDECAR_PORT")


def says(words: str) -> Program:
    """One that has nothing to do but to fail with these words."""
    return Program("reader", ["json.tool", words], _nobody(), {})


def runs_and_ends(logs: Path, program: Program, rotation: LogRotation | None = None) -> str:
    with Together(logs, rotation) as together:
        together.start(program)
        with pytest.raises(ProgramEnded) as ended:
            together.wait_until_ready()
    return str(ended.value)


def test_a_log_is_gone_on_with_at_the_next_start(tmp_path: Path) -> None:
    runs_and_ends(tmp_path, says("yesterday.json"))
    last_words = runs_and_ends(tmp_path, says("today.json"))

    kept = (tmp_path / "reader.log").read_text(encoding="utf-8")
    assert kept.index("yesterday.json") < kept.index("today.json")
    assert "yesterday.json" not in last_words, "those are of a run that is over"


def test_a_full_log_is_put_aside_and_only_so_many_are_kept(tmp_path: Path) -> None:
    for day in ("monday", "tuesday", "wednesday", "thursday"):
        runs_and_ends(tmp_path, says(day), LogRotation(max_bytes=200, kept=2))

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["reader.log", "reader.log.1", "reader.log.2"]
    newest, *_ = [file.read_text(encoding="utf-8") for file in files]
    assert "thursday" in newest
    assert all(file.stat().st_size <= 200 for file in files)
