"""News settled in groups leave the books that settling one by one leaves, and stand in nobody's way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import MetaData, select, text

from billing_core.inbox import drain
from billing_core.inbox.drain import drain_inbox
from billing_core.jobs import LEASE
from billing_core.lifecycle.lock import lock_member
from billing_core.models import InboxEvent, InboxState, LedgerEntry
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.payment import Payment
from billing_core.rules.refusal import Refusal
from billing_core.sandbox.cards import CardOutcome
from billing_core.worker import Worker
from tests.parts.books import assert_books_agree
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul
MINUTE = timedelta(minutes=1)
MEMBERS = [f"u{number}" for number in range(12)]
# How a row came to its number says nothing of what happened; seals are over the numbers.
NUMBERS = {"id", "sequence", "claimed_until", "seal", "mac"}
ASIDE = {"seals", "heartbeats", "alembic_version"}


@pytest.fixture
def world(postgresql_url: str) -> Iterator[World]:
    with in_process(postgresql_url, START) as world:
        yield world


def renewals_ring(world: World) -> None:
    """The reservations of the next month run; nobody has looked at the bells."""
    world.move(max(one.due_at for member in MEMBERS for one in world.live(member)))


def waiting(world: World) -> int:
    return len(world.rows(InboxEvent, InboxEvent.state == InboxState.NEW))


def live(world: World, seed: int) -> None:
    """A month in which cards fail, members stop, and money goes back, while nobody listens."""
    chance = random.Random(seed)
    for member in MEMBERS:
        world.join(member)
    for _ in range(2):
        for member in chance.sample(MEMBERS, 4):
            world.set_card(member, chance.choice(list(CardOutcome)))
        for member in chance.sample(MEMBERS, 2):
            if world.live(member):
                world.cancel(member)
        world.move(world.clock.now() + 31 * DAY)
        paid = [
            str(one["imp_uid"])
            for one in world.sandbox.payments()
            if one["status"] == "paid" and one["customer_uid_usage"] != "issue"
        ]
        for imp_uid in chance.sample(paid, 2):
            world.sandbox.refund_at_console(imp_uid, chance.choice([1_000, 9_900]), "전화")
        for again in chance.sample(world.sandbox.payments(), 5):
            world.ring(str(again["imp_uid"]), str(again["merchant_uid"]), str(again["status"]))
        while drain_inbox(world.system):
            pass
        world.work()


def whole_book(world: World) -> dict[str, Counter[str]]:
    """Every row of every table, but for the numbers that the database gives."""
    book, found = MetaData(), {}
    with world.system.database.engine.connect() as connection:
        book.reflect(connection)
        for table in book.sorted_tables:
            columns = [each for each in table.columns if each.name not in NUMBERS]
            if table.name not in ASIDE and columns:
                rows = connection.execute(select(*columns)).mappings()
                found[table.name] = Counter(str(sorted(row.items())) for row in rows)
    return found


def lived_by(url: str, seed: int) -> dict[str, Counter[str]]:
    with in_process(url, START, seed=seed) as world:
        live(world, seed)
        with world.system.database.reading() as session:
            assert check(session) == [], "the sums beside the ledger are the ledger's"
        return whole_book(world)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])  # fmt: skip
@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_a_group_leaves_the_books_that_one_by_one_leaves(
    fresh_sqlite: Callable[[], str],
    fresh_postgresql: Callable[[], AbstractContextManager[str]],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    seed: int,
) -> None:
    def lived() -> dict[str, Counter[str]]:
        if kind == "sqlite":
            return lived_by(fresh_sqlite(), seed)
        with fresh_postgresql() as url:
            return lived_by(url, seed)

    together = lived()
    monkeypatch.setattr(drain, "SETTLED_AT_ONCE", 1)
    alone = lived()
    assert together.keys() == alone.keys()
    for table, rows in alone.items():
        assert together[table] == rows, table


def test_whoever_has_a_member_of_a_group_is_not_waited_for_and_waits_for_nobody(
    world: World,
) -> None:
    for member in MEMBERS:
        world.join(member)
    renewals_ring(world)
    before, rung = len(world.rows(LedgerEntry)), waiting(world)
    with ThreadPoolExecutor(1) as pool, world.system.database.writing() as session:
        lock_member(session, world.number("u3"))
        draining = pool.submit(drain_inbox, world.system)
        while len(world.rows(LedgerEntry)) - before < len(MEMBERS) - 1:
            assert not draining.done()
        lock_member(session, world.number("u4"))  # of the same group; had it waited: a circle
        session.commit()
        assert draining.result() == rung
    assert waiting(world) == 0
    world.work()
    assert [world.ledger(member) for member in MEMBERS] == [[29_000] * 2] * len(MEMBERS)
    assert_books_agree(world)


@pytest.mark.parametrize(
    ("workers", "months"),
    [(2, 1), pytest.param(4, 8, marks=pytest.mark.slow)],
)
def test_workers_and_people_at_the_same_members_never_wait_in_a_circle(
    world: World, workers: int, months: int
) -> None:
    """Two people stop and go on, while somebody makes the sums anew: nobody is a victim."""
    for member in MEMBERS:
        world.join(member)
    for _ in range(months):
        renewals_ring(world)
        world.move(world.clock.now() + MINUTE)
        _together(
            *[lambda: _drain(world)] * workers,
            lambda: _change_minds(world, MEMBERS),
            lambda: _change_minds(world, MEMBERS[::-1]),
            lambda: _make_sums_anew(world),
        )
        _go_on(world, MEMBERS)
        world.work()
    assert _deadlocks(world) == 0
    assert waiting(world) == 0
    assert_books_agree(world)
    assert [len(world.ledger(member)) for member in MEMBERS] == [1 + months] * len(MEMBERS)


def _together(*acts: Callable[[], Any]) -> None:
    together = Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> None:
        together.wait()
        act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(begin, acts))


def _drain(world: World) -> None:
    worker = Worker(world.system)
    while waiting(world):
        drain_inbox(worker.system)


def _change_minds(world: World, members: list[str]) -> None:
    for member in members:
        world.cancel(member)
        _go_on(world, [member])


def _go_on(world: World, members: list[str]) -> None:
    for member in members:
        with suppress(Refusal):  # what they have paid is not known yet, or they have never stopped
            world.withdraw(member)


def _make_sums_anew(world: World) -> None:
    for _ in range(3):
        with world.system.database.writing() as session:
            rebuild(session)


def _deadlocks(world: World) -> int:
    counted = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    with world.system.database.reading() as session:
        return int(session.scalar(counted) or 0)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_slow_reading_of_a_group_undoes_nothing_that_was_settled_meanwhile(
    fresh_sqlite: Callable[[], str],
    fresh_postgresql: Callable[[], AbstractContextManager[str]],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    """Its lease is over: another settles the same notices and a refund, then the old answer comes."""
    with (
        nullcontext(fresh_sqlite()) if kind == "sqlite" else fresh_postgresql() as url,
        in_process(url, START) as world,
    ):
        for member in MEMBERS:
            world.join(member)
        renewals_ring(world)
        gateway, begun = world.system.gateway, list[bool]()
        answered = gateway.payments

        def slow(wanted: list[str]) -> list[Payment]:
            found = answered(wanted)
            if not begun:
                begun.append(True)
                world.move(world.clock.now() + 2 * LEASE)
                for one in (found[0], found[5]):
                    world.sandbox.refund_at_console(one.imp_uid, 9_900, "전화")
                while drain_inbox(world.system):
                    pass
            return found

        monkeypatch.setattr(gateway, "payments", slow)
        assert drain_inbox(world.system) == len(MEMBERS)
        while drain_inbox(world.system):
            pass

        money = sorted(sum(world.ledger(member)) for member in MEMBERS)
        assert money == [58_000 - 9_900] * 2 + [58_000] * (len(MEMBERS) - 2)
        world.work()
        assert sorted(sum(world.ledger(member)) for member in MEMBERS) == money
        booked = sorted(len(world.live(member)) for member in MEMBERS)
        assert booked == [0] * 2 + [1] * (len(MEMBERS) - 2)  # of a refund a person is asked first
        with world.system.database.reading() as session:
            assert check(session) == []
