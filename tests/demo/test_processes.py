"""Programs that run as one: ready together, stopped together, and one that dies is named."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from pathlib import Path

import pytest

from billing_core.log_file import LogFile, LogRotation
from billing_core.processes import (
    FIRST_PAUSE_SECONDS,
    STEADY_SECONDS,
    Program,
    ProgramEnded,
    Together,
    free_port,
    require_port,
)
from billing_core.rules.refusal import Refusal
from tests.parts.ports import chosen_port


def web_server(port: int, name: str = "files") -> Program:
    arguments = ["http.server", str(port), "--bind", "127.0.0.1"]
    return Program(name, arguments, f"http://127.0.0.1:{port}/", {})


def is_open(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_what_was_started_answers_and_is_gone_afterwards(tmp_path: Path) -> None:
    port = chosen_port()
    with Together(tmp_path / "logs") as together:
        together.start(web_server(port))
        together.wait_until_ready()
        assert is_open(port)

    assert not is_open(port)


def test_the_one_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    dying = Program("reader", ["json.tool", "no-such-file"], "http://127.0.0.1:9/", {})
    port = chosen_port()
    with Together(tmp_path / "logs") as together:
        together.start(web_server(port))
        together.start(dying)
        with pytest.raises(ProgramEnded, match=r"reader(.|\n)*no-such-file"):
            together.wait_until_ready()

    assert not is_open(port)


def test_one_that_is_killed_is_started_again_and_the_others_go_on(tmp_path: Path) -> None:
    ports = {name: chosen_port() for name in ("files", "others")}
    with Together(tmp_path / "logs") as together:
        for name, port in ports.items():
            together.start(web_server(port, name))
        together.wait_until_ready()
        before = together.pids
        os.kill(before["files"], signal.SIGKILL)
        os.waitid(os.P_PID, before["files"], os.WEXITED | os.WNOWAIT)

        now = time.monotonic()
        [said] = together.look_after(now)
        assert "files 프로그램이 멈추어 1초 뒤에 다시 시작합니다" in said
        assert list(together.look_after(now)) == [], "once for each end"
        assert not is_open(ports["files"])
        assert is_open(ports["others"])

        assert list(together.look_after(now + FIRST_PAUSE_SECONDS)) == []
        together.wait_until_ready()
        assert together.pids["others"] == before["others"]
        assert together.pids["files"] != before["files"]
    assert [is_open(port) for port in ports.values()] == [False, False]


def test_one_whose_words_nobody_can_read_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine has no thread left just now: that is a try like any other, and stops nobody."""
    with Together(tmp_path / "logs") as together:
        together.start(says("no-such-file"))
        os.waitid(os.P_PID, together.pids["reader"], os.WEXITED | os.WNOWAIT)
        now = time.monotonic()
        list(together.look_after(now))
        with monkeypatch.context() as full:
            full.setattr("billing_core.processes.LogFile", _no_thread_left)
            [said] = together.look_after(now + FIRST_PAUSE_SECONDS)
        assert "2초 뒤에 다시 시작합니다" in said
        left = together.pids["reader"]
        with pytest.raises(ProcessLookupError):
            os.kill(left, 0)
        assert list(together.look_after(now + FIRST_PAUSE_SECONDS + 2)) == []
        assert together.pids["reader"] != left


def _no_thread_left(*_given: object) -> None:
    raise RuntimeError("can't start new thread")


def test_one_that_keeps_ending_is_started_again_ever_later(tmp_path: Path) -> None:
    with Together(tmp_path / "logs") as together:
        together.start(says("no-such-file"))
        now, pauses = time.monotonic(), []
        for _ in range(8):
            os.waitid(os.P_PID, together.pids["reader"], os.WEXITED | os.WNOWAIT)
            [said] = together.look_after(now)
            pauses.append(float(re.findall(r" in (\d+) s", said)[0]))
            now += pauses[-1]
            assert list(together.look_after(now)) == []
        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]

        os.waitid(os.P_PID, together.pids["reader"], os.WEXITED | os.WNOWAIT)
        [said] = together.look_after(now + STEADY_SECONDS)
        assert " in 1 s" in said, "it has run well for a while"
    log = (tmp_path / "logs" / "reader.log").read_text(encoding="utf-8")
    assert log.count("no-such-file") >= len(pauses), "each run goes on in the same log"


def test_what_is_stopped_while_it_waits_to_be_started_again_stays_so(tmp_path: Path) -> None:
    with Together(tmp_path / "logs") as together:
        together.start(says("no-such-file"))
        os.waitid(os.P_PID, together.pids["reader"], os.WEXITED | os.WNOWAIT)
        assert len(list(together.look_after(time.monotonic()))) == 1
        together.stop()
        assert list(together.look_after(time.monotonic() + STEADY_SECONDS)) == []


def test_a_log_on_a_full_disk_costs_lines_and_does_not_stop_the_program(tmp_path: Path) -> None:
    """Its pipe is read on: a program whose pipe is full would stand still for ever."""
    path = tmp_path / "p.log"
    path.symlink_to("/dev/full")
    said, writing = os.pipe()
    log = LogFile(path, LogRotation(), os.fdopen(said, "rb"))
    with os.fdopen(writing, "w", buffering=1) as program:
        for number in range(5_000):  # more than any pipe holds
            program.write(f"line {number} of a program that talks a lot\n")
        path.unlink()
        program.write("there is room again\n")
    assert log.last_lines()[-1] == "there is room again"
    lost, *kept = path.read_text(encoding="utf-8").splitlines()
    [number] = re.findall(r"\((\d+) lines lost: they could not be written\)", lost)
    assert int(number) + len(kept) == 5_001, "every line is there or counted"
    assert kept[-1] == "there is room again"


def test_one_that_never_gets_ready_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    port = chosen_port()
    deaf = Program("deaf", ["http.server", str(port), "--bind", "127.0.0.1"], _nobody(), {})
    with Together(tmp_path / "logs") as together:
        together.start(deaf)
        with pytest.raises(ProgramEnded, match="deaf"):
            together.wait_until_ready(seconds=0.3)


def _nobody() -> str:
    return f"http://127.0.0.1:{chosen_port()}/"


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
