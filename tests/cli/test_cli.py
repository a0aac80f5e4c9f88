"""The terminal door: every command explains itself, and what goes wrong is said in one sentence."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from billing_core.cli import app
from tests.parts.commands import run_command

COMMANDS = list(typer.main.get_group(app).commands)
CSV = "imp_uid,merchant_uid,member_id,paid_at,amount\n"


@dataclass
class Here:
    """Commands typed in a folder, in this process: one of its own would import everything."""

    folder: Path
    patch: pytest.MonkeyPatch

    def types(self, *arguments: str, **settings: str) -> Result:
        with self.patch.context() as patch:
            patch.chdir(self.folder)
            for name, value in settings.items():
                patch.setenv(name, value)
            return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    return Here(tmp_path, monkeypatch)


def plainly(answer: Result) -> str:
    """What stderr says, once it is sure that it ended in words and not in a traceback."""
    assert isinstance(answer.exception, SystemExit)
    assert answer.exit_code == 1
    return answer.stderr.strip()


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return run_command(folder, *arguments, settings=settings)


def said_plainly(answer: subprocess.CompletedProcess[str]) -> str:
    """What stderr says, once it is sure that it is no traceback."""
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    return answer.stderr.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    result = CliRunner().invoke(app, [command, "--help"])

    shown = result.output + capfd.readouterr().out
    assert result.exit_code == 0
    assert "usage:" in shown.lower()
    assert len(shown.splitlines()) > 4


def test_the_list_of_commands_comes_without_the_heavy_libraries() -> None:
    looked = "import sys; import billing_core.cli; print('sqlalchemy' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", looked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


def test_the_demo_does_not_start_beside_real_keys(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BILLING_IMP_KEY=imp12345678\n", encoding="utf-8")

    sentence = said_plainly(run(tmp_path, "demo"))

    assert "BILLING_IMP_KEY" in sentence
    assert "unset" in sentence
    assert not (tmp_path / "data").exists(), "nothing was made"


def test_serving_a_company_asks_for_its_keys(tmp_path: Path) -> None:
    sentence = said_plainly(run(tmp_path, "serve"))

    assert "BILLING_IMP_KEY, BILLING_IMP_SECRET" in sentence


def test_a_setting_that_is_no_number_is_named(here: Here) -> None:
    sentence = plainly(here.types("status", BILLING_GRACE_DAYS="soon"))

    assert "BILLING_GRACE_DAYS" in sentence


def test_a_book_that_cannot_be_opened_is_a_sentence(here: Here) -> None:
    (here.folder / "book").mkdir()

    sentence = plainly(here.types("migrate", BILLING_DATABASE_URL="sqlite:///book"))

    assert "데이터베이스" in sentence


def test_a_database_address_that_is_none_is_named(here: Here) -> None:
    sentence = plainly(here.types("migrate", BILLING_DATABASE_URL="my database"))

    assert "BILLING_DATABASE_URL" in sentence


def test_a_gateway_that_is_not_there_is_a_sentence(here: Here) -> None:
    sentence = plainly(
        here.types("sweep", BILLING_GATEWAY_URL="http://127.0.0.1:9", BILLING_IMP_KEY="key")
    )

    assert "포트원" in sentence


def test_history_is_imported_whole_and_counted_once(here: Here) -> None:
    (here.folder / "past.csv").write_text(
        CSV + "h1,o1,m1,1997-01-01T12:00:00+09:00,11770\nh2,o2,m2,1997-01-12T12:00:00+09:00,0\n",
        encoding="utf-8",
    )

    first, again = (here.types("import", "past.csv") for _ in range(2))

    assert "2 of 2 rows are new" in first.stdout
    assert "3행" in first.stdout, "the excluded row is named"
    assert "0 of 2 rows are new" in again.stdout


def test_every_bad_row_is_named_and_nothing_is_imported(here: Here) -> None:
    (here.folder / "past.csv").write_text(
        CSV + "h1,o1,m1,yesterday,100\nh2,o2,m2,1997-01-12T12:00:00+09:00,many\n", encoding="utf-8"
    )

    sentence = plainly(here.types("import", "past.csv"))

    assert "2행" in sentence
    assert "3행" in sentence


def test_the_status_of_an_empty_book_says_that_nothing_waits(here: Here) -> None:
    answer = here.types("status")

    assert answer.exit_code == 0
    assert "book" in answer.stdout.splitlines()[0]
    assert answer.stdout.splitlines()[0].endswith(".db")
    assert "to approve       0" in answer.stdout
    assert "last sweep     -" in answer.stdout


@pytest.mark.parametrize("command", ["demo", "serve", "status", "sidecar"])
@pytest.mark.parametrize("address", ["api.iamport.kr", "http://[::1", "https://gateway:port"])
def test_a_gateway_address_that_is_none_is_one_sentence(
    tmp_path: Path, command: str, address: str
) -> None:
    sentence = said_plainly(run(tmp_path, command, BILLING_GATEWAY_URL=address))

    assert sentence.startswith("BILLING_GATEWAY_URL을 웹 주소로 읽을 수 없습니다.")
    assert len(sentence.splitlines()) == 1
