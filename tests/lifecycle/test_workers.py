"""Several workers at once never do a thing twice, on either database."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from billing_core.jobs import claim, enqueue, finish, remind
from billing_core.models import Charge, InboxEvent, InboxState, Job, JobKind
from billing_core.rules.charge import ChargeState
from billing_core.worker import Worker
from tests.parts.world import World


def tick_together(world: World, workers: int) -> None:
    together = Barrier(workers)

    def tick(worker: Worker) -> None:
        together.wait()
        worker.tick()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(tick, [Worker(world.system) for _ in range(workers)]))


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_ticking_together_charge_and_book_each_member_once(
    world: World, workers: int
) -> None:
    members = [f"u{number}" for number in range(12)]
    for member_id in members:
        world.register_card(member_id)
        world.ring_again()
    for _ in range(3):
        tick_together(world, workers)
    world.work()
    for member_id in members:
        assert world.ledger(member_id) == [29_000]
        assert [one.state for one in world.live(member_id)] == [ChargeState.BOOKED]
    captured = Counter(
        one["merchant_uid"] for one in world.sandbox.payments() if one["status"] == "paid"
    )
    assert set(captured.values()) == {1}
    scheduled = [one for one in world.sandbox.schedules() if one["schedule_status"] == "scheduled"]
    assert len(scheduled) == len(members)
    assert world.sandbox.stats().calls["schedule"] == len(members), "each was asked for once"
    left = world.rows(InboxEvent, InboxEvent.state != InboxState.PROCESSED)
    assert left == []


def test_a_job_asked_for_while_it_runs_runs_once_more(world: World) -> None:
    now = world.clock.now()
    with world.system.database.writing() as session:
        enqueue(session, JobKind.BOOK_NEXT, "s1", now)
    with world.system.database.writing() as session:
        [running] = claim(session, Job, now)
    with world.system.database.writing() as session:
        enqueue(session, JobKind.BOOK_NEXT, "s1", now)
        assert claim(session, Job, now) == [], "nobody else may take it meanwhile"
    with world.system.database.writing() as session:
        finish(session, running)
    with world.system.database.writing() as session:
        [again] = claim(session, Job, now)
        finish(session, again)
    assert world.rows(Job) == []


def test_a_worker_that_died_loses_its_claim_and_another_goes_on(world: World) -> None:
    now = world.clock.now()
    with world.system.database.writing() as session:
        enqueue(session, JobKind.BOOK_NEXT, "s1", now)
        assert len(claim(session, Job, now)) == 1
    with world.system.database.writing() as session:
        assert claim(session, Job, now + timedelta(minutes=4)) == []
        assert len(claim(session, Job, now + timedelta(minutes=5))) == 1


def test_a_reminder_does_not_disturb_a_jobs_patience(world: World) -> None:
    now = world.clock.now()
    with world.system.database.writing() as session:
        enqueue(session, JobKind.RESOLVE, "m1", now + timedelta(minutes=6))
        remind(session, JobKind.RESOLVE, "m1", now)
        assert claim(session, Job, now) == []


def test_a_job_that_fails_is_seen_with_its_reason_and_comes_back_ever_later(world: World) -> None:
    now = world.clock.now()
    with world.system.database.writing() as session:
        enqueue(session, JobKind.BOOK_NEXT, "no-such-subscription", now)
    world.work()
    [waiting] = world.rows(Job, Job.kind == JobKind.BOOK_NEXT)
    assert waiting.last_error
    assert waiting.run_at == now + timedelta(seconds=30)
    world.move(now + timedelta(seconds=30))
    world.work()
    [waiting] = world.rows(Job, Job.kind == JobKind.BOOK_NEXT)
    assert waiting.run_at == world.clock.now() + timedelta(minutes=1)
    assert world.rows(Charge) == []


def test_a_clock_that_was_a_year_ahead_and_is_set_right_holds_nothing_up(world: World) -> None:
    right = world.clock.now()
    world.clock.set(right + timedelta(days=365))
    world.work()  # the round and the sweep now wait for next year
    with world.system.database.writing() as session:
        enqueue(session, JobKind.RESOLVE, "m1", world.clock.now())
        assert len(claim(session, Job, world.clock.now())) == 1
    world.clock.set(right)
    world.join("u1")
    assert world.ledger("u1") == [29_000]
    longest = timedelta(days=7)  # a world looks after its lights once a week
    assert all(job.run_at <= right + longest for job in world.rows(Job))
    assert all(job.claimed_until is None for job in world.rows(Job))
