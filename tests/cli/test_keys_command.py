"""`billing keys`: API keys made, listed and revoked on the machine itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from billing_core.cli import app
from billing_core.clock import SystemClock
from billing_core.database import Database
from billing_core.models import ApiKey, AuditRow
from billing_core.rules.act import Act
from billing_core.rules.actor import ActorKind
from billing_core.rules.key_scope import KeyScope
from billing_core.sign_in.api_keys import KeyHolder, read_api_key

KEY = re.compile(r"^bd_live_[\w-]{43}$", re.MULTILINE)


@pytest.fixture
def book(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    book = Database(sqlite_url)
    yield book
    book.close()


def types(*words: str) -> Result:
    return CliRunner().invoke(app, ["keys", *words])


def holder(book: Database, key: str) -> KeyHolder | None:
    with book.reading() as session:
        return read_api_key(session, key, SystemClock().now())


def test_a_key_is_printed_once_works_and_is_revoked(book: Database) -> None:
    added = types("add", "app", "--scope", "read", "--scope", "cancel")
    found = KEY.search(added.output)
    assert found
    assert "한 번만" in added.output
    known = holder(book, found[0])
    assert known is not None
    assert known.scopes == {KeyScope.READ, KeyScope.CANCEL}

    listed = types("list").output
    assert re.search(r"^app +read,cancel +-$", listed, re.MULTILINE)
    assert found[0] not in listed

    assert types("revoke", "app").exit_code == 0
    assert holder(book, found[0]) is None
    assert "폐기" in types("list").output


def test_who_made_and_revoked_a_key_stands_in_the_audit_log(book: Database) -> None:
    types("add", "app", "--scope", "read")
    types("revoke", "app")
    with book.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        key = session.scalars(select(ApiKey)).one()
    assert [(row.act, row.subject) for row in rows] == [
        (Act.API_KEY_MADE, "app"),
        (Act.API_KEY_REVOKED, "app"),
    ]
    assert {row.actor_kind for row in rows} == {key.created_by_kind} == {ActorKind.TERMINAL}
    assert {row.actor for row in rows} == {key.created_by}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "app", "--scope", "read", "--expires", "2020-01-01"), "만료일이 이미 지났습니다"),
        (("add", "app", "--scope", "read", "--expires", "내일"), "날짜를 2024-01-01처럼"),
        (("add", " ", "--scope", "read"), "이름을 1자에서 60자까지"),
        (("revoke", "app"), "쓸 수 있는 키 가운데 app 키가 없습니다"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    book: Database, words: tuple[str, ...], said: str
) -> None:
    ended = types(*words)
    assert ended.exit_code == 1
    assert said in ended.output
    with book.reading() as session:
        assert session.scalars(select(ApiKey)).all() == []


def test_a_name_belongs_to_one_key_at_a_time(book: Database) -> None:
    assert types("add", "app", "--scope", "read").exit_code == 0
    assert "app 키가 이미 있습니다" in types("add", "app", "--scope", "read").output
    types("revoke", "app")
    assert types("add", "app", "--scope", "read").exit_code == 0


def test_a_key_of_no_scope_is_not_made(book: Database) -> None:
    assert types("add", "app").exit_code != 0
    assert types("add", "app", "--scope", "everything").exit_code != 0
    with book.reading() as session:
        assert session.scalars(select(ApiKey)).all() == []
