from __future__ import annotations

from sqlalchemy import update

from billing_core.desk.findings import closed_findings, open_findings
from billing_core.desk.traffic import (
    failed_events,
    last_sweeps,
    stumbling_jobs,
    waiting_messages,
)
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.lifecycle.replay_event import replay_event
from billing_core.models import JobKind, OutboxMessage, Subscription
from billing_core.rules.finding import FindingKind
from billing_core.rules.unsettled import Unsettled
from billing_core.sandbox.faults import Fault, FaultKind
from tests.desk.conftest import DAY, live, read
from tests.parts.members import numbered
from tests.parts.people import APPROVER
from tests.parts.world import World


def charge_at_the_console(world: World, member_id: str) -> None:
    """Somebody at the company charges the card by hand, past the desk."""
    (subscription,) = world.rows(Subscription, Subscription.member_id == numbered(member_id))
    world.system.gateway.charge(
        customer_uid=subscription.customer_uid,
        merchant_uid="byhand0001",
        amount=subscription.price,
        name="수기 결제",
    )
    world.work()
    live(world, 1)


def test_a_double_charge_is_listed_with_what_can_be_given_back(world: World) -> None:
    world.join("hana")

    charge_at_the_console(world, "hana")

    (row,) = read(world, lambda session: open_findings(session, world.clock.now()))
    assert row.kind is FindingKind.DOUBLE_CHARGE
    assert (row.app_id, row.amount, row.refundable) == ("hana", 29_000, 29_000)


def test_a_refunded_one_moves_to_the_closed_with_the_name_of_who_did_it(world: World) -> None:
    world.join("hana")
    charge_at_the_console(world, "hana")
    (row,) = read(world, lambda session: open_findings(session, world.clock.now()))

    refund_payment(
        world.system, row.subject, amount=row.refundable, reason="이중 결제", actor=APPROVER
    )

    assert read(world, lambda session: open_findings(session, world.clock.now())) == []
    closed = read(world, lambda session: closed_findings(session, 10))
    refunded = [each for each in closed if each.kind is FindingKind.DOUBLE_CHARGE]
    assert [each.resolved_by for each in refunded] == [APPROVER.name]
    assert refunded[0].refundable == 0


def test_a_forged_webhook_ends_in_the_failed_list_and_can_be_replayed(world: World) -> None:
    world.join("hana")
    [booked] = world.live("hana")
    world.ring("imp_000000000000", booked.merchant_uid, "paid")
    world.wait(4 * DAY)

    (event,) = read(world, failed_events)
    assert event.imp_uid == "imp_000000000000"
    assert event.error == Unsettled.NOT_THERE
    assert b"imp_000000000000" in event.body

    with world.system.database.writing() as session:
        replay_event(session, event.id, actor=APPROVER, now=world.clock.now())

    assert read(world, failed_events) == []


def test_a_notice_waits_until_the_app_acknowledges_it(world: World) -> None:
    world.join("hana")
    assert read(world, waiting_messages) == []
    with world.system.database.writing() as session:
        session.execute(update(OutboxMessage).values(delivered_at=None, last_error="앱이 쉬는 중"))

    (message,) = read(world, waiting_messages)

    assert message.app_id == "hana"
    assert message.error == "앱이 쉬는 중"


def test_a_job_that_stumbles_is_shown_with_its_error(world: World) -> None:
    world.register_card("hana")
    world.sandbox.arm(Fault(FaultKind.UNAUTHORIZED, operation="again", times=10))

    world.work()

    (job,) = read(world, stumbling_jobs)
    assert job.kind is JobKind.CHARGE_NOW
    assert job.attempts == 1
    assert job.next_try_at > world.clock.now()
    assert job.error


def test_the_latest_sweep_comes_first(world: World) -> None:
    live(world, 2)
    live(world, 2)

    sweeps = read(world, lambda session: last_sweeps(session, 2))

    assert len(sweeps) == 2
    assert sweeps[0].started_at > sweeps[1].started_at
    assert all(sweep.finished_at is not None for sweep in sweeps)
