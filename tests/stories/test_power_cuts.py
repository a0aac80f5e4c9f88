"""The kill matrix: cut the power at every single place of a member's life, start again, go on.

Whatever the place, the story must end in the same books: every period charged once, the
booking revoked, the permission taken once by a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.transport import SandboxTransport
from billing_core.worker import Worker
from tests.parts.books import assert_books_agree
from tests.parts.people import APPROVER
from tests.parts.power import Fuse, PowerCut, fused
from tests.parts.world import DAY, World
from tests.parts.worlds import ONCE_A_WEEK, in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)
BACK_UP = timedelta(minutes=20)  # the machine starts again; old claims have run out
# A day on which nothing comes up has twenty places, all alike: one such day a week is cut.
QUIET = timedelta(days=7)
SHARES = 8  # of the long version, so that every core has some
PLACES = 3  # of the short version, along the life


class Machine:
    """Runs steps on a system with a fuse; when it blows, time passes and a new one goes on."""

    def __init__(self, world: World, fuse: Fuse) -> None:
        self.world, self.fuse, self.real = world, fuse, world.system
        self.cuts = 0
        self._start(fuse)

    def _start(self, fuse: Fuse) -> None:
        self.world.system = fused(self.real, SandboxTransport(self.world.sandbox), fuse)
        self.world.worker = Worker(self.world.system)

    def do(self, step: Callable[[], object]) -> None:
        """A person who saw no answer tries the same again."""
        try:
            step()
        except PowerCut:
            self.cuts += 1
            self.stop()
            self._start(Fuse())
            self.world.move(self.world.clock.now() + BACK_UP)
            self.world.worker.tick()
            step()

    def stop(self) -> None:
        self.world.system.gateway.close()
        self.world.system.database.close()
        self.world.system = self.real


def live(machine: Machine) -> None:
    world = machine.world
    registered: list[str] = []

    def register_once() -> None:
        if not registered:
            registered.append(world.register_card("u1"))

    def wait(span: timedelta) -> None:
        until = world.clock.now() + span
        machine.do(lambda: world.wait_until(until, pace=DAY))
        later = world.clock.now() + timedelta(hours=1)
        machine.do(lambda: world.wait_until(later, pace=timedelta(minutes=30)))

    machine.do(register_once)
    machine.do(world.work)
    wait(timedelta(hours=1))
    wait(31 * DAY)
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    wait(28 * DAY)
    world.set_card("u1", CardOutcome.APPROVED)
    wait(3 * DAY)
    machine.do(lambda: world.cancel("u1"))
    machine.do(world.work)
    machine.do(lambda: withdraw_if_asked(world))
    wait(DAY)
    machine.do(lambda: world.cancel("u1"))
    wait(30 * DAY)
    due = [one.id for one in world.downgrades(DowngradeState.DUE)]
    machine.do(lambda: approve_downgrades(world.system, due, APPROVER))
    wait(timedelta(hours=1))


def withdraw_if_asked(world: World) -> None:
    if world.subscription("u1").status is SubscriptionStatus.CANCELLING:
        world.withdraw("u1")


def lived_with_a_cut_at(database_url: str, place: int) -> Fuse:
    fuse = Fuse(place)
    with in_process(
        database_url, START, sweep_minutes=12 * 60, bookings_minutes=ONCE_A_WEEK
    ) as world:
        world.looks_around = QUIET
        machine = Machine(world, fuse)
        try:
            live(machine)
            assert machine.cuts == (1 if place else 0)
            assert world.ledger("u1") == [29_000] * 3
            assert world.subscription("u1").status is SubscriptionStatus.ENDED
            assert world.member("u1").permission is Permission.FREE
            assert len(world.downgrades(DowngradeState.APPROVED)) == 1
            assert [one.kind for one in world.findings()] == []
            assert_books_agree(world)
        finally:
            machine.stop()
    return fuse


@pytest.mark.story
def test_cut_off_at_three_places_along_a_life(fresh_sqlite: Callable[[], str]) -> None:
    places = lived_with_a_cut_at(fresh_sqlite(), 0).passed
    assert places > 100
    for place in range(1, places, places // PLACES + 1):
        lived_with_a_cut_at(fresh_sqlite(), place)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_cut_off_at_every_place(fresh_sqlite: Callable[[], str], share: int) -> None:
    places = lived_with_a_cut_at(fresh_sqlite(), 0).passed
    for place in range(1 + share, places + 1, SHARES):
        try:
            lived_with_a_cut_at(fresh_sqlite(), place)
        except BaseException as failure:
            raise AssertionError(f"cut at place {place} of {places}") from failure
