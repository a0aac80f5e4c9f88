"""Passwords, tries and one-time links: who gets in, and how guessing is slowed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from billing_core.database import Database
from billing_core.models import Person, PersonSession
from billing_core.rules.actor import Role
from billing_core.rules.refusal import RefusalCode
from billing_core.rules.sign_in import delay_after, is_weak
from billing_core.sign_in.links import LINK_PATH, make_link, person_of_link, spend_link
from billing_core.sign_in.passwords import costs_too_little, matches
from billing_core.sign_in.people import (
    add_person,
)
from billing_core.sign_in.sign_in import PasswordTry, change_password, sign_in
from billing_core.tokens import digest
from tests.parts.people import ADMINISTRATOR
from tests.sign_in.office import GOOD, NOW, hires, refuses, tries, who


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


def test_a_clock_that_is_set_back_makes_nobody_wait_longer_than_a_quarter_of_an_hour(
    database: Database,
) -> None:
    hires(database)
    for _ in range(5):
        refuses(lambda: tries(database, "guess"))
    assert refuses(lambda: tries(database, GOOD)) is RefusalCode.TOO_MANY_TRIES

    assert tries(database, GOOD, NOW - timedelta(hours=3))


def test_delays_double_and_end_at_a_quarter_of_an_hour() -> None:
    minutes = [delay_after(failures) / timedelta(minutes=1) for failures in (4, 5, 6, 8, 9, 99)]
    assert minutes == [0, 1, 2, 8, 15, 15]


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


def test_a_password_of_ones_own_choice_ends_a_link_that_somebody_may_have_read(
    database: Database,
) -> None:
    hana = hires(database)
    key = digest(tries(database, GOOD))
    with database.writing() as session:
        person = session.get_one(Person, hana.number)
        link = make_link(session, person, actor=ADMINISTRATOR, now=NOW).removeprefix(LINK_PATH)

    change_password(database, key, PasswordTry("hana", GOOD, "", NOW), "다른 비밀번호 2026")

    def spends() -> None:
        with database.writing() as session:
            spend_link(session, link, "남의 비밀번호 2026", NOW)

    assert refuses(spends) is RefusalCode.LINK_OVER


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


def test_a_password_kept_at_an_earlier_cost_is_kept_at_todays_after_signing_in(
    database: Database,
) -> None:
    hana = hires(database)
    earlier = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1, hash_len=16).hash(GOOD)
    with database.writing() as session:
        session.get_one(Person, hana.number).password_hash = earlier

    def kept() -> str:
        with database.reading() as session:
            return session.get_one(Person, hana.number).password_hash

    assert refuses(lambda: tries(database, "guess")) is RefusalCode.WRONG_PASSWORD
    assert kept() == earlier, "a wrong one changes nothing"
    assert tries(database, GOOD)
    assert not costs_too_little(kept())
    assert tries(database, GOOD)
