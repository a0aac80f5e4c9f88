"""`python -m billing_core.sandbox`, as somebody on another project would type it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from billing_core.sandbox import SandboxRemote
from billing_core.sandbox.__main__ import main
from tests.sandbox.merchant import NINE_O_CLOCK, PRICE, Merchant

COMMAND = [sys.executable, "-m", "billing_core.sandbox"]


@contextmanager
def started(*options: str) -> Iterator[str]:
    """A sandbox process on a free port; gives the URL it announces. Stopped as by Ctrl-C."""
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            yield next(word for word in process.stdout.readline().split() if "http" in word)
        finally:
            process.send_signal(signal.SIGINT)
            _, noise = process.communicate(timeout=20)
        assert noise == ""


def test_a_second_start_on_the_same_book_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    book, hour = str(tmp_path / "sandbox.db"), str(NINE_O_CLOCK)
    with started("--book", book, "--hold-at", hour) as url, SandboxRemote(url) as remote:
        remote.issue("kim", merchant_uid="reg", amount=PRICE)
        with httpx.Client(base_url=url, trust_env=False) as client:
            Merchant(client).reserve("kim", {"dec": NINE_O_CLOCK + 86_400})
        assert main(["clock", "--url", url, "--advance", "2h"]) == 0
    with started("--book", book, "--hold-at", hour) as url, SandboxRemote(url) as remote:
        assert remote.now() == NINE_O_CLOCK + 7200
        assert main(["clock", "--url", url, "--to", "2026-11-24T10:00+09:00"]) == 0
        assert remote.stats().captured == PRICE


def test_the_clock_command_prints_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    with started("--hold-at", "2026-11-23T09:00+09:00") as url:
        main(["clock", "--url", url])

    assert capsys.readouterr().out == f"2026-11-23T00:00:00+00:00 ({NINE_O_CLOCK})\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["clock", "--url", "http://127.0.0.1:1"], "refused"),
        (["serve", "--webhook-loss", "2"], "between 0 and 1"),
        (["serve", "--port", "0", "--book", "/dev/null/book.db"], "/dev/null"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_bad_exit(
    capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    assert main(arguments) == 1

    said = capsys.readouterr().err
    assert said.startswith("sandbox: ")
    assert complaint in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [["clock", "--advance", "soon"], ["clock", "--to", "noon"], ["clock", "--to", "2026-11-23"]],
)
def test_a_span_or_instant_that_cannot_be_read_is_a_usage_error(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["clock", "--help"]])
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(arguments)

    assert "usage: python -m billing_core.sandbox" in capsys.readouterr().out
