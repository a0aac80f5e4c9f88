"""A world on both databases, beginning on a Friday morning in Seoul."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from billing_core.database import Database
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import rebuild
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        yield world


@pytest.fixture
def book(database: Database) -> Iterator[Database]:
    """Whatever happens, the sums beside the ledger are the ledger's."""
    with database.writing() as session:
        rebuild(session)
    yield database
    with database.reading() as session:
        assert check(session) == []
