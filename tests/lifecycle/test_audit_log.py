"""The audit log: every change of money, booking, card and permission says who, of whom and what."""

from __future__ import annotations

from datetime import timedelta

from billing_core.lifecycle.hold_downgrade import hold_downgrade
from billing_core.lifecycle.replay_event import replay_event
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.models import AuditRow, Charge, Downgrade, InboxEvent, LedgerEntry
from billing_core.rules.act import Act
from billing_core.rules.actor import SYSTEM, Actor
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.sandbox.cards import CardOutcome
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World

OTHER_CARD = "9381-0000-0000-0001"


def written(world: World, act: Act, subject: str) -> AuditRow:
    """The one row of this act and subject."""
    row: AuditRow
    [row] = world.rows(AuditRow, AuditRow.act == act, AuditRow.subject == subject)
    return row


def by(row: AuditRow, actor: Actor) -> bool:
    return (row.actor_kind, row.actor) == (actor.kind, actor.id)


def waiting_downgrade(world: World) -> Downgrade:
    world.join("u1")
    world.cancel("u1")
    world.wait(32 * DAY)
    return world.due_downgrade("u1")


def test_a_charge_is_written_down_before_it_is_sent_and_when_it_is_paid(world: World) -> None:
    world.join("u1")

    [paid] = world.rows(Charge, Charge.state == ChargeState.PAID)
    asked = written(world, Act.CHARGE_REQUESTED, paid.merchant_uid)
    took = written(world, Act.CHARGE_PAID, paid.merchant_uid)
    assert by(asked, SYSTEM)
    assert (asked.member_id, took.member_id) == (world.number("u1"), world.number("u1"))
    assert asked.id < took.id
    assert took.detail["amount"] == 29_000


def test_a_booking_is_written_down_when_it_is_asked_for_and_when_it_stands(world: World) -> None:
    world.join("u1")

    [booked] = world.live("u1")
    asked = written(world, Act.CHARGE_REQUESTED, booked.merchant_uid)
    stands = written(world, Act.CHARGE_BOOKED, booked.merchant_uid)
    assert asked.id < stands.id
    assert stands.member_id == world.number("u1")


def test_another_card_is_written_down(world: World) -> None:
    world.join("u1")

    world.register_card("u1", OTHER_CARD)
    world.work()

    [changed] = world.rows(AuditRow, AuditRow.act == Act.CARD_CHANGED)
    assert changed.member_id == world.number("u1")


def test_who_took_an_approval_back(world: World) -> None:
    waiting = waiting_downgrade(world)
    assert world.approve("u1") == "approved"
    with world.system.database.writing() as session:
        undo_downgrade(session, waiting.id, actor=APPROVER, now=world.clock.now())

    assert by(written(world, Act.DOWNGRADE_UNDONE, str(waiting.id)), APPROVER)


def test_who_held_a_downgrade_and_why(world: World) -> None:
    waiting = waiting_downgrade(world)
    with world.system.database.writing() as session:
        hold_downgrade(
            session, waiting.id, reason="고객 문의 중", actor=APPROVER, now=world.clock.now()
        )

    assert [one.id for one in world.downgrades(DowngradeState.HELD)] == [waiting.id]
    held = written(world, Act.DOWNGRADE_HELD, str(waiting.id))
    assert by(held, APPROVER)
    assert "고객 문의 중" in held.detail.values()


def test_who_gave_money_back_and_who_closed_the_question(world: World) -> None:
    world.sandbox.charge_at_console(world.join("u1"), "hand-1", 29_000)
    world.work()
    [double] = world.findings(FindingKind.DOUBLE_CHARGE)

    world.cure_one(double, Cure.REFUND)

    asked = written(world, Act.REFUND_REQUESTED, double.subject)
    assert by(asked, APPROVER)
    assert asked.detail["amount"] == 29_000
    assert len(world.rows(LedgerEntry, LedgerEntry.amount == -29_000)) == 1
    closed = world.rows(AuditRow, AuditRow.act == Act.FINDING_CLOSED)
    assert double.subject in {one.subject for one in closed}


def test_who_left_a_question_as_it_is(world: World) -> None:
    world.sandbox.charge_at_console(world.join("u1"), "hand-1", 29_000)
    world.work()
    [double] = world.findings(FindingKind.DOUBLE_CHARGE)

    world.cure_one(double, Cure.LEAVE_IT)

    closings = world.rows(AuditRow, AuditRow.act == Act.FINDING_CLOSED)
    assert [one.subject for one in closings if by(one, APPROVER)] == [double.subject]


def test_who_asked_for_another_try(world: World) -> None:
    world.join("u1")
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait(32 * DAY)

    world.retry("u1")

    [asked] = world.rows(AuditRow, AuditRow.act == Act.CHARGE_RETRY_ASKED)
    assert by(asked, APPROVER)
    assert asked.member_id == world.number("u1")


def test_who_replayed_a_notice(world: World) -> None:
    world.join("u1")
    [booked] = world.live("u1")
    world.ring("imp_000000000000", booked.merchant_uid, "paid")
    world.wait_until(world.clock.now() + timedelta(minutes=32), pace=timedelta(minutes=4))
    [given_up] = world.rows(InboxEvent, InboxEvent.imp_uid == "imp_000000000000")

    with world.system.database.writing() as session:
        replay_event(session, given_up.id, actor=APPROVER, now=world.clock.now())

    assert by(written(world, Act.EVENT_REPLAYED, str(given_up.id)), APPROVER)
