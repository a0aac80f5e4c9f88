"""A member who may be forgotten: paid once, long ago, and nothing is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from billing_core.clock import HeldClock
from billing_core.models import (
    Card,
    Finding,
    Member,
)
from billing_core.rules.permission import Permission
from tests.seals.office import Office, open_office


@pytest.fixture
def office(sqlite_url: str, held_clock: HeldClock) -> Iterator[Office]:
    """Hana has paid once, long ago, and nothing is open."""
    with open_office(sqlite_url, held_clock) as office:
        office.takes_payments("hana")
        with office.database.writing() as session:
            hana = session.query(Member).one()
            hana.name, hana.permission = "김하나", Permission.FREE
            session.query(Card).update({"deleted_at": held_clock.now()})
            session.query(Finding).update({"resolved_at": held_clock.now()})
        office.notes("하나 님이 전화함")
        office.seals()
        yield office
