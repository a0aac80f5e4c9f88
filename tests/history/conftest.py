from __future__ import annotations

from collections.abc import Iterator

import pytest

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import rebuild
from tests.history.desk import Desk


@pytest.fixture
def desk(database: Database, held_clock: HeldClock) -> Desk:
    return Desk(database, held_clock)


@pytest.fixture
def sqlite_desk(sqlite_url: str, held_clock: HeldClock) -> Iterator[Desk]:
    """For what is decided before any database is asked."""
    database = Database(sqlite_url, durable=False)
    yield Desk(database, held_clock)
    database.close()


@pytest.fixture
def book(database: Database) -> Iterator[Database]:
    """Whatever happens, the sums beside the ledger are the ledger's."""
    with database.writing() as session:
        rebuild(session)
    yield database
    with database.reading() as session:
        assert check(session) == []
