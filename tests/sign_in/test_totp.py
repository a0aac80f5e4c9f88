"""Two-step sign-in: codes of the app, each once, and those for when it is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from billing_core.database import Database
from billing_core.models import AuditRow, Person, PersonSession, RecoveryCode
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Role
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.links import LINK_PATH, make_link, spend_link
from billing_core.sign_in.people import disable_person
from billing_core.sign_in.sign_in import CodeTry, Entered, PasswordTry, sign_in, sign_in_with_code
from billing_core.sign_in.totp import new_secret, turn_off_totp, turn_on_totp
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.sign_in.office import GOOD, NOW, ROOT, hires, refuses, tries, who

SECRET = new_secret()
STEP = timedelta(seconds=30)


def code_at(at: datetime) -> str:
    return TOTP(SECRET).at(at)


def switches_on(book: Database, actor: Actor, at: datetime = NOW) -> list[str]:
    with book.writing() as session:
        return turn_on_totp(session, SECRET, code_at(at), actor=actor, now=at)


def types_password(book: Database, at: datetime) -> Entered:
    return sign_in(book, PasswordTry("hana", GOOD, "127.0.0.1", at))


def types_code(book: Database, code: str, at: datetime, half: str = "") -> str:
    half = half or types_password(book, at).second_step
    return sign_in_with_code(book, CodeTry(half, code, "127.0.0.1", at)).session


def test_a_right_password_alone_opens_no_session_and_a_right_code_after_it_does(
    database: Database,
) -> None:
    hana = hires(database)
    switches_on(database, hana)
    at = NOW + 10 * STEP

    half = types_password(database, at)

    assert half.session == ""
    assert who(database, half.second_step, at) is None
    with database.reading() as session:
        assert session.scalars(select(PersonSession)).all() == []
    token = types_code(database, code_at(at), at, half.second_step)
    assert who(database, token, at) == hana
    assert refuses(lambda: types_code(database, code_at(at + STEP), at, half.second_step)) is (
        RefusalCode.SIGN_IN_OVER
    )


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(sqlite_url: str, steps: int, right: bool) -> None:
    book = Database(sqlite_url, durable=False)
    switches_on(book, hires(book))
    at = NOW + 10 * STEP
    if right:
        assert types_code(book, code_at(at + steps * STEP), at)
    else:
        assert refuses(lambda: types_code(book, code_at(at + steps * STEP), at)) is (
            RefusalCode.WRONG_CODE
        )
    book.close()


def test_a_code_works_once_and_none_before_it_any_more(database: Database) -> None:
    switches_on(database, hires(database))
    assert refuses(lambda: types_code(database, code_at(NOW), NOW)) is RefusalCode.WRONG_CODE, (
        "it has switched it on"
    )
    at = NOW + 10 * STEP
    types_code(database, code_at(at), at)
    for code in (code_at(at), code_at(at - STEP)):
        assert refuses(lambda code=code: types_code(database, code, at)) is (  # type: ignore[misc]
            RefusalCode.WRONG_CODE
        )
    assert types_code(database, code_at(at + STEP), at)


def test_a_clock_that_is_set_back_keeps_nobody_out_with_their_code(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    switches_on(book, hires(book))
    ahead, right = NOW + timedelta(hours=5), NOW + 10 * STEP
    assert types_code(book, code_at(ahead), ahead)

    assert types_code(book, code_at(right), right)

    again = right + STEP
    assert refuses(lambda: types_code(book, code_at(right), again)) is RefusalCode.WRONG_CODE
    book.close()


def test_the_same_code_in_two_windows_at_the_same_time_opens_one_session(
    database: Database,
) -> None:
    switches_on(database, hires(database))
    at = NOW + 10 * STEP
    halves = [types_password(database, at).second_step for _ in range(3)]

    def one(half: str) -> str:
        try:
            return "in" if types_code(database, code_at(at), at, half) else ""
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(3) as hands:
        assert Counter(hands.map(one, halves))["in"] == 1


def test_wrong_codes_count_as_wrong_passwords_do_and_a_right_password_forgives_none(
    database: Database,
) -> None:
    switches_on(database, hires(database))
    at = NOW + 10 * STEP
    refuses(lambda: tries(database, "guess", at))
    for _ in range(4):
        assert refuses(lambda: types_code(database, "000000", at)) is RefusalCode.WRONG_CODE

    assert refuses(lambda: types_password(database, at)) is RefusalCode.TOO_MANY_TRIES
    with database.reading() as session:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.act == Act.PERSON_SIGN_IN_FAILED)
        ).all()
    assert [row.detail["way"] for row in rows] == ["password", *["code"] * 4]
    later = at + timedelta(minutes=2)
    assert types_code(database, code_at(later), later)
    assert refuses(lambda: tries(database, "guess", later)) is RefusalCode.WRONG_PASSWORD, (
        "it counts from nothing again"
    )


def test_right_passwords_alone_are_no_wrong_tries(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    switches_on(book, hires(book))
    for _ in range(8):
        assert types_password(book, NOW + STEP).second_step
    book.close()


def test_each_of_ten_recovery_codes_works_once_however_it_is_typed(database: Database) -> None:
    spare = switches_on(database, hires(database))
    assert len(set(spare)) == 10
    assert types_code(database, spare[0], NOW)
    assert types_code(database, f" {spare[1].lower().replace('-', ' ')} ", NOW)

    assert refuses(lambda: types_code(database, spare[0], NOW)) is RefusalCode.WRONG_CODE
    with database.reading() as session:
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == 8
    assert {len(code.replace("-", "")) for code in spare} == {24}, "120 random bits each"
    assert not set(kept) & set(spare)


def test_a_recovery_code_of_somebody_else_is_a_wrong_one(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    switches_on(book, hires(book))
    theirs = switches_on(book, hires(book, "duri"))
    assert refuses(lambda: types_code(book, theirs[0], NOW)) is RefusalCode.WRONG_CODE
    book.close()


def test_the_second_step_ends_after_ten_minutes_and_when_its_person_is_disabled(
    sqlite_url: str,
) -> None:
    book = Database(sqlite_url, durable=False)
    hana = hires(book)
    switches_on(book, hana)
    half = types_password(book, NOW + STEP).second_step
    late = NOW + STEP + timedelta(minutes=10)
    assert refuses(lambda: types_code(book, code_at(late), late, half)) is RefusalCode.SIGN_IN_OVER
    assert refuses(lambda: types_code(book, "000000", NOW, "invented")) is RefusalCode.SIGN_IN_OVER
    assert hana.number is not None
    with book.writing() as session:
        disable_person(session, hana.number, actor=ADMINISTRATOR, now=NOW)
    soon = NOW + 2 * STEP
    assert refuses(lambda: types_code(book, code_at(soon), soon, half)) is RefusalCode.SIGN_IN_OVER
    book.close()


def test_a_new_link_and_a_new_password_leave_it_on(sqlite_url: str) -> None:
    book = Database(sqlite_url, durable=False)
    hana = hires(book)
    switches_on(book, hana)
    half = types_password(book, NOW + STEP).second_step
    with book.writing() as session:
        person = session.get_one(Person, hana.number)
        token = make_link(session, person, actor=ROOT, now=NOW).removeprefix(LINK_PATH)
    with book.writing() as session:
        spend_link(session, token, GOOD, NOW)

    assert types_password(book, NOW + STEP).second_step
    assert refuses(lambda: types_code(book, code_at(NOW + STEP), NOW + STEP, half)) is (
        RefusalCode.SIGN_IN_OVER
    ), "the password was another one"
    book.close()


def test_it_is_switched_off_by_oneself_or_an_administrator_and_both_are_written_down(
    sqlite_url: str,
) -> None:
    book = Database(sqlite_url, durable=False)
    hana = hires(book, role=Role.APPROVER)
    assert hana.number is not None

    def switches_off(actor: Actor) -> None:
        assert hana.number is not None
        with book.writing() as session:
            turn_off_totp(session, hana.number, actor=actor, now=NOW)

    for actor in (hana, ADMINISTRATOR, ROOT):
        spare = switches_on(book, hana)
        for stranger in (APPROVER, VIEWER):
            assert refuses(lambda stranger=stranger: switches_off(stranger)) is (  # type: ignore[misc]
                RefusalCode.NOT_ALLOWED
            )
        switches_off(actor)
        assert sign_in(book, PasswordTry("hana", GOOD, "", NOW)).session
    with book.reading() as session:
        assert session.scalars(select(RecoveryCode)).all() == []
        rows = session.scalars(select(AuditRow).where(AuditRow.act == Act.PERSON_TOTP_OFF)).all()
    assert [row.actor for row in rows] == [hana.id, ADMINISTRATOR.id, ROOT.id]
    assert spare
    book.close()


def test_it_is_switched_on_with_a_right_code_and_by_somebody_with_a_password_alone(
    sqlite_url: str,
) -> None:
    book = Database(sqlite_url, durable=False)
    hana = hires(book)
    with book.writing() as session:
        assert (
            refuses(lambda: turn_on_totp(session, SECRET, "000000", actor=hana, now=NOW))
            is RefusalCode.WRONG_CODE
        )
        assert (
            refuses(lambda: turn_on_totp(session, SECRET, code_at(NOW), actor=APPROVER, now=NOW))
            is RefusalCode.NO_PASSWORD
        )
    assert tries(book, GOOD)
    book.close()
