"""`verify`, as somebody at a terminal sees it, also after an editor was opened on the book's file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from billing_core.cli import app
from billing_core.clock import HeldClock
from billing_core.seals.key import key_file
from tests.seals.office import Office, open_office


@pytest.fixture
def book(
    sqlite_url: str, held_clock: HeldClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The whole book of an office that closed for the night: one file, sealed."""
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    with open_office(sqlite_url, held_clock) as office:
        office.takes_payments("hana", "duri")
        office.seals()
        in_one_file(office)
    return tmp_path / "billing.db"


def in_one_file(office: Office) -> None:
    with office.database.engine.connect() as connection:
        connection.commit()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def verify() -> tuple[int, str]:
    result = CliRunner().invoke(app, ["verify"])
    return result.exit_code, result.output


def test_a_book_that_nobody_touched_is_what_it_was(book: Path) -> None:
    code, said = verify()

    assert code == 0, said
    assert "봉인 2개, 6행이 봉인할 때 그대로입니다." in said
    assert "아직 봉인하지 않은 0행" in said


def test_an_editor_on_the_file_is_told_with_the_row(book: Path) -> None:
    content = book.read_bytes()
    assert content.count(b"shop-imp_000002") > 1
    book.write_bytes(content.replace(b"shop-imp_000002", b"shop-imp_000009"))

    code, said = verify()

    assert code == 1
    assert said.splitlines() == ["장부(ledger) 봉인 1번: 2번 행의 내용이 바뀌었습니다."]


def test_a_lost_key_is_one_sentence(book: Path) -> None:
    key_file_of_the_book = book.with_name("billing.db.seal-key")
    key_file_of_the_book.unlink()

    code, said = verify()

    assert code == 1
    assert "봉인 키가 없어 확인하지 못했습니다." in said
    assert not key_file_of_the_book.exists()


def test_a_new_book_has_nothing_to_compare(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)

    assert verify() == (0, "아직 봉인하지 않은 0행 · not sealed yet\n")


def test_it_says_the_same_on_postgresql(
    postgresql_url: str, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", postgresql_url)
    with open_office(postgresql_url, held_clock) as office:
        office.takes_payments("hana", "duri")
        office.seals()
        assert verify()[0] == 0

        office.tampers("DELETE FROM ledger WHERE id = 1", "UPDATE audit_log SET actor = '이수진'")

        code, said = verify()
        assert code == 1
        assert "장부(ledger) 봉인 1번: 1번 행이 없어졌습니다." in said
        assert "글(처리한 사람, 대상, 설명)이 바뀌었습니다." in said
        with office.database.reading() as session:
            looked = session.execute(text("SELECT count(*) FROM seal_state")).scalar_one()
        assert looked == 1, "and the light has heard of it"
        key_file(office.system.settings).unlink()
