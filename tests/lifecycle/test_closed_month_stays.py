"""월 마감: a closed month stays as it was, and a change would be found out."""

from __future__ import annotations

from datetime import UTC

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from billing_core.closing.closed_month import (
    FrozenMember,
    fingerprint,
    verify,
)
from billing_core.database import Database, StorageUnavailable
from tests.lifecycle.closing import (
    JANUARY,
    TEN_FEBRUARY,
    close,
)
from tests.numbers.book import seoul
from tests.numbers.till import Till


@pytest.mark.parametrize("table", ["month_closes", "closed_members", "month_corrections"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET month = month", "DELETE FROM {}"])
def test_nothing_of_a_closed_month_can_be_rewritten(
    database: Database, table: str, statement: str
) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
    close(database)
    with database.writing() as session:
        till.refunds(session, charge, seoul("2025-03-04"), 29_000)

    with (
        pytest.raises((DatabaseError, StorageUnavailable), match="append-only"),
        database.writing() as session,
    ):
        session.execute(text(statement.format(table)))


def test_the_fingerprint_notices_every_change_and_no_order() -> None:
    one, other = FrozenMember("가", 1, 100, 0), FrozenMember("나", 1, 100, 0)

    def taken(paid: int, *members: FrozenMember, by: str = "김지현") -> str:
        return fingerprint(JANUARY, TEN_FEBRUARY, by, {"paid_members": paid}, members)

    assert taken(2, one, other) == taken(2, other, one)
    in_utc = fingerprint(
        JANUARY, TEN_FEBRUARY.astimezone(UTC), "김지현", {"paid_members": 2}, [one, other]
    )
    assert taken(2, one, other) == in_utc, "an instant is the same on every clock"
    changed = [
        taken(3, one, other),
        taken(2, one),
        taken(2, one, other._replace(given_back_won=1)),
        taken(2, one, other, by="박민수"),
    ]
    assert taken(2, one, other) not in changed
    assert len(set(changed)) == 4


def test_a_frozen_row_that_somebody_rewrote_is_found_out(sqlite_url: str) -> None:
    """Even whoever owns the file and removes the triggers cannot change a closed month unseen."""
    database, till = Database(sqlite_url, durable=False), Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
    close(database)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER closed_members_no_update"))
        session.execute(text("UPDATE closed_members SET paid_won = 1"))

    with database.reading() as session:
        assert not verify(session, JANUARY)
    database.close()
