"""Sign-ins, wrong passwords and the terminal's commands stand in the access log, and no password."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.main import get_command
from typer.testing import CliRunner

from billing_core.access_log.crowd import MINUTE, MOST_A_MINUTE
from billing_core.cli import app
from billing_core.database import Database
from billing_core.models import AccessRow, AuditRow
from billing_core.rules.access import AccessKind
from billing_core.rules.act import Act
from billing_core.rules.actor import ActorKind
from billing_core.rules.refusal import RefusalCode
from billing_core.wording.access import access_place_said, refused_why_said
from billing_core.wording.languages import ENGLISH, KOREAN
from dashboard import pages
from dashboard.gate.download_route import _STATUS
from dashboard.parts.noting import OF_THE_PERSON
from tests.sign_in.office import GOOD, NOW, hires, refuses, tries

WRONG = "비밀번호를 아이디 칸에"


@pytest.fixture
def book(sqlite_url: str) -> Iterator[Database]:
    book = Database(sqlite_url, durable=False)
    yield book
    book.close()


def rows(book: Database) -> list[AccessRow]:
    with book.reading() as session:
        return list(session.scalars(select(AccessRow).order_by(AccessRow.id)))


def test_who_signs_in_and_who_fails_stands_in_the_log_with_the_address(book: Database) -> None:
    hana = hires(book)
    refuses(lambda: tries(book, "guess"))
    tries(book, GOOD)

    failed, signed_in = rows(book)
    assert (failed.kind, failed.actor_kind, failed.subject) == ("sign_in_failed", None, "hana")
    assert failed.detail == {"code": "wrong_password"}
    assert (signed_in.kind, signed_in.actor_kind) == ("signed_in", ActorKind.PERSON)
    assert (signed_in.actor, signed_in.remote, signed_in.at) == (hana.id, "127.0.0.1", NOW)


def test_what_was_typed_is_in_no_row(book: Database) -> None:
    hires(book)
    refuses(lambda: tries(book, GOOD, login=WRONG))

    (row,) = rows(book)
    assert row.subject == ""
    assert WRONG not in str(vars(row))


def test_of_tries_that_must_wait_the_first_is_written_down(book: Database) -> None:
    """Whoever hammers fills no disk, and every new wait is told."""
    hires(book)
    for _ in range(5):
        refuses(lambda: tries(book, "guess"))
    for second in (1, 2, 3):
        early = NOW + timedelta(seconds=second)
        assert refuses(partial(tries, book, GOOD, early)) is RefusalCode.TOO_MANY_TRIES
    later = NOW + timedelta(minutes=2)
    refuses(lambda: tries(book, "guess", later))
    refuses(lambda: tries(book, "guess", later + timedelta(seconds=1)))

    codes = [row.detail["code"] for row in rows(book)]
    assert codes == ["wrong_password"] * 5 + ["too_many_tries", "wrong_password", "too_many_tries"]


def test_strangers_who_invent_logins_fill_no_log(
    book: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing_core.sign_in.sign_in.matches", lambda *_: False)
    hires(book)
    before = of_failures(book)
    for number in range(MOST_A_MINUTE + 5):
        refuses(partial(tries, book, "guess", login=f"nobody{number}"))
    assert len(rows(book)) == MOST_A_MINUTE
    assert of_failures(book) == before + MOST_A_MINUTE

    refuses(lambda: tries(book, "guess"))
    assert rows(book)[-1].subject == "hana", "whom somebody tries to be is always told"
    refuses(lambda: tries(book, "guess", NOW + MINUTE, login="nobody"))
    assert rows(book)[-1].at == NOW + MINUTE


def of_failures(book: Database) -> int:
    with book.reading() as session:
        failed = AuditRow.act == Act.PERSON_SIGN_IN_FAILED
        return session.scalar(select(func.count()).select_from(AuditRow).where(failed)) or 0


@pytest.mark.parametrize("place", [KOREAN, ENGLISH])
@pytest.mark.parametrize(
    "code",
    [
        *OF_THE_PERSON,
        *_STATUS,
        RefusalCode.WRONG_PASSWORD,
        RefusalCode.WRONG_CODE,
        RefusalCode.TOO_MANY_TRIES,
        RefusalCode.LINK_OVER,
        *(code for code in RefusalCode if code.startswith("company_")),
    ],
)
def test_why_somebody_was_refused_is_said_in_words(code: RefusalCode, place: int) -> None:
    assert refused_why_said(str(code), place) != str(code)


# What reads or changes members' data or people, as it is typed.
NOTED = (
    ("import", "history.csv", "--dry-run"),
    ("import-gateway", "--since", "2026-01-01"),
    ("export", "2025"),
    ("sweep",),
    ("people", "add", "hana", "김하나"),
    ("people", "link", "hana"),
    ("people", "list"),
    ("people", "disable", "hana"),
    ("people", "enable", "hana"),
    ("people", "code-off", "hana"),
    ("keys", "add", "app", "--scope", "read"),
    ("keys", "list"),
    ("member-data", "u1", "--reason", "본인 요청"),
    ("keys", "revoke", "app"),
    ("backup",),
)
GROUPS = ("keys", "people", "rollup", "seal")
# What does neither.
NOT_NOTED = {
    *(("demo",), ("serve",), ("sidecar",), ("worker",), ("dashboard",), ("sandbox",)),
    *(("sandbox-clock",), ("migrate",), ("verify",), ("status",)),
    ("seal", "new-chain"),
    *(("restore",), ("doctor",)),  # into an empty place; of the set-up alone
    *(("rollup", "rebuild"), ("rollup", "check")),
}


def test_every_page_has_a_name_in_the_log() -> None:
    folders = [each.name for each in Path(pages.__path__[0]).iterdir() if each.is_dir()]
    named = [page for page in folders if not page.startswith("_")]
    assert len(named) > 10
    for language in (KOREAN, ENGLISH):
        assert [page for page in named if access_place_said(page, language) == page] == []


def commands() -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inside = getattr(command, "commands", None)
        found |= {(name, each) for each in inside} if inside else {(name,)}
    return found


def test_a_new_command_is_noted_or_listed_here() -> None:
    noted = {words[: 2 if words[0] in GROUPS else 1] for words in NOTED}
    assert commands() == noted | NOT_NOTED


def test_what_the_terminal_does_is_written_down_before_it_is_done(
    book: Database, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BILLING_GATEWAY_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("LOGNAME", "김지현")  # who types it names somebody else
    monkeypatch.chdir(tmp_path)
    (tmp_path / "history.csv").write_text("no,such,columns\n1,2,3\n", encoding="utf-8")

    for words in NOTED:
        CliRunner().invoke(app, [*words])

    kept, here = rows(book), pwd.getpwuid(os.getuid()).pw_name
    assert {row.kind for row in kept} == {AccessKind.TERMINAL_COMMAND}
    assert {(row.actor_kind, row.actor) for row in kept} == {(ActorKind.TERMINAL, here)}
    assert [row.subject.split()[0] for row in kept] == [words[0] for words in NOTED]
    assert "김하나" not in str([row.subject for row in kept])
