"""What the machine of `facts` has found, each of its kind as a plain story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.desk.invariants import lights
from billing_core.rules.finding import FindingKind
from tests.stories.facts.town import Town, town


@pytest.fixture
def small_town(database_url: str) -> Iterator[Town]:
    """A member has paid today, the 31st of January."""
    with town(database_url) as one:
        one.work()
        one.world.join("u1")
        yield one


def red(small_town: Town) -> list[str]:
    with small_town.world.system.database.reading() as session:
        return [str(one.invariant) for one in lights(session, small_town.now) if not one.green]


def test_a_booking_revoked_elsewhere_is_an_alert_and_the_light_knows_it(small_town: Town) -> None:
    [booked] = small_town.reserved()
    small_town.world.sandbox.revoke_at_console(booked["merchant_uid"])
    small_town.wait(timedelta(days=1))
    [lost] = small_town.world.findings()
    assert lost.kind is FindingKind.BOOKING_LOST
    assert red(small_town) == []
