"""What the machine of `facts` has found, each of its kind as a plain story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from billing_core.desk.invariants import lights
from billing_core.desk.light import Invariant
from billing_core.rules.finding import FindingKind
from tests.stories.facts.town import Town, town


@pytest.fixture
def small_town(database_url: str) -> Iterator[Town]:
    """A member has paid today, the 31st of January."""
    with town(database_url) as one:
        one.work()
        one.world.join("u1")
        yield one


def red(small_town: Town) -> list[Invariant]:
    with small_town.world.system.database.reading() as session:
        return [one.invariant for one in lights(session, small_town.now) if not one.green]


def test_a_booking_revoked_elsewhere_is_an_alert_and_the_light_knows_it(small_town: Town) -> None:
    [booked] = small_town.reserved()
    small_town.world.sandbox.revoke_at_console(booked["merchant_uid"])
    small_town.wait(timedelta(days=1))
    [lost] = small_town.world.findings()
    assert lost.kind is FindingKind.BOOKING_LOST
    assert Invariant.NEXT_BOOKING_OR_ALERT not in red(small_town)


@pytest.mark.parametrize("lie", [{"paid_at": 0}, {"amount": 29_000.5}])
def test_a_known_row_that_stops_making_sense_is_told(
    small_town: Town, lie: dict[str, object]
) -> None:
    """Its status and what went back say the same as ever."""
    [paid] = small_town.captured()
    small_town.world.sandbox.put_payment(
        dict(paid) | lie, listed_as="paid", listed_at=small_town.world.sandbox.now()
    )
    small_town.wait(timedelta(hours=1))
    [told] = small_town.world.findings()
    assert (told.kind, told.subject) == (FindingKind.UNREADABLE_PAYMENT, paid["imp_uid"])
    assert small_town.world.ledger("u1") == [29_000]
