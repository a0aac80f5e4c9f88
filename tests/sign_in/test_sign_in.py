"""Signing in, in the book: passwords, tries, sessions, links, and who may manage people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from billing_core.database import Database
from billing_core.lifecycle.record_act import record_act
from billing_core.models import AuditRow, Person, PersonSession
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Role, terminal_user
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.sign_in import delay_after, is_weak
from billing_core.sign_in.links import LINK_PATH, make_link, person_of_link, spend_link
from billing_core.sign_in.passwords import matches
from billing_core.sign_in.people import (
    add_person,
    change_role,
    disable_person,
    enable_person,
    people,
    sign_out_everywhere,
)
from billing_core.sign_in.sessions import begin_session, read_session, resume_session
from billing_core.sign_in.sign_in import PasswordTry, prove, sign_in
from billing_core.sign_in.tokens import digest
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER

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


def test_a_right_password_opens_a_session_of_that_person(database: Database) -> None:
    hana = hires(database)

    token = tries(database, GOOD, login=" Hana ")

    assert who(database, token) == hana
    assert who(database, "somebody else's") is None
    with database.reading() as session:
        assert token not in {row.token_hash for row in session.scalars(select(PersonSession))}


@pytest.mark.parametrize("login", ["hana", "nobody", "demo1"])
def test_a_wrong_password_an_unknown_login_and_one_without_a_password_sound_alike(
    database: Database, login: str
) -> None:
    hires(database)

    assert refuses(lambda: tries(database, "not it", login=login)) is RefusalCode.WRONG_PASSWORD
    assert refuses(lambda: tries(database, "", login=login)) is RefusalCode.WRONG_PASSWORD


def test_after_five_wrong_tries_even_the_right_password_waits(database: Database) -> None:
    hires(database)
    for _ in range(5):
        assert refuses(lambda: tries(database, "guess")) is RefusalCode.WRONG_PASSWORD

    assert refuses(lambda: tries(database, GOOD)) is RefusalCode.TOO_MANY_TRIES
    later = NOW + timedelta(minutes=1)
    assert refuses(lambda: tries(database, "guess", later)) is RefusalCode.WRONG_PASSWORD
    assert refuses(lambda: tries(database, GOOD, later)) is RefusalCode.TOO_MANY_TRIES
    assert tries(database, GOOD, later + timedelta(minutes=2))
    assert refuses(lambda: tries(database, "guess", later + timedelta(minutes=3))) is (
        RefusalCode.WRONG_PASSWORD
    )
    assert tries(database, GOOD, later + timedelta(minutes=3))  # it counts from nothing again


@pytest.mark.parametrize("login", ["hana", "nobody", "demo1"])
def test_too_many_tries_tell_nothing_about_who_there_is(database: Database, login: str) -> None:
    hires(database)
    for _ in range(5):
        assert refuses(lambda: tries(database, "guess", login=login)) is RefusalCode.WRONG_PASSWORD
    assert refuses(lambda: tries(database, "guess", login=login)) is RefusalCode.TOO_MANY_TRIES


def test_tries_at_the_same_time_are_no_free_ones(database: Database) -> None:
    hires(database)
    for _ in range(4):
        refuses(lambda: tries(database, "guess"))

    def one(number: int) -> RefusalCode:
        return refuses(lambda: tries(database, f"guess {number}"))

    with ThreadPoolExecutor(8) as hands:
        said = Counter(hands.map(one, range(8)))

    assert said == {RefusalCode.WRONG_PASSWORD: 1, RefusalCode.TOO_MANY_TRIES: 7}


def test_strangers_keep_nobody_out_of_a_browser_they_know(database: Database) -> None:
    hires(database)
    own = sign_in(database, PasswordTry("hana", GOOD, "", NOW)).browser
    at = NOW
    for _ in range(12):
        refuses(lambda at=at: tries(database, "guess", at))  # type: ignore[misc]
        at += timedelta(minutes=16)
    refuses(lambda: tries(database, "guess", at))
    assert refuses(lambda: tries(database, GOOD, at)) is RefusalCode.TOO_MANY_TRIES

    assert sign_in(database, PasswordTry("hana", GOOD, "", at, own)).browser == ""
    assert (
        refuses(lambda: sign_in(database, PasswordTry("demo1", "guess", "", at, own)))
        is RefusalCode.WRONG_PASSWORD
    ), "of another person it is a stranger's"


def test_a_password_that_was_set_anew_meanwhile_lets_the_old_one_in_no_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hana = hires(database)
    with database.writing() as session:
        person = session.get_one(Person, hana.number)
        token = make_link(session, person, actor=ADMINISTRATOR, now=NOW).removeprefix(LINK_PATH)

    def meanwhile(password_hash: str, password: str) -> bool:
        with database.writing() as session:
            spend_link(session, token, "다른 비밀번호 2026", NOW)
        return matches(password_hash, password)

    monkeypatch.setattr("billing_core.sign_in.sign_in.matches", meanwhile)
    assert refuses(lambda: tries(database, GOOD)) is RefusalCode.WRONG_PASSWORD


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.TERMINAL, Role.MEMBER])
def test_no_person_gets_a_role_that_is_none_of_the_team(database: Database, role: Role) -> None:
    hana = hires(database)
    assert hana.number is not None
    number = hana.number
    with database.writing() as session:
        with pytest.raises(Refusal, match="bad_role"):
            add_person(session, "new", "새 사람", role, actor=ROOT, now=NOW)
        with pytest.raises(Refusal, match="bad_role"):
            change_role(session, number, role, actor=ROOT, now=NOW)


def test_an_administrator_may_give_up_their_own_role(database: Database) -> None:
    hana = hires(database, role=Role.ADMINISTRATOR)
    assert hana.number is not None
    with database.writing() as session:
        change_role(session, hana.number, Role.VIEWER, actor=hana, now=NOW)
    with database.reading() as session:
        assert session.get_one(Person, hana.number).role is Role.VIEWER


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


def test_delays_double_and_end_at_a_quarter_of_an_hour() -> None:
    minutes = [delay_after(failures) / timedelta(minutes=1) for failures in (4, 5, 6, 8, 9, 99)]
    assert minutes == [0, 1, 2, 8, 15, 15]


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
    assert refuses(lambda: _acts(database, hana)) is RefusalCode.NOT_SIGNED_IN

    with database.writing() as session:
        enable_person(session, hana.number, actor=ADMINISTRATOR, now=NOW)
    assert who(database, tries(database, GOOD)) == hana


def test_a_role_that_was_taken_back_meanwhile_acts_no_more(database: Database) -> None:
    hana = hires(database)
    assert hana.number is not None
    with database.writing() as session:
        change_role(session, hana.number, Role.VIEWER, actor=ADMINISTRATOR, now=NOW)

    assert refuses(lambda: _acts(database, hana)) is RefusalCode.NOT_SIGNED_IN


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
    assert refuses(lambda: _acts(database, invented)) is RefusalCode.NOT_SIGNED_IN


def _acts(book: Database, actor: Actor) -> None:
    with book.writing() as session:
        record_act(session, Act.MONTH_CLOSED, at=NOW, actor=actor, member_id=None)


def test_a_link_works_once_within_a_day_and_looking_spends_nothing(database: Database) -> None:
    with database.writing() as session:
        person = add_person(session, "hana", "김하나", Role.VIEWER, actor=ADMINISTRATOR, now=NOW)
        token = make_link(session, person, actor=ADMINISTRATOR, now=NOW).removeprefix(LINK_PATH)
    with database.reading() as session:
        assert person_of_link(session, token, NOW).login == "hana"
        assert person_of_link(session, token, NOW).login == "hana"

    def spends(password: str, at: datetime = NOW) -> None:
        with database.writing() as session:
            spend_link(session, token, password, at)

    assert refuses(lambda: spends(GOOD, NOW + timedelta(days=1))) is RefusalCode.LINK_OVER
    assert refuses(lambda: spends("short")) is RefusalCode.WEAK_PASSWORD
    spends(GOOD)
    assert refuses(lambda: spends(GOOD)) is RefusalCode.LINK_OVER
    assert tries(database, GOOD)


def test_a_new_link_ends_the_one_before_and_a_new_password_every_session(
    database: Database,
) -> None:
    hana = hires(database)
    token = tries(database, GOOD)
    with database.writing() as session:
        person = session.get_one(Person, hana.number)
        first = make_link(session, person, actor=ADMINISTRATOR, now=NOW).removeprefix(LINK_PATH)
        second = make_link(session, person, actor=ADMINISTRATOR, now=NOW).removeprefix(LINK_PATH)

    def spends(link: str) -> None:
        with database.writing() as session:
            spend_link(session, link, "다른 비밀번호 2026", NOW)

    assert refuses(lambda: spends(first)) is RefusalCode.LINK_OVER
    spends(second)

    assert who(database, token) is None
    assert refuses(lambda: tries(database, GOOD)) is RefusalCode.WRONG_PASSWORD


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("짧은비번", True),
        ("aaaaaaaaaaaa", True),
        ("김하나김하나김하나", True),
        ("HANA-2026-2026", True),
        ("x" * 129, True),
        ("1234567890123", True),
        ("correct horse battery", False),
        ("푸른 하늘 은하수 17", False),
    ],
)
def test_which_passwords_will_do(password: str, weak: bool) -> None:
    assert is_weak(password, "hana", "김하나") is weak


def test_only_an_administrator_manages_people_and_never_locks_everybody_out(
    database: Database,
) -> None:
    with database.writing() as session:
        for actor in (VIEWER, APPROVER):
            with pytest.raises(Refusal, match="not_allowed"):
                add_person(session, "new", "새 사람", Role.VIEWER, actor=actor, now=NOW)
        assert ADMINISTRATOR.number is not None
        number = ADMINISTRATOR.number
        assert refuses(lambda: disable_person(session, number, actor=ADMINISTRATOR, now=NOW)) is (
            RefusalCode.LAST_ADMINISTRATOR
        )
        assert refuses(
            lambda: change_role(session, number, Role.VIEWER, actor=ADMINISTRATOR, now=NOW)
        ) is (RefusalCode.LAST_ADMINISTRATOR)
        assert refuses(
            lambda: add_person(session, "DEMO1", "또", Role.VIEWER, actor=ADMINISTRATOR, now=NOW)
        ) is (RefusalCode.LOGIN_TAKEN)


def test_signing_out_everywhere_is_for_oneself_and_for_administrators(database: Database) -> None:
    hana = hires(database)
    tokens = [tries(database, GOOD), tries(database, GOOD)]
    assert hana.number is not None
    number = hana.number
    with database.writing() as session:
        assert refuses(lambda: sign_out_everywhere(session, number, actor=APPROVER, now=NOW)) is (
            RefusalCode.NOT_ALLOWED
        )
    assert [who(database, token) for token in tokens] == [hana, hana]

    with database.writing() as session:
        sign_out_everywhere(session, number, actor=hana, now=NOW)
    assert [who(database, token) for token in tokens] == [None, None]


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


def test_the_list_says_who_is_here_and_the_log_who_came(database: Database) -> None:
    hana = hires(database)
    tries(database, GOOD)
    refuses(lambda: tries(database, "guess"))

    with database.reading() as session:
        row = next(row for row in people(session) if row.login == "hana")
        acts = [
            (each.act, each.actor_kind, each.actor, each.subject)
            for each in session.scalars(select(AuditRow).order_by(AuditRow.id))
        ]
    assert (row.sessions, row.has_password, row.signed_in_at) == (1, True, NOW)
    assert acts == [
        ("person.added", "terminal", "root", "hana"),
        ("person.link_made", "terminal", "root", "hana"),
        ("person.password_set", "person", hana.id, "hana"),
        ("person.signed_in", "person", hana.id, ""),
        ("person.sign_in_failed", "system", "시스템", "hana"),
    ]


def test_sessions_that_are_over_do_not_pile_up(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    with book.writing() as session:
        for day in range(5):
            person = session.get_one(Person, APPROVER.number)
            begin_session(session, person, now=NOW + timedelta(days=day))
    with book.reading() as session:
        assert len(session.scalars(select(PersonSession)).all()) == 1
    book.close()
