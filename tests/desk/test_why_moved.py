"""Why a number moved: the parts always add up to the difference that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing_core.database import Database
from billing_core.numbers.month_to_date import MonthToDate, month_to_date
from billing_core.numbers.why_moved import Cause, Part, ReasonPart, WhyMoved, why_moved
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.cancel_reason import CancelReason
from tests.cases.rest import QUIET, seoul
from tests.numbers.lives import NOW, Life, lives, written
from tests.parts.examples import of_a_book
from tests.parts.world import World


def moved(world: World) -> tuple[MonthToDate, WhyMoved]:
    as_of = AsOf(world.clock.now(), world.system.settings.grace_days)
    with world.system.database.reading() as session:
        numbers = month_to_date(session, as_of)
        return numbers, why_moved(session, numbers, as_of)


def add_up(numbers: MonthToDate, why: WhyMoved) -> None:
    this, last = numbers.this_month, numbers.last_month
    explained: list[tuple[Sequence[Part | ReasonPart], int]] = [
        (why.paid_members, this.paid_members - last.paid_members),
        (why.cancel_requested, this.cancel_requested - last.cancel_requested),
        (why.churned, this.churned - last.churned),
        (why.members, this.members_at_end - last.members_at_end),
        (why.net_won, this.net_won - last.net_won),
    ]
    for parts, difference in explained:
        assert sum(part.by for part in parts) == difference, parts
        assert all(part.by for part in parts), parts


def test_a_year_paid_last_month_says_why_revenue_is_lower(world: World) -> None:
    world.join("u1", plan="yearly")
    world.join("u2")
    world.wait_until(seoul(2, 20), pace=QUIET)

    numbers, why = moved(world)

    add_up(numbers, why)
    yearly = next(part for part in why.net_won if part.cause is Cause.YEARLY)
    assert (yearly.by, yearly.payments) == (-290_000, -1)
    assert Cause.OTHER_PAYMENTS not in {part.cause for part in why.net_won}
    assert why.members == ()


def test_who_came_and_who_left_are_told_apart(world: World) -> None:
    world.join("u1")
    world.join("u2")
    world.cancel("u1")
    world.wait_until(seoul(2, 12), pace=QUIET)
    world.join("u3")
    world.join("u4")

    numbers, why = moved(world)

    add_up(numbers, why)
    assert set(why.members) == {Part(Cause.JOINED, 2), Part(Cause.LEFT, -1)}
    assert Part(Cause.VOLUNTARY, 1) in why.churned


def test_who_asked_to_stop_is_told_apart_by_the_reason(world: World) -> None:
    for app_id in ("u1", "u2", "u3"):
        world.join(app_id)
    world.wait_until(seoul(2, 12), pace=QUIET)
    world.cancel("u1", reason_code=CancelReason.PRICE)
    world.cancel("u2", reason_code=CancelReason.PRICE)
    world.cancel("u3")

    numbers, why = moved(world)

    add_up(numbers, why)
    assert why.cancel_requested == (ReasonPart(CancelReason.PRICE, 2), ReasonPart(None, 1))


def test_an_empty_book_has_nothing_to_explain(world: World) -> None:
    assert moved(world)[1] == WhyMoved((), (), (), (), ())


@settings(max_examples=of_a_book(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=lives(), days_ago=st.integers(0, 120))
def test_whatever_happened_the_parts_add_up(
    database: Database, lived: list[Life], days_ago: int
) -> None:
    as_of = AsOf(NOW - timedelta(days=days_ago))
    with written(database, lived) as session:
        numbers = month_to_date(session, as_of)
        why = why_moved(session, numbers, as_of)
    add_up(numbers, why)
    # Of people each part has its name; nothing is left over that nobody could explain.
    assert Cause.OTHER not in {part.cause for part in (*why.members, *why.churned)}
