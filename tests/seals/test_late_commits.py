"""A row that is committed late is sealed with its neighbours, not found between them afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from billing_core.clock import HeldClock
from billing_core.database import Database, StorageUnavailable
from billing_core.models import AuditRow
from billing_core.seals import seal_rows
from billing_core.seals.keep_seals import EVERYTHING_EVERY
from tests.seals.office import Office, open_office


@pytest.fixture
def office(postgresql_url: str, held_clock: HeldClock) -> Iterator[Office]:
    with open_office(postgresql_url, held_clock) as office:
        yield office


def written(office: Office, subject: str) -> AuditRow:
    return AuditRow(at=office.clock.now(), actor="", act="x", subject=subject)


def test_who_is_still_writing_is_waited_for(
    office: Office, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal_rows, "LOCK_PATIENCE_MS", 50)
    other = Database(postgresql_url)
    with other.writing() as slow:
        slow.add(written(office, "first number, last commit"))
        slow.flush()
        with office.database.writing() as quick:
            quick.add(written(office, "second number, first commit"))
        with pytest.raises(StorageUnavailable):
            office.seals()
        assert office.count("seals") == 0

        slow.add(written(office, "nobody was held up meanwhile"))
    other.close()

    office.seals()
    office.clock.set(office.clock.now() + EVERYTHING_EVERY)
    office.seals()

    assert office.told() == []
    assert office.count("seals") == 1
    with office.database.reading() as session:
        assert session.execute(text("SELECT last_id, count FROM seals")).one() == (3, 3)


def test_a_number_that_was_given_back_leaves_a_gap_and_no_question(office: Office) -> None:
    def changes_their_mind() -> None:
        with office.database.writing() as session:
            session.add(written(office, "never"))
            session.flush()
            raise KeyError

    with office.database.writing() as session:
        session.add(written(office, "1"))
    with pytest.raises(KeyError):
        changes_their_mind()
    with office.database.writing() as session:
        session.add(written(office, "3"))

    office.seals()
    office.clock.set(office.clock.now() + timedelta(days=7))
    office.seals()

    assert office.told() == []
    with office.database.reading() as session:
        assert session.execute(text("SELECT last_id, count FROM seals")).one() == (3, 2)
