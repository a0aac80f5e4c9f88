"""Unknown outcomes: read until it is clear, never charge again under a new number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.gateway import NotSent
from billing_core.models import Charge, JobKind
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.world import DAY, World

UNCLEAR = [
    FaultKind.TIMEOUT_BEFORE,
    FaultKind.TIMEOUT_AFTER,
    FaultKind.ERROR_BEFORE,
    FaultKind.ERROR_AFTER,
    FaultKind.REFUSED_BEFORE,
    FaultKind.REFUSED_AFTER,
    FaultKind.TOO_MANY_REQUESTS,
    FaultKind.BROKEN_BODY,
    FaultKind.LATE,
]


def captured(world: World) -> list[int]:
    """Won the gateway really took, issuances apart."""
    return [
        int(str(one["amount"]))
        for one in world.sandbox.payments()
        if one["status"] == "paid" and one["customer_uid_usage"] != "issue"
    ]


@pytest.mark.parametrize("guard", [True, False], ids=["guard on", "guard off"])
@pytest.mark.parametrize("fault", UNCLEAR)
def test_an_unclear_first_charge_takes_the_money_exactly_once(
    world: World, fault: FaultKind, guard: bool
) -> None:
    world.sandbox.configure(duplicate_guard=guard, webhook_loss=1.0)
    world.sandbox.arm(Fault(fault, operation="again", seconds=300))
    world.join("u1")
    world.wait_until(world.clock.now() + timedelta(hours=3), pace=timedelta(minutes=6))
    assert captured(world) == [29_000]
    assert world.ledger("u1") == [29_000]
    assert world.subscription("u1").status is SubscriptionStatus.ACTIVE
    assert len(world.live("u1")) == 1


@pytest.mark.parametrize("fault", UNCLEAR)
def test_an_unclear_booking_ends_as_exactly_one(world: World, fault: FaultKind) -> None:
    world.sandbox.configure(webhook_loss=1.0)
    world.sandbox.arm(Fault(fault, operation="schedule", seconds=300))
    customer_uid = world.join("u1")
    world.wait_until(world.clock.now() + timedelta(hours=3), pace=timedelta(minutes=6))
    assert len(world.gateway_bookings(customer_uid)) == 1
    assert [one.state for one in world.live("u1")] == [ChargeState.BOOKED]


def test_absent_is_believed_only_after_a_quarter_of_an_hour_and_several_reads(
    world: World,
) -> None:
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_BEFORE, operation="again"))
    world.join("u1")
    world.wait_until(world.clock.now() + timedelta(minutes=14), pace=timedelta(minutes=1))
    assert [one.state for one in world.rows(Charge)] == [ChargeState.UNKNOWN]
    world.wait_until(world.clock.now() + timedelta(minutes=12), pace=timedelta(minutes=1))
    assert [one.state for one in world.rows(Charge)] == [ChargeState.UNKNOWN], "two reads so far"
    world.wait_until(world.clock.now() + timedelta(minutes=2), pace=timedelta(minutes=1))
    [first] = world.rows(Charge, Charge.period == 0)
    assert (first.state, first.requested_times) == (ChargeState.PAID, 2)


def test_after_a_day_without_an_answer_it_is_a_persons_and_the_period_stays_frozen(
    world: World,
) -> None:
    world.sandbox.configure(webhook_loss=1.0)
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="again"))
    world.register_card("u1")
    world.work()
    for operation in ("find_all", "payments_by_status", "get_payments"):
        world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation=operation, times=None))
    world.wait(2 * DAY)
    assert len(world.findings(FindingKind.UNKNOWN_OUTCOME)) == 1
    assert captured(world) == [29_000]
    world.sandbox.clear_faults()
    world.wait(DAY)
    assert world.findings(FindingKind.UNKNOWN_OUTCOME) == []
    assert world.ledger("u1") == [29_000]


def test_a_request_found_half_written_at_start_up_is_read_not_sent_again(world: World) -> None:
    """We died after asking and before writing down the answer."""
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="again"))
    world.sandbox.configure(webhook_loss=1.0)
    world.register_card("u1")
    world.work()
    with world.system.database.writing() as session:
        charge = session.get_one(Charge, world.rows(Charge)[0].merchant_uid)
        charge.state = ChargeState.REQUESTING
    world.forget_jobs(JobKind.RESOLVE)
    world.wait_until(world.clock.now() + timedelta(hours=1), pace=timedelta(minutes=6))
    assert captured(world) == [29_000]
    assert world.ledger("u1") == [29_000]


def test_a_connection_that_never_opened_is_sent_again_under_the_same_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplugged(**_: object) -> None:
        raise NotSent("no route to the gateway", operation="again")

    with monkeypatch.context() as cable:
        cable.setattr(type(world.system.gateway), "charge", lambda _self, **_: unplugged())
        world.join("u1")
        assert [one.state for one in world.rows(Charge)] == [ChargeState.NOT_SENT]
    world.wait_until(world.clock.now() + timedelta(minutes=5), pace=timedelta(minutes=1))
    first = world.rows(Charge, Charge.period == 0)
    assert [(one.state, one.attempt) for one in first] == [(ChargeState.PAID, 1)]


def test_a_booking_the_gateway_keeps_refusing_becomes_an_open_alert(world: World) -> None:
    world.sandbox.arm(Fault(FaultKind.REFUSED_BEFORE, operation="schedule", times=None))
    world.join("u1")
    world.wait_until(world.clock.now() + timedelta(hours=4), pace=timedelta(minutes=8))
    assert len(world.findings(FindingKind.NO_NEXT_BOOKING)) == 1
    assert [one.attempt for one in world.rows(Charge, Charge.period == 1)] == [1]
