"""Notices about payments that nobody knows: last, once, counted, and gone after a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from billing_core.desk.waiting import waiting
from billing_core.inbox.delivery import Delivery
from billing_core.inbox.drain import BATCH, drain_inbox, drain_strangers
from billing_core.inbox.receive import Ring, receive, store
from billing_core.lifecycle import strangers
from billing_core.lifecycle.round import make_round
from billing_core.lifecycle.strangers import MOST_OF_ONE, strangers_kept
from billing_core.models import Charge, Finding, InboxEvent, InboxState, PaymentRecord
from billing_core.rules.loop import LoopName
from billing_core.rules.refusal import Refusal
from billing_core.sandbox import FaultKind
from billing_core.worker import Worker
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)  # 10 January 2025, 10:00 in Seoul


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, START) as world:
        yield world


def forge(world: World, number: int, *, first: int = 0, order: str = "", times: int = 1) -> None:
    """Somebody posts notices about payments that there are not."""
    with world.system.database.writing() as session:
        for _ in range(times):
            for each in range(first, first + number):
                receive(
                    session,
                    body=f"imp_uid=imp_forged{each}&merchant_uid={order}&status=paid".encode(),
                    content_type="application/x-www-form-urlencoded",
                    remote="203.0.113.9",
                    now=world.clock.now(),
                )


def reads(world: World) -> int:
    return world.sandbox.stats().calls.get("get_payments", 0)


def kept(world: World) -> int:
    with world.system.database.reading() as session:
        return strangers_kept(session)


def states(world: World, beginning: str) -> set[InboxState]:
    return {e.state for e in world.rows(InboxEvent) if e.imp_uid.startswith(beginning)}


def test_genuine_notices_are_settled_before_a_single_forged_one_is_read(world: World) -> None:
    forge(world, 3 * BATCH)
    members = [f"u{n}" for n in range(10)]
    for member in members:
        world.register_card(member)

    drain_inbox(world.system)

    assert states(world, "imp_forged") == {InboxState.NEW}
    assert InboxState.NEW not in {
        e.state for e in world.rows(InboxEvent) if not e.imp_uid.startswith("imp_forged")
    }
    world.work()
    assert [world.ledger(member) for member in members] == [[29_000]] * 10


def test_a_hundred_forged_ones_cost_one_call_and_are_never_asked_about_again(world: World) -> None:
    forge(world, 3 * BATCH)
    before = reads(world)
    while drain_inbox(world.system) + drain_strangers(world.system):
        pass
    assert reads(world) - before == 3
    assert states(world, "imp_forged") == {InboxState.ABSENT}

    forge(world, 3 * BATCH, times=2)
    world.move(world.clock.now() + timedelta(hours=3))
    while drain_inbox(world.system) + drain_strangers(world.system):
        pass
    assert reads(world) - before == 3
    assert kept(world) == 3 * BATCH
    assert world.rows(Finding) == []


def test_they_are_gone_after_a_day_and_what_is_ours_stays(world: World) -> None:
    world.join("kim")
    forge(world, 5)
    world.work()
    ours = {e.id for e in world.rows(InboxEvent) if not e.stranger}
    assert kept(world) == 5
    assert ours

    world.move(world.clock.now() + DAY + timedelta(minutes=1))
    make_round(world.system)

    assert kept(world) == 0
    assert ours <= {e.id for e in world.rows(InboxEvent)}


def test_there_are_only_so_many_and_ours_get_in_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "MOST_KEPT", 7)
    forge(world, 7)
    with pytest.raises(Refusal, match="webhook_strangers"):
        forge(world, 1, first=7)
    forge(world, 7)  # each has its row already

    world.join("kim")

    assert world.ledger("kim") == [29_000]
    assert kept(world) == 7


def test_a_charge_from_the_console_rings_as_a_stranger_and_is_read(world: World) -> None:
    customer_uid = world.join("kim")
    world.system.gateway.charge(
        customer_uid=customer_uid, merchant_uid="byhand1", amount=9_900, name="수기"
    )
    [rung] = [e for e in world.rows(InboxEvent) if e.merchant_uid == "byhand1"]
    assert rung.stranger

    world.work()

    assert sorted(world.ledger("kim")) == [9_900, 29_000]
    [read] = [e for e in world.rows(InboxEvent) if e.merchant_uid == "byhand1"]
    assert (read.state, read.stranger) == (InboxState.PROCESSED, False)
    assert kept(world) == 0


def test_an_order_of_ours_vouches_for_a_few_notices_only(world: World) -> None:
    """Whoever buys knows the number of their own order."""
    world.join("kim")
    [order] = {c.merchant_uid for c in world.rows(Charge) if c.settled_at is not None}
    forge(world, MOST_OF_ONE + 30, order=order)
    rung = [e for e in world.rows(InboxEvent) if e.imp_uid.startswith("imp_forged")]
    assert sum(not e.stranger for e in rung) == MOST_OF_ONE


def test_a_known_payment_vouches_for_a_few_notices_only(world: World) -> None:
    """A member reads the number of their payment on its slip, and rings it without end."""
    world.join("kim")
    [paid] = [one.imp_uid for one in world.rows(Charge) if one.imp_uid]
    before = len(world.rows(InboxEvent))
    with world.system.database.writing() as session:
        for _ in range(3):
            rings = [Ring(Delivery(imp_uid=paid, merchant_uid="")) for _ in range(MOST_OF_ONE)]
            assert store(session, rings, world.clock.now()) == [None] * MOST_OF_ONE
    rung = world.rows(InboxEvent)[before:]
    assert [one.stranger for one in rung] == [False] * MOST_OF_ONE + [True]

    world.work()

    assert {one.state for one in world.rows(InboxEvent)} == {InboxState.PROCESSED}
    assert world.ledger("kim") == [29_000]


def test_nobody_is_a_stranger_where_the_vendors_addresses_are_named(world: World) -> None:
    with world.system.database.writing() as session:
        receive(
            session,
            body=b'{"imp_uid": "imp_unknown"}',
            content_type="application/json",
            remote="52.78.100.19",
            vouched=True,
            now=world.clock.now(),
        )
    [event] = world.rows(InboxEvent)
    assert not event.stranger


def test_while_the_gateway_is_away_they_wait_without_being_given_up(world: World) -> None:
    forge(world, 3)
    world.sandbox.outage(FaultKind.ERROR_BEFORE, ["get_payments"])
    drain_strangers(world.system)
    assert states(world, "imp_forged") == {InboxState.NEW}
    world.sandbox.lift_outage()

    world.move(world.clock.now() + timedelta(minutes=2))
    drain_strangers(world.system)
    assert states(world, "imp_forged") == {InboxState.ABSENT}


def test_a_hundred_that_are_refused_together_are_left_to_the_sweep(world: World) -> None:
    customer_uid = world.join("kim")
    forge(world, 5)
    world.system.gateway.charge(
        customer_uid=customer_uid, merchant_uid="byhand1", amount=9_900, name="수기"
    )
    world.sandbox.outage(FaultKind.REFUSED_BEFORE, ["get_payments"])
    before = reads(world)
    drain_strangers(world.system)
    assert reads(world) - before == 1
    assert kept(world) == 6
    world.sandbox.lift_outage()

    world.move(world.clock.now() + timedelta(hours=2))
    world.work()

    assert sorted(world.ledger("kim")) == [9_900, 29_000]


def test_a_forged_notice_proves_no_doorbell(world: World) -> None:
    forge(world, 1)
    with world.system.database.reading() as session:
        assert waiting(session).last_webhook_at is None
    world.join("kim")
    with world.system.database.reading() as session:
        assert waiting(session).last_webhook_at is not None


def test_the_running_loops_read_them_beside_what_is_ours(world: World) -> None:
    forge(world, 3)
    world.register_card("kim")
    turns = {loop.name: loop.turn for loop in Worker(world.system).loops}

    while turns[LoopName.WORK]():
        pass
    assert world.ledger("kim") == [29_000]
    assert states(world, "imp_forged") == {InboxState.NEW}
    while turns[LoopName.READINGS]():
        pass
    assert states(world, "imp_forged") == {InboxState.ABSENT}


def test_what_is_old_is_found_among_strangers_and_not_in_the_whole_history(sqlite_url: str) -> None:
    """The round asks every minute, and the inbox is never emptied."""
    asked: list[str] = []
    with in_process(sqlite_url, START) as world:
        engine = world.system.database.engine

        @event.listens_for(engine, "before_cursor_execute")
        def note(_c: object, cursor: Any, statement: str, values: Any, *_: object) -> None:
            if statement.startswith("DELETE FROM inbox_events"):
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
                asked.extend(str(row) for row in cursor.fetchall())

        make_round(world.system)
    assert asked
    assert all("old_strangers" in each for each in asked), asked


def test_a_group_is_stored_as_if_each_had_come_alone(
    fresh_sqlite: Callable[[], str], fresh_postgresql: Callable[[], AbstractContextManager[str]]
) -> None:
    """Whatever it is made of: ours, strangers', of one order, repeated, and for some no room."""
    with fresh_postgresql() as postgresql_url:
        alone, *at_once = (
            _kept_of(fresh_sqlite(), 1),
            _kept_of(fresh_sqlite(), 16),
            _kept_of(postgresql_url, 16),
        )
    assert at_once == [alone, alone]
    rows, refused = alone
    assert {stranger for _, _, stranger in rows} == {True, False}
    assert refused > 0


def _kept_of(database_url: str, at_once: int) -> tuple[list[tuple[str, str, bool]], int]:
    """The rows of a crowd that comes so many at a time, and how many were turned away."""
    random, room = Random(7), 30
    with in_process(database_url, START) as world, pytest.MonkeyPatch.context() as patch:
        patch.setattr(strangers, "MOST_KEPT", room)
        world.join("kim")
        order = world.rows(Charge)[0].merchant_uid
        payments = [one.imp_uid for one in world.rows(PaymentRecord)]
        before = len(world.rows(InboxEvent))
        crowd = [
            Ring(
                Delivery(
                    imp_uid=random.choice([*payments, *(f"imp_forged{n}" for n in range(60))]),
                    merchant_uid=random.choice(["", order, "elsewhere"]),
                ),
                vouched=random.random() < 0.1,
            )
            for _ in range(160)
        ]
        refusals: list[Refusal | None] = []
        for first in range(0, len(crowd), at_once):
            with world.system.database.writing() as session:
                refusals += store(session, crowd[first : first + at_once], world.clock.now())
        rows = sorted(world.rows(InboxEvent), key=lambda row: row.id)[before:]
    kept = [(row.imp_uid, row.merchant_uid, row.stranger) for row in rows]
    return kept, sum(refusal is not None for refusal in refusals)
