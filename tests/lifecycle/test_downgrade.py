"""Approving a downgrade: a person looks, and the permission goes once, with evidence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from billing_core.gateway.wire import READ_ATTEMPTS
from billing_core.lifecycle.approve_downgrade import Decision, approve_downgrades
from billing_core.lifecycle.check_downgrade import check_downgrades
from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.models import AuditRow, Charge, OutboxMessage, PermissionChange
from billing_core.rules.actor import Actor
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import CheckCode, DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.period import due_at
from billing_core.rules.permission import Permission
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.people import APPROVER, SECOND_APPROVER, VIEWER
from tests.parts.world import DAY, World


def let_lapse(world: World, *member_ids: str) -> list[int]:
    """Joined, cancelled, and past paid-through: waiting for a person. Returns downgrade ids."""
    for member_id in member_ids:
        world.join(member_id)
        world.cancel(member_id)
    world.wait(32 * DAY)
    return [one.id for one in world.downgrades(DowngradeState.DUE)]


def taken_away(world: World) -> list[PermissionChange]:
    return list(world.rows(PermissionChange, PermissionChange.after == Permission.FREE))


def test_all_green_is_approved_with_who_when_and_what_was_read(world: World) -> None:
    [waiting] = let_lapse(world, "u1")
    [decision] = approve_downgrades(world.system, [waiting], APPROVER)
    assert decision.outcome == "approved"
    assert world.member("u1").permission is Permission.FREE
    [row] = world.downgrades(DowngradeState.APPROVED)
    assert (row.approved_by, row.approved_at) == (APPROVER.name, world.clock.now())
    assert {check["code"] for check in row.evidence} == {str(code) for code in CheckCode}
    assert all(check["ok"] for check in row.evidence)
    assert row.delivered_at is None, "not done until the company's app has acknowledged it"
    world.work()
    assert world.downgrades()[0].delivered_at == world.clock.now()


def test_a_viewer_may_look_but_not_decide(world: World) -> None:
    [waiting] = let_lapse(world, "u1")
    for act in (
        lambda: approve_downgrades(world.system, [waiting], VIEWER),
        lambda: hold(world, waiting, "확인 중", VIEWER),
        lambda: undo(world, waiting, VIEWER),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not_allowed"
    assert world.member("u1").permission is Permission.PAID


def test_a_booking_left_at_the_gateway_keeps_the_button_grey_and_says_so(world: World) -> None:
    customer_uid = world.join("u1")
    world.cancel("u1")
    world.wait(32 * DAY)
    world.call_gateway(
        "/subscribe/payments/schedule",
        {
            "customer_uid": customer_uid,
            "schedules": [
                {
                    "merchant_uid": "made-by-hand-1",
                    "schedule_at": int((world.clock.now() + DAY).timestamp()),
                    "amount": 29_000,
                    "name": "손으로 만든 예약",
                }
            ],
        },
    )
    [waiting] = [one.id for one in world.downgrades(DowngradeState.DUE)]
    [decision] = approve_downgrades(world.system, [waiting], APPROVER)
    assert decision.outcome == "not_green"
    assert decision.checklist is not None
    assert [check.code for check in decision.checklist.red] == [CheckCode.NO_LIVE_BOOKING]
    assert world.member("u1").permission is Permission.PAID


def test_a_gateway_that_cannot_be_read_is_never_green(world: World) -> None:
    [waiting] = let_lapse(world, "u1")
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="customer_schedules", times=None))
    checklist = check_downgrades(world.system, [waiting]).lists[waiting]
    assert [check.code for check in checklist.red] == [CheckCode.NO_LIVE_BOOKING]


def test_a_gateway_that_is_away_is_asked_about_the_first_alone_and_the_rest_still_wait(
    world: World,
) -> None:
    ids = let_lapse(world, "u1", "u2", "u3")
    world.sandbox.arm(Fault(FaultKind.ERROR_BEFORE, operation="get_schedules", times=READ_ATTEMPTS))

    decisions = approve_downgrades(world.system, ids, APPROVER)

    assert [one.outcome for one in decisions] == ["not_green"] * 3
    again = approve_downgrades(world.system, ids, APPROVER)
    assert [one.outcome for one in again] == ["approved"] * 3


def test_many_are_approved_at_once_but_only_the_green_ones(world: World) -> None:
    ids = let_lapse(world, "u1", "u2", "u3")
    hold(world, ids[1], "고객 문의 중")
    decisions = approve_downgrades(world.system, ids, APPROVER)
    assert [one.outcome for one in decisions] == ["approved", "already", "approved"]
    assert world.member("u2").permission is Permission.PAID


def test_a_held_row_needs_a_reason_and_waits_until_it_is_released(world: World) -> None:
    [waiting] = let_lapse(world, "u1")
    with pytest.raises(Refusal, match="no_reason"):
        hold(world, waiting, "  ")
    hold(world, waiting, "고객 문의 중")
    assert [one.hold_reason for one in world.downgrades(DowngradeState.HELD)] == ["고객 문의 중"]
    with world.system.database.writing() as session:
        release_downgrade(session, waiting, actor=APPROVER, now=world.clock.now())
    assert approve_downgrades(world.system, [waiting], APPROVER)[0].outcome == "approved"


def test_an_approval_can_be_undone_for_seven_days_and_waits_again_on_hold(world: World) -> None:
    [waiting] = let_lapse(world, "u1")
    approve_downgrades(world.system, [waiting], APPROVER)
    world.wait(7 * DAY)
    undo(world, waiting)
    assert world.member("u1").permission is Permission.PAID
    assert [one.undone_by for one in world.downgrades(DowngradeState.HELD)] == [APPROVER.name]
    changes = world.rows(PermissionChange)
    assert [str(one.after) for one in changes] == ["paid", "free", "paid"]
    assert len(world.rows(OutboxMessage)) == 3, "the app is told of each"


def test_after_seven_days_an_approval_stands(world: World) -> None:
    [waiting] = let_lapse(world, "u1")
    approve_downgrades(world.system, [waiting], APPROVER)
    world.wait(7 * DAY + timedelta(seconds=1))
    with pytest.raises(Refusal, match="too_late"):
        undo(world, waiting)


def test_money_for_a_time_already_over_waits_for_a_person_who_may_accept_it(
    world: World,
) -> None:
    """Somebody pressed "retry" in the console for a member whose ladder had ended."""
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait(45 * DAY)
    [waiting] = [one.id for one in world.downgrades(DowngradeState.DUE)]
    approve_downgrades(world.system, [waiting], APPROVER)
    world.set_card("u1", CardOutcome.APPROVED)
    failed = world.rows(Charge, Charge.state == ChargeState.FAILED)[-1].merchant_uid
    world.call_gateway(f"/subscribe/payments/schedule/{failed}/retry", {})
    world.work()
    [late] = world.findings(FindingKind.LATE_CAPTURE)
    assert world.member("u1").permission is Permission.FREE
    assert world.live("u1") == [], "nothing more is taken"
    cure_finding(world.system, late.id, Cure.ACCEPT_PAYMENT, reason="회원이 원함", actor=APPROVER)
    world.work()
    assert world.member("u1").permission is Permission.PAID
    assert world.findings() == []
    subscription = world.subscription("u1")
    assert subscription.status is SubscriptionStatus.ACTIVE
    assert subscription.anchor == kst_date(world.clock.now()), "time from now"
    assert [one.due_at for one in world.live("u1")] == [
        due_at(subscription.terms, 1, charge_hour=10)
    ]


@pytest.mark.parametrize("clicks", [2, 8])
def test_two_administrators_clicking_at_once_make_one_change(world: World, clicks: int) -> None:
    ids = let_lapse(world, "u1", "u2")
    together = Barrier(clicks)

    def click(who: Actor) -> list[Decision]:
        together.wait()
        return approve_downgrades(world.system, ids, who)

    people = [APPROVER, SECOND_APPROVER] * (clicks // 2)
    with ThreadPoolExecutor(clicks) as pool:
        decisions = [one for answers in pool.map(click, people) for one in answers]
    assert sum(one.outcome == "approved" for one in decisions) == 2
    assert sorted(world.called(one.member_id) for one in taken_away(world)) == ["u1", "u2"]
    approvals = world.rows(AuditRow, AuditRow.act == "downgrade.approved")
    assert len(approvals) == 2


def hold(world: World, downgrade_id: int, reason: str, actor: Actor = APPROVER) -> None:
    with world.system.database.writing() as session:
        hold_downgrade(session, downgrade_id, reason=reason, actor=actor, now=world.clock.now())


def undo(world: World, downgrade_id: int, actor: Actor = APPROVER) -> None:
    with world.system.database.writing() as session:
        undo_downgrade(session, downgrade_id, actor=actor, now=world.clock.now())
