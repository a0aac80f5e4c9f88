"""A lease is longer than the work it covers: it is renewed meanwhile, and given back at the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from billing_core.bootstrap import APP_TIMEOUT
from billing_core.clock import HeldClock
from billing_core.database import BUSY_TIMEOUT_MS, Database
from billing_core.gateway.transport import Timeouts
from billing_core.held_claims import HeldClaims, holding
from billing_core.idempotency import LEASE as REQUEST_LEASE
from billing_core.jobs import LEASE, claim, enqueue, finish, put_back
from billing_core.models import Job, JobKind
from billing_core.notices.channel import SECONDS as NOTICE_SECONDS
from billing_core.outbox.deliver import TIMEOUT as DELIVERY_TIMEOUT
from billing_core.rules.loop import BEAT_EVERY, OWN_TIME, LoopName

SUBJECTS = ["m1", "m2", "m3"]
BUSY = timedelta(milliseconds=BUSY_TIMEOUT_MS)
POOL_WAIT = timedelta(seconds=30)  # SQLAlchemy's own, for a connection that is free


def jobs(database: Database) -> dict[str, Job]:
    with database.reading() as session:
        return {job.subject: job for job in session.scalars(select(Job))}


def take(database: Database, clock: HeldClock, held: HeldClaims | None = None) -> list[Job]:
    with database.writing() as session:
        if held is None:
            return claim(session, Job, clock.now(), limit=9)
        with holding(held):
            return claim(session, Job, clock.now(), limit=9)


@pytest.fixture
def held(database: Database, held_clock: HeldClock) -> HeldClaims:
    """Of a loop that has three jobs in hand."""
    with database.writing() as session:
        for subject in SUBJECTS:
            enqueue(session, JobKind.RESOLVE, subject, held_clock.now())
    held = HeldClaims(held_clock)
    assert len(take(database, held_clock, held)) == 3
    return held


def renew(database: Database, clock: HeldClock, held: HeldClaims) -> None:
    until = clock.now() + LEASE
    with database.writing() as session:
        held.renew(session, until)
    held.renewed(until)


def test_nobody_else_gets_what_is_worked_on_however_long_it_takes(
    database: Database, held_clock: HeldClock, held: HeldClaims
) -> None:
    for _ in range(int(3 * LEASE / BEAT_EVERY)):
        held_clock.advance(BEAT_EVERY)
        renew(database, held_clock, held)
        assert take(database, held_clock) == []
    held_clock.advance(LEASE)
    assert len(take(database, held_clock)) == 3, "with the process the lease ends, too"


def test_a_renewal_that_was_not_committed_does_no_harm(
    database: Database, held_clock: HeldClock, held: HeldClaims
) -> None:
    def fail() -> None:
        with database.writing() as session:
            held.renew(session, held_clock.now() + LEASE)
            raise KeyError

    for _ in range(3):
        held_clock.advance(BEAT_EVERY)
        with pytest.raises(KeyError):
            fail()
    held_clock.advance(BEAT_EVERY)
    renew(database, held_clock, held)
    leases = {job.claimed_until for job in jobs(database).values()}
    assert leases == {held_clock.now() + LEASE}


def test_what_is_given_back_is_free_at_once_and_the_try_has_cost_nothing(
    database: Database, held_clock: HeldClock, held: HeldClaims
) -> None:
    held_clock.advance(BEAT_EVERY)
    renew(database, held_clock, held)
    with database.writing() as session:
        held.give_back(session)
    assert {job.attempts for job in jobs(database).values()} == {0}
    assert len(take(database, held_clock)) == 3


def test_what_is_done_or_was_put_back_stays_so(
    database: Database, held_clock: HeldClock, held: HeldClaims
) -> None:
    found = jobs(database)
    with database.writing() as session:
        finish(session, found["m1"])
        put_back(session, found["m2"], Job, "timeout", held_clock.now())
    with database.writing() as session:
        held.give_back(session)
    left = jobs(database)
    assert sorted(left) == ["m2", "m3"]
    assert (left["m2"].attempts, left["m2"].last_error) == (1, "timeout")
    assert (left["m3"].attempts, left["m3"].claimed_until) == (0, None)


def test_what_somebody_else_has_taken_meanwhile_stays_theirs(
    database: Database, held_clock: HeldClock, held: HeldClaims
) -> None:
    held_clock.advance(LEASE)  # we stood still
    assert len(take(database, held_clock)) == 3
    theirs = {job.claimed_until for job in jobs(database).values()}
    held_clock.advance(BEAT_EVERY)
    renew(database, held_clock, held)
    with database.writing() as session:
        held.give_back(session)
    assert {job.claimed_until for job in jobs(database).values()} == theirs


def test_the_lease_outlives_several_renewals_that_come_to_nothing() -> None:
    slowest = BEAT_EVERY + BUSY + POOL_WAIT
    assert 4 * slowest <= LEASE


def test_the_lease_of_a_request_is_longer_than_its_answer_may_take() -> None:
    """It claims, does its one step, and keeps the answer, each of which waits for the book."""
    assert REQUEST_LEASE >= 2 * BUSY + 2 * POOL_WAIT


def test_each_loop_has_longer_for_one_thing_than_its_time_outs_add_up_to() -> None:
    """Otherwise /readyz would be red while everything is slow and well."""

    def seconds(*parts: float | None) -> timedelta:
        assert None not in parts
        return timedelta(seconds=sum(part or 0 for part in parts))

    at_gateway = Timeouts()
    token = seconds(*[at_gateway.connect] * 2, *[at_gateway.read] * 2)
    read = 2 * (token + seconds(*[at_gateway.connect] * 2, *[at_gateway.read] * 2))
    retried = timedelta(seconds=20) + read  # after so long no further try begins
    act = retried + 2 * (token + seconds(*[at_gateway.connect] * 2, *[at_gateway.write] * 2))
    one_step = retried + act + 4 * BUSY
    assert OWN_TIME[LoopName.WORK] > one_step

    post = seconds(*(getattr(DELIVERY_TIMEOUT, part) for part in ("connect", "read", "write")))
    assert OWN_TIME[LoopName.DELIVERY] > post + seconds(DELIVERY_TIMEOUT.pool) + 4 * BUSY
    assert OWN_TIME[LoopName.NOTICES] > 8 * timedelta(seconds=NOTICE_SECONDS) + 4 * BUSY
    assert APP_TIMEOUT.read is not None
    assert OWN_TIME[LoopName.READINGS] > one_step
