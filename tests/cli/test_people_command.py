"""`billing people`: the first administrator, and a way back in when nobody can sign in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from billing_core.cli import app
from billing_core.database import Database
from billing_core.rules.actor import Role
from billing_core.rules.refusal import Refusal
from billing_core.rules.sign_in import Way
from billing_core.sign_in.people import people

NOW = datetime(2026, 11, 27, tzinfo=UTC)
LINK = re.compile(r"^https://desk\.company\.kr/sign-in/link/[\w-]{43}$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _book(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BILLING_DASHBOARD_URL", "https://desk.company.kr/")


def types(*words: str) -> Result:
    return CliRunner().invoke(app, ["people", *words])


def test_a_list_of_nobody_says_how_to_add_somebody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    said = types("list")
    assert said.exit_code == 0
    assert "billing people add" in said.stdout


def test_the_first_administrator_gets_a_link_from_the_terminal(sqlite_url: str) -> None:
    added = types("add", "Jihyun", "김지현", "--role", "administrator")

    assert LINK.search(added.output)
    assert "24시간" in added.output
    book = Database(sqlite_url)
    with book.reading() as session:
        row = next(row for row in people(session, NOW) if row.login == "jihyun")
    book.close()
    assert (row.name, row.role, row.way) == ("김지현", Role.ADMINISTRATOR, Way.NONE)
    assert LINK.search(types("link", "jihyun").output)


def test_a_person_is_listed_disabled_and_let_in_again() -> None:
    types("add", "hana", "김하나")

    assert "hana" in types("list").output
    assert "로그인 방법을 아직 정하지 않음" in types("list").output
    assert types("code-off", "hana").exit_code == 0
    assert types("disable", "hana").exit_code == 0
    assert "사용 중지" in types("list").output
    assert types("enable", "hana").exit_code == 0
    assert "사용 중지" not in types("list").output


def test_a_person_whom_nobody_knows_is_refused() -> None:
    assert isinstance(types("disable", "nobody").exception, Refusal | SystemExit)
