"""One member's year over real HTTP: gateway, doorbell and the company's app are real servers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.models import Charge
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.parts.books import assert_books_agree, counted_at_gateway
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World
from tests.parts.worlds import over_http

NEW_YEARS_EVE = datetime(2024, 12, 31, 1, 0, tzinfo=UTC)  # 10:00 in Seoul


def kst(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=9)


lost = pytest.mark.parametrize(
    "loss", [0.0, 0.3, 1.0], ids=["all heard", "30 % lost", "none heard"]
)


@pytest.mark.story
@lost
def test_a_year_of_one_member_ends_in_the_same_books(sqlite_url: str, loss: float) -> None:
    """The short version that runs every time: every third day somebody looks."""
    ends_in_the_same_books(sqlite_url, loss, pace=3 * DAY)


@pytest.mark.slow
@lost
def test_a_year_day_by_day_ends_in_the_same_books(sqlite_url: str, loss: float) -> None:
    ends_in_the_same_books(sqlite_url, loss, pace=DAY)


def ends_in_the_same_books(database_url: str, loss: float, *, pace: timedelta) -> None:
    with over_http(database_url, NEW_YEARS_EVE, webhook_loss=loss) as world:
        live_the_year(world, pace)
        paid = world.rows(Charge, Charge.state == ChargeState.PAID)
        assert sorted(str(kst_date(one.due_at)) for one in paid) == [
            "2024-12-31",
            "2025-01-31",
            "2025-02-28",
            "2025-03-31",
            "2025-04-30",
            "2025-06-01",  # refused on 31 May, paid on the ladder's first rung
            "2025-06-30",
            "2025-07-31",
            "2025-08-31",
        ]
        assert world.ledger("u10293") == [29_000] * 9
        assert len(counted_at_gateway(world)) == 9
        assert world.subscription("u10293").status is SubscriptionStatus.ENDED
        assert world.company is not None
        assert world.company.permissions == {"u10293": "free"}
        assert_books_agree(world)


def live_the_year(world: World, pace: timedelta) -> None:
    world.join("u10293")
    settle(world)
    world.wait_until(kst(2025, 3, 10), pace=pace)
    world.cancel("u10293", "잠시 쉬려고요")
    world.wait(2 * DAY)
    world.withdraw("u10293")
    world.wait_until(kst(2025, 5, 30), pace=pace)
    world.set_card("u10293", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(kst(2025, 5, 31), pace=pace)
    settle(world)
    assert world.subscription("u10293").status is SubscriptionStatus.PAST_DUE
    world.set_card("u10293", CardOutcome.APPROVED)
    world.wait_until(kst(2025, 9, 8), pace=pace)
    world.cancel("u10293")
    world.wait_until(kst(2025, 9, 30, 0), pace=pace)
    settle(world)
    assert world.member("u10293").permission is Permission.PAID
    [due] = world.downgrades(DowngradeState.DUE)
    assert due.paid_through == kst(2025, 9, 30, 0)
    approve_downgrades(world.system, [due.id], APPROVER)
    world.wait_until(kst(2025, 12, 31), pace=10 * DAY)


def settle(world: World) -> None:
    """Long enough for a sweep, when no webhook came."""
    world.wait_until(world.clock.now() + timedelta(minutes=30), pace=timedelta(minutes=10))


@pytest.mark.slow
def test_the_year_is_the_same_on_the_companys_own_database(postgresql_url: str) -> None:
    with over_http(postgresql_url, NEW_YEARS_EVE) as world:
        live_the_year(world, 7 * DAY)
        assert world.ledger("u10293") == [29_000] * 9
        assert_books_agree(world)
