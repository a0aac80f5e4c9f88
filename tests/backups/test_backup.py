"""A backup is made while others write, opened again before it counts, and kept by a rule."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from typer.testing import CliRunner

from billing_core.backups import make_backup as making
from billing_core.backups.encrypted_file import CHUNK
from billing_core.backups.make_backup import make_backup, open_again
from billing_core.cli import app
from billing_core.clock import HeldClock
from billing_core.database import file_of
from billing_core.models import BackupMade
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System
from tests.seals.office import Office, open_office

KEY = "a key of more than sixteen letters"


@pytest.fixture
def office(database_url: str, held_clock: HeldClock, tmp_path: Path) -> Iterator[Office]:
    with open_office(database_url, held_clock) as office:
        office.takes_payments("hana", "duri")
        office.system = keeping(office.system, tmp_path / "backups")
        yield office


def keeping(system: System, folder: Path, key: str = "") -> System:
    chosen = {"backup_folder": folder, "backup_key": SecretStr(key)}
    return replace(system, settings=system.settings.model_copy(update=chosen))


def notes(system: System) -> list[BackupMade]:
    with system.database.reading() as session:
        return list(session.scalars(select(BackupMade).order_by(BackupMade.id)))


def test_a_backup_is_one_consistent_moment_while_somebody_writes(office: Office) -> None:
    with office.database.writing() as session:
        office.till.pays(session, "set", office.clock.now())
        session.flush()
        made = make_backup_beside(office)

    assert office.count("ledger") == 3
    assert open_again(made.path, "", made.path.parent).tables["ledger"] == 2


def make_backup_beside(office: Office) -> making.Made:
    """What it writes down of itself waits for its turn, so here it does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "_note", lambda *_said, **_more: None)
        return make_backup(office.system)


def test_a_good_one_is_written_down_and_is_its_owners_alone(office: Office) -> None:
    made = make_backup(office.system)

    [note] = notes(office.system)
    assert (note.name, note.size, note.error) == (made.path.name, made.path.stat().st_size, "")
    assert note.made_at == office.clock.now()
    assert made.path.stat().st_mode & 0o077 == 0
    assert made.path.parent.stat().st_mode & 0o077 == 0
    assert list(made.path.parent.iterdir()) == [made.path]


def test_with_a_key_nobody_reads_it_without(office: Office, tmp_path: Path) -> None:
    plain = make_backup(office.system)
    office.clock.advance(timedelta(days=1))
    system = keeping(office.system, plain.path.parent, KEY)

    made = make_backup(system)

    assert made.encrypted
    assert b"manifest.json" in plain.path.read_bytes()
    assert b"manifest.json" not in made.path.read_bytes()
    assert open_again(made.path, KEY, tmp_path).tables["ledger"] == 2
    with pytest.raises(Refusal) as refused:
        open_again(made.path, "another key of sixteen letters", tmp_path)
    assert refused.value.says is RefusalCode.BACKUP_KEY_WRONG


def test_with_a_key_a_file_that_anybody_could_have_written_is_refused(office: Office) -> None:
    made = make_backup(office.system)

    with pytest.raises(Refusal, match="not_encrypted"):
        open_again(made.path, KEY, made.path.parent)


def test_what_a_backup_that_was_killed_has_left_is_removed(office: Office, tmp_path: Path) -> None:
    """Copies of the book, in which people are who were forgotten since."""
    folder = office.system.settings.backup_folder
    folder.mkdir()
    book = file_of(office.database.url)
    beside = book.parent if book else folder
    long_ago = time.time() - making.LONGEST_SECONDS - 60
    left = []
    for path in (
        folder / "billing-20250101-000000Z.backup.part77",
        beside / ".backup-killed/book.db",
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text("members")
        os.utime(path, (long_ago, long_ago))
        os.utime(path.parent, (long_ago, long_ago))
        left.append(path)
    at_work = folder / "billing-20250102-000000Z.backup.part78"
    at_work.touch()
    mine = folder / "notes.part1"
    mine.touch()
    os.utime(mine, (long_ago, long_ago))

    made = make_backup(office.system)

    assert [path.exists() for path in left] == [False, False]
    assert {at_work, mine, made.path} <= set(folder.iterdir())


def test_a_backup_never_fills_the_disk_of_the_book(
    sqlite_url: str, held_clock: HeldClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk stops the desk, so what has no room is not begun, and told."""
    with open_office(sqlite_url, held_clock) as office:
        system = keeping(office.system, tmp_path / "backups")
        small = type(shutil.disk_usage(tmp_path))(10**9, 10**9 - 10**8, 10**8)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: small)

        with pytest.raises(Refusal, match="no_room") as refused:
            make_backup(system)

        assert refused.value.facts["free"] == 100
        assert list((tmp_path / "backups").iterdir()) == []
        assert [bool(note.error) for note in notes(system)] == [True]


@pytest.mark.parametrize("key", ["", KEY])
def test_a_file_that_was_damaged_or_cut_off_is_told(
    office: Office, tmp_path: Path, key: str
) -> None:
    made = make_backup(keeping(office.system, tmp_path / "here", key))
    whole = made.path.read_bytes()
    middle = len(whole) // 2
    for damaged in (
        whole[:middle] + bytes(64) + whole[middle + 64 :],  # a bad place on the disk
        whole[:-200],
        whole[: min(CHUNK + 61, len(whole) - 1)],
        b"",
    ):
        made.path.write_bytes(damaged)
        with pytest.raises(Refusal) as refused:
            open_again(made.path, key, tmp_path)
        assert refused.value.says in (RefusalCode.BACKUP_UNREADABLE, RefusalCode.BACKUP_KEY_WRONG)


def test_one_that_does_not_open_is_none_and_takes_no_older_one_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = make_backup(office.system)
    office.clock.advance(timedelta(days=100))
    monkeypatch.setattr(making, "look_into", lambda _book: ("", {}))
    monkeypatch.setattr(making, "count_rows", lambda _archive, _table: -1)

    with pytest.raises(Refusal):
        make_backup(office.system)

    assert list(kept.path.parent.iterdir()) == [kept.path]
    assert [bool(note.error) for note in notes(office.system)] == [False, True]


def test_the_rule_lets_the_oldest_go_and_nothing_that_is_not_ours(office: Office) -> None:
    oldest = make_backup(office.system).path
    mine = oldest.with_name("by-hand.db")
    mine.touch()
    office.clock.advance(timedelta(days=91))

    made = make_backup(office.system)

    assert made.gone == (oldest.name,)
    assert sorted(made.path.parent.iterdir()) == sorted([mine, made.path])


def test_the_command_says_where_it_is(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BILLING_BACKUP_FOLDER", str(tmp_path / "backups"))

    result = CliRunner().invoke(app, ["backup"])

    assert result.exit_code == 0, result.output
    [made] = (tmp_path / "backups").iterdir()
    assert str(made) in result.output
    assert "다시 열어 확인했습니다" in result.output
    assert "BILLING_BACKUP_KEY" in result.output
