"""Member search: whoever fits is found, newest first, by whichever way the database takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from billing_core.database import Database
from billing_core.desk import member_search
from billing_core.desk.member_search import newest_named
from billing_core.lifecycle.app_ids import the_member
from billing_core.models import Member
from tests.parts.examples import of_a_book
from tests.parts.members import app_id_in

OPENED = datetime(2025, 1, 2, tzinfo=UTC)
# Few enough letters that parts of names are often found, with all that a search language uses.
LETTERS = st.sampled_from("가나하김Aaéİß\"'%_!*:^(-) \n1")
WORDS = st.text(LETTERS, max_size=6)
PEOPLE = st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=6)


def join(database: Database, *names: str) -> list[str]:
    """Members of these names, the last one the newest. Their ids."""
    with database.writing() as session:
        for place, name in enumerate(names):
            joined = OPENED + timedelta(days=place)
            session.add(Member(app_id=f"m-{place:04}", name=name, created_at=joined))
    return [f"m-{place:04}" for place in range(len(names))]


def search(database: Database, part: str, limit: int = 50) -> list[str]:
    with database.reading() as session:
        found = newest_named(session, part, limit)
        return [app_id_in(session, number) for number in found]


def plain(part: str) -> str:
    """Only the case of Latin letters of the keyboard is nobody's business."""
    return "".join(chr(ord(each) + 32) if "A" <= each <= "Z" else each for each in part)


def test_the_newest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    one, _, three, four = join(database, "김하나리", "이두리", "박하나리", "최하나리")

    assert search(database, "하나리") == [four, three, one]
    assert search(database, "하나리", limit=2) == [four, three]


def test_a_member_is_found_by_the_name_borne_now(database: Database) -> None:
    (hana,) = join(database, "김하나")
    with database.writing() as session:
        session.execute(update(Member).values(name="이하나"))

    assert search(database, "이하나") == [hana]
    assert search(database, "김하나") == []
    with database.writing() as session:
        session.execute(update(Member).values(name="김하나"))
    assert search(database, "김하나") == [hana]
    assert search(database, hana) == [hana]


def test_whoever_left_the_book_is_found_no_more(database: Database) -> None:
    join(database, "김하나")
    with database.writing() as session:
        session.execute(delete(Member))

    assert search(database, "김하나") == []


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_few_and_many_are_found_alike(
    database: Database, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    one, two, _ = join(database, "김하나", "박김하나", "이두리")
    monkeypatch.setattr(member_search, "MANY", many)

    assert search(database, "김하나") == [two, one]
    assert search(database, "없는 사람") == []


@given(people=PEOPLE, part=WORDS.filter(bool))
@settings(max_examples=of_a_book(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_part_of_every_name_and_id_is_found(
    database: Database, people: list[tuple[str, str, str]], part: str
) -> None:
    with database.writing() as session:
        session.execute(delete(Member))
        members = {f"{place}{number}": name for place, (number, name, _) in enumerate(people)}
        for number, name in members.items():
            session.add(Member(app_id=number, name=name, created_at=OPENED))
    with database.writing() as session:
        for number, (_, _, later) in zip(members, people, strict=True):
            the_member(session, number).name = later
            members[number] = later

    wanted = plain(part)
    fits = {
        each for each, name in members.items() if wanted in plain(each) or wanted in plain(name)
    }
    found = set(search(database, part))
    assert found == fits if database.is_sqlite else found >= fits
