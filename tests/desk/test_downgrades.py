from __future__ import annotations

from datetime import timedelta

from billing_core.desk.downgrades import (
    DowngradeRow,
    count_waiting,
    downgrades_decided,
    downgrades_of,
    downgrades_waiting,
)
from billing_core.desk.ending_soon import count_upcoming, upcoming_ends
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.hold_downgrade import hold_downgrade
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.subscription import EndKind
from billing_core.sandbox.cards import CardOutcome
from tests.desk.conftest import START, live, read
from tests.parts.people import APPROVER
from tests.parts.world import World


def waiting_rows(world: World, state: DowngradeState = DowngradeState.DUE) -> list[DowngradeRow]:
    return read(world, lambda session: downgrades_waiting(session, state, 50))


def decided(world: World) -> list[DowngradeRow]:
    return read(world, lambda session: downgrades_decided(session, 50))


def one_member_leaves(world: World) -> DowngradeRow:
    world.join("hana")
    live(world, 5)
    world.cancel("hana", "이사를 가요")
    live(world, 27)
    (row,) = waiting_rows(world)
    return row


def test_the_five_dates_follow_one_another(world: World) -> None:
    due = one_member_leaves(world)

    approve_downgrades(world.system, [due.id], APPROVER)
    world.work()
    (row,) = decided(world)

    dates = [row.requested_at, row.confirmed_at, row.paid_through, row.approved_at]
    known = [date for date in dates if date is not None]
    assert len(known) == 4
    assert known == sorted(known)
    assert row.delivered_at is not None
    assert row.delivered_at >= known[-1]
    assert row.approved_by == APPROVER.name
    assert row.reason == "이사를 가요"
    assert len(row.evidence) == 7
    assert all(check.ok for check in row.evidence)


def test_who_cancelled_and_has_time_left_is_upcoming_and_not_due(world: World) -> None:
    world.join("hana")
    world.cancel("hana", "잘 쓰지 않아요")
    world.work()

    (row,) = read(world, lambda session: upcoming_ends(session, 50)).rows

    assert waiting_rows(world) == []
    assert row.app_id == "hana"
    assert row.reason == "잘 쓰지 않아요"
    assert row.confirmed_at is not None
    assert row.paid_through > START + timedelta(days=29)


def test_who_took_the_cancellation_back_is_not_upcoming(world: World) -> None:
    world.join("hana")
    world.cancel("hana")
    world.work()

    world.withdraw("hana")

    assert read(world, lambda session: upcoming_ends(session, 50)).rows == ()


def test_a_member_whose_card_failed_never_asked(world: World) -> None:
    world.join("hana")
    world.set_card("hana", CardOutcome.EXPIRED)
    live(world, 40)

    (row,) = waiting_rows(world)

    assert row.kind is EndKind.INVOLUNTARY
    assert row.requested_at is None
    assert row.confirmed_at is None


def test_a_held_one_says_why_and_by_whom(world: World) -> None:
    due = one_member_leaves(world)

    with world.system.database.writing() as session:
        hold_downgrade(
            session, due.id, reason="전화 문의 중", actor=APPROVER, now=world.clock.now()
        )

    (row,) = waiting_rows(world, DowngradeState.HELD)
    assert (row.hold_reason, row.held_by) == ("전화 문의 중", APPROVER.name)
    assert waiting_rows(world) == []


def test_an_approval_can_be_undone_for_seven_days_and_stays_in_the_history(world: World) -> None:
    due = one_member_leaves(world)
    approve_downgrades(world.system, [due.id], APPROVER)
    (row,) = decided(world)
    now = world.clock.now()
    assert row.can_be_undone(now + timedelta(days=7))
    assert not row.can_be_undone(now + timedelta(days=7, seconds=1))

    with world.system.database.writing() as session:
        undo_downgrade(session, due.id, actor=APPROVER, now=now)

    (row,) = decided(world)
    assert row.undone_by == APPROVER.name
    assert not row.can_be_undone(now)


def test_a_member_sees_only_their_own(world: World) -> None:
    one_member_leaves(world)
    world.join("duri")

    assert len(read(world, lambda session: downgrades_of(session, world.number("hana")))) == 1
    assert read(world, lambda session: downgrades_of(session, world.number("duri"))) == []


def test_of_a_long_list_the_beginning_is_read_and_all_are_counted(world: World) -> None:
    for member_id in ("hana", "duri", "sena"):
        world.join(member_id)
        world.cancel(member_id)
        world.work()
        live(world, 4)

    (nearest,) = read(world, lambda session: upcoming_ends(session, 1)).rows
    assert nearest.app_id == "hana"
    assert read(world, count_upcoming) == 3

    live(world, 31)
    (first,) = read(world, lambda session: downgrades_waiting(session, DowngradeState.DUE, 1))
    assert first.app_id == "hana"
    assert read(world, lambda session: count_waiting(session, DowngradeState.DUE)) == 3
