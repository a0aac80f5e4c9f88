"""Every column of a sealed table is a fact or a text, and reads alike on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest
from sqlalchemy import Table

from billing_core.clock import HeldClock
from billing_core.models import AuditRow, LedgerEntry
from billing_core.seals.sealed_rows import SEALED, row_digests
from tests.seals.office import open_office


@pytest.mark.parametrize("model", [LedgerEntry, AuditRow])
def test_a_new_column_is_one_of_the_two(model: type[LedgerEntry] | type[AuditRow]) -> None:
    """A new one takes a form of its own: rows that were sealed did not have it."""
    table = SEALED[model.__tablename__]
    named = [column.key for column in (*table.facts, *table.text)]
    assert sorted(named) == sorted(cast(Table, model.__table__).columns.keys())


def test_the_same_rows_have_the_same_digests_on_both(database_url: str) -> None:
    """So a book may move to PostgreSQL with its seals. The numbers are those of the first day:
    a book that was sealed counts on them."""
    clock = HeldClock(datetime(2026, 11, 23, 9, 0, 0, 250, tzinfo=UTC))
    with open_office(database_url, clock) as office:
        office.takes_payments("hana")
        office.notes('한 줄에 "모두"')
        with office.database.reading() as session:
            found = {
                name: [
                    digest.facts.hex() + digest.text.hex()
                    for digest in row_digests(session, b"key", table, after=0, through=99).values()
                ]
                for name, table in SEALED.items()
            }
    assert found == {
        "ledger": ["e47620fc90cda09aae449ef8464b9199b51d0ba341675b6517823e2651dd89d8"],
        "audit_log": [
            "24a5a1c4a315fdcaed52426867eac120704745f3348c1e0aa29b3c871e4b1c5a",
            "26c1a53d62e3f6f652a2a07d296ee22371f66df2b3ab9b44a3bbeb016172ddae",
            "842348f538bef76d7b60069cbec3faaf0ed4a0dc664175b343b8241e47ac0f87",
        ],
    }
