"""The weekly comparison of the roll-ups with the book they are sums of."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from billing_core.models import MemberStay, MovementMonth
from billing_core.roll_ups.rebuild import rebuild
from billing_core.roll_ups.state import last_check
from tests.numbers.book import seoul
from tests.parts.world import World
from tests.parts.worlds import in_process

START = seoul("2026-09-21 09:00")


def compared(world: World) -> int | None:
    """How many sums differed when they were last compared."""
    with world.system.database.reading() as session:
        last = last_check(session)
    return last[1] if last else None


def live_until(world: World, day: int) -> None:
    """`world.wait_until` would leave the comparison out."""
    while world.clock.now() < START + timedelta(days=day):
        world.move(world.clock.now() + timedelta(days=1))
        world.work()


def test_a_sum_that_somebody_changed_is_found_within_the_week_and_made_anew(
    sqlite_url: str,
) -> None:
    with in_process(sqlite_url, START) as world:
        world.join("hana")
        live_until(world, 8)
        assert compared(world) == 0

        with world.system.database.writing() as session:
            session.execute(update(MovementMonth).values(joined=7))
            session.execute(update(MemberStay).values(price=1))
        live_until(world, 16)
        assert (compared(world) or 0) >= 2, "the member's stay, and at least one month"

        with world.system.database.writing() as session:
            rebuild(session)
        assert compared(world) is None, "nobody has compared the new ones"
        live_until(world, 24)
        assert compared(world) == 0
