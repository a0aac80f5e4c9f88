"""Every door's port can be chosen; one that is taken is a sentence, or gives way if it is a usual one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from billing_core.demo import run
from billing_core.demo.places import Doors
from billing_core.demo.run import _open_doors
from billing_core.processes import free_port
from billing_core.rules.refusal import Refusal
from tests.parts.commands import run_command

OPTIONS = {
    "dashboard": "--dashboard-port",
    "sidecar": "--sidecar-port",
    "sandbox": "--sandbox-port",
}
OPTIONS |= {"company": "--app-port"}


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        yield int(somebody.getsockname()[1])


def unheard(sentence: str) -> None:
    raise AssertionError(sentence)


@pytest.mark.parametrize("door", OPTIONS)
def test_a_port_that_was_named_is_used_or_refused_by_its_option(door: str, taken: int) -> None:
    free = dict.fromkeys(OPTIONS, 0)
    chosen = free_port(0)

    assert vars(_open_doors(free | {door: chosen}, unheard))[door] == chosen
    with pytest.raises(Refusal, match=f"port={taken}.*{OPTIONS[door]}"):
        _open_doors(free | {door: taken}, unheard)


def test_a_usual_port_that_is_taken_gives_way_and_says_so(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Doors(dashboard=taken)
    monkeypatch.setattr(run, "Doors", lambda **chosen: Doors(**chosen) if chosen else usual)
    said: list[str] = []

    doors = _open_doors({"sidecar": 0, "sandbox": 0, "company": 0}, said.append)

    assert doors.dashboard not in (0, taken)
    assert len(said) == 1
    assert f"포트 {taken} 사용 중 → {doors.dashboard} (--dashboard-port" in said[0]


def test_two_doors_do_not_share_a_port() -> None:
    with pytest.raises(Refusal, match=r"--sidecar-port, --app-port"):
        _open_doors({"sidecar": 9000, "company": 9000}, unheard)


@pytest.mark.parametrize(
    ("command", "setting"),
    [
        (["demo", "--dashboard-port={}"], "--dashboard-port"),
        (["dashboard"], "BILLING_DASHBOARD_PORT"),
        (["sidecar"], "BILLING_SIDECAR_PORT"),
        (["sandbox", "--port", "{}"], "--port"),
    ],
)
def test_a_taken_port_is_one_sentence_of_every_command(
    command: list[str],
    setting: str,
    taken: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BILLING_DASHBOARD_PORT", str(taken))
    monkeypatch.setenv("BILLING_SIDECAR_PORT", str(taken))

    answer = run_command(tmp_path, *(word.format(taken) for word in command))

    assert answer.returncode == 1
    (sentence,) = answer.stderr.splitlines()
    assert str(taken) in sentence
    assert setting in sentence
    assert not (tmp_path / "data" / "demo.db").exists()
