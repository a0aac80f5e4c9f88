"""Sessions: when they end, who acts in them, and when the password is asked for again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from billing_core.database import Database
from billing_core.models import Person, PersonSession
from billing_core.rules.actor import Actor, Role
from billing_core.rules.refusal import RefusalCode
from billing_core.sign_in.people import (
    change_role,
    disable_person,
    enable_person,
)
from billing_core.sign_in.sessions import begin_session, read_session, resume_session
from billing_core.sign_in.sign_in import PasswordTry, prove
from billing_core.tokens import digest
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.sign_in.office import GOOD, NOW, acts, hires, refuses, tries, who


def test_looking_around_waits_for_nobody_who_writes_for_long(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    hires(book)
    key = digest(tries(book, GOOD))
    later = NOW + timedelta(minutes=5)
    with book.writing() as session:
        session.execute(select(Person.id))  # from here on SQLite has its writer
        assert resume_session(book, key, later) is not None
    with book.reading() as session:
        kept = session.get_one(PersonSession, key)
    assert kept.acted_at == NOW, "not noted this time"
    assert resume_session(book, key, later) is not None
    book.close()


def test_a_session_ends_after_half_an_hour_of_nothing_and_twelve_hours_of_work(
    sqlite_url: str,
) -> None:
    book = Database(sqlite_url, durable=False)
    hires(book)
    token = tries(book, GOOD)
    assert who(book, token, NOW + timedelta(minutes=29)) is not None
    assert who(book, token, NOW + timedelta(minutes=30)) is None

    for tens in range(1, 72):
        assert resume_session(book, digest(token), NOW + timedelta(minutes=10 * tens)) is not None
    assert resume_session(book, digest(token), NOW + timedelta(hours=12)) is None
    book.close()


def test_a_clock_that_is_set_back_keeps_nobody_out(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    hires(book)
    token = tries(book, GOOD)

    assert who(book, token, NOW - timedelta(minutes=10)) is not None
    assert who(book, token, NOW - timedelta(days=1)) is None
    book.close()


def test_whoever_is_disabled_is_out_at_once_in_the_page_and_in_the_step(
    database: Database,
) -> None:
    hana = hires(database)
    token = tries(database, GOOD)
    assert hana.number is not None
    with database.writing() as session:
        disable_person(session, hana.number, actor=ADMINISTRATOR, now=NOW)

    assert who(database, token) is None
    assert refuses(lambda: tries(database, GOOD)) is RefusalCode.WRONG_PASSWORD
    assert refuses(lambda: acts(database, hana)) is RefusalCode.NOT_SIGNED_IN

    with database.writing() as session:
        enable_person(session, hana.number, actor=ADMINISTRATOR, now=NOW)
    assert who(database, tries(database, GOOD)) == hana


def test_a_role_that_was_taken_back_meanwhile_acts_no_more(database: Database) -> None:
    hana = hires(database)
    assert hana.number is not None
    with database.writing() as session:
        change_role(session, hana.number, Role.VIEWER, actor=ADMINISTRATOR, now=NOW)

    assert refuses(lambda: acts(database, hana)) is RefusalCode.NOT_SIGNED_IN


@pytest.mark.parametrize(
    "invented",
    [
        Actor("김지현", Role.APPROVER),
        Actor("김지현", Role.APPROVER, 999),
        Actor("김지현", Role.ADMINISTRATOR, APPROVER.number),
        Actor("시스템", Role.APPROVER),
    ],
)
def test_a_name_is_no_identity(database: Database, invented: Actor) -> None:
    assert refuses(lambda: acts(database, invented)) is RefusalCode.NOT_SIGNED_IN


def test_a_grave_act_asks_for_the_password_again_after_a_quarter_of_an_hour(
    database: Database,
) -> None:
    hires(database)
    key = digest(tries(database, GOOD))

    def proved(at: datetime) -> bool:
        with database.reading() as session:
            here = read_session(session, key, at)
        return here is not None and here.proved

    later = NOW + timedelta(minutes=15)
    assert (proved(NOW), proved(later)) == (True, False)
    assert refuses(lambda: prove(database, key, PasswordTry("hana", "guess", "", later))) is (
        RefusalCode.WRONG_PASSWORD
    )
    assert not proved(later)
    prove(database, key, PasswordTry("hana", GOOD, "", later))
    assert proved(later)


def test_sessions_that_are_over_do_not_pile_up(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    with book.writing() as session:
        for day in range(5):
            person = session.get_one(Person, APPROVER.number)
            begin_session(session, person, now=NOW + timedelta(days=day))
    with book.reading() as session:
        assert len(session.scalars(select(PersonSession)).all()) == 1
    book.close()
