"""What the desk keeps, its owner alone can read: from the first day, and where it was not so."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from billing_core.bootstrap import assemble
from billing_core.cli import app
from billing_core.database import Database, files_of
from billing_core.demo.places import Folder, Keys
from billing_core.models import Member
from billing_core.owner_only import mend
from billing_core.processes import Together
from billing_core.settings import Settings
from tests.demo.test_processes import runs_and_ends, says
from tests.numbers.book import seoul

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files here have no such modes")


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def run(*command: str) -> None:
    result = CliRunner().invoke(app, list(command))
    assert result.exit_code == 0, result.output


def writes_something(url: str) -> Database:
    """A book that somebody works in."""
    database = Database(url)
    now = seoul("2026-11-23")
    with database.writing() as session:
        session.add(Member(app_id="hana", name="", created_at=now))
    return database


def test_a_new_book_and_its_folder_are_for_their_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "desk" / "billing.db"
    monkeypatch.setenv("BILLING_DATABASE_URL", f"sqlite:///{book}")
    run("migrate")

    database = writes_something(f"sqlite:///{book}")
    assert [mode(file) for file in files_of(book)] == ["0o600"] * 3
    assert mode(book.parent) == "0o700"
    database.close()


def test_every_command_makes_what_it_makes_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", f"sqlite:///{tmp_path / 'billing.db'}")
    run("export", "2025-01", "--to", str(tmp_path / "files"))

    (made,) = (tmp_path / "files").iterdir()
    assert (mode(made), mode(made.parent)) == ("0o600", "0o700")
    assert os.umask(0o077) == 0o077, "also what is made by a library that does not ask"


def test_a_book_of_before_is_closed_at_the_next_start_and_that_is_told_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = writes_something(sqlite_url)
    files = files_of(tmp_path / "billing.db")
    for file in files:
        file.chmod(0o644)

    with capture_logs() as told:
        for _ in range(2):
            assemble(Settings(database_url=sqlite_url)).close()

    database.close()
    assert mode(files[0]) == "0o600"
    (line,) = [each for each in told if each["event"] == "readable by others"]
    assert line["closed"] == [str(file) for file in files]


def test_the_demos_keys_and_the_logs_are_for_their_owner(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    Keys.kept_in(folder)
    runs_and_ends(folder.logs, says("nothing.json"))

    assert (mode(folder.keys), mode(folder.logs)) == ("0o600", "0o700")
    (log,) = folder.logs.iterdir()
    assert mode(log) == "0o600"

    log.chmod(0o644)
    folder.logs.chmod(0o755)
    with Together(folder.logs):
        pass
    assert (mode(log), mode(folder.logs)) == ("0o600", "0o700")


def everybodys(folder: Path) -> None:
    folder.chmod(0o1777)


def where_we_work(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "below").mkdir()
    os.chdir(folder / "below")


@pytest.mark.parametrize("becomes", [everybodys, where_we_work])
def test_a_folder_that_is_not_ours_alone_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, becomes: Callable[[Path], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "shared"
    folder.mkdir()
    becomes(folder)
    before = mode(folder)

    mend(folder)

    assert mode(folder) == before
