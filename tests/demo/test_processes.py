"""Programs that run as one: ready together, stopped together, and one that dies is named."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

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
