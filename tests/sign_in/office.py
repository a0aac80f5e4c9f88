"""People with passwords, and what they try, for stories of signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from billing_core.database import Database
from billing_core.lifecycle.record_act import record_act
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Role, terminal_user
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.links import LINK_PATH, make_link, spend_link
from billing_core.sign_in.people import (
    add_person,
)
from billing_core.sign_in.sessions import read_session
from billing_core.sign_in.sign_in import PasswordTry, sign_in
from billing_core.tokens import digest

NOW = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
GOOD = "푸른 하늘 은하수 17"
ROOT = terminal_user("root")


def hires(book: Database, login: str = "hana", role: Role = Role.APPROVER) -> Actor:
    """With the password above."""
    with book.writing() as session:
        person = add_person(session, login, "김하나", role, actor=ROOT, now=NOW)
        token = make_link(session, person, actor=ROOT, now=NOW).removeprefix(LINK_PATH)
    with book.writing() as session:
        return spend_link(session, token, GOOD, NOW).actor


def tries(book: Database, password: str, at: datetime = NOW, login: str = "hana") -> str:
    return sign_in(book, PasswordTry(login, password, "127.0.0.1", at)).session


def who(book: Database, token: str, at: datetime = NOW) -> Actor | None:
    with book.reading() as session:
        here = read_session(session, digest(token), at)
    return here.actor if here else None


def refuses(act: Callable[[], object]) -> RefusalCode:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.says


def acts(book: Database, actor: Actor) -> None:
    with book.writing() as session:
        record_act(session, Act.MONTH_CLOSED, at=NOW, actor=actor, member_id=None)
