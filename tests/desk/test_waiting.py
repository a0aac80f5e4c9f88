from __future__ import annotations

from billing_core.desk.failures import FailureRow, count_failing, failures
from billing_core.desk.waiting import waiting
from billing_core.rules.decline import DeclineReason
from billing_core.sandbox.cards import CardOutcome
from tests.desk.conftest import START, live, read
from tests.parts.world import World


def refused(world: World) -> list[FailureRow]:
    groups = read(world, lambda session: failures(session, world.system.settings.policy))
    return [row for group in groups for row in group.rows]


def test_an_empty_book_waits_for_nobody_and_has_heard_nothing(world: World) -> None:
    work = read(world, waiting)

    assert (work.due, work.held, work.failing, work.to_check) == (0, 0, 0, 0)
    assert work.last_webhook_at is None
    assert work.last_sweep_at is None


def test_a_joining_member_is_heard_of_and_leaves_no_work(world: World) -> None:
    world.join("hana")

    work = read(world, waiting)

    assert work.last_webhook_at == START
    assert work.last_sweep_at == START
    assert (work.due, work.failing, work.to_check, work.undelivered) == (0, 0, 0, 0)


def test_a_cancelled_member_is_work_only_once_the_paid_time_is_over(world: World) -> None:
    world.join("hana")
    world.cancel("hana")
    live(world, 30)
    assert read(world, waiting).due == 0

    live(world, 2)

    assert read(world, waiting).due == 1


def test_a_refused_card_is_work_until_the_money_comes(world: World) -> None:
    world.join("hana")
    world.set_card("hana", CardOutcome.INSUFFICIENT_FUNDS)
    live(world, 32)
    assert read(world, waiting).failing == 1

    world.set_card("hana", CardOutcome.APPROVED)
    live(world, 3)

    assert read(world, waiting).failing == 0


def test_a_failure_says_why_and_when_it_is_tried_again(world: World) -> None:
    world.join("hana")
    world.set_card("hana", CardOutcome.INSUFFICIENT_FUNDS)
    live(world, 31)

    (row,) = refused(world)

    assert row.app_id == "hana"
    assert row.reason is DeclineReason.INSUFFICIENT_FUNDS
    assert row.said == "[51] 잔액부족"
    assert row.amount == 29_000
    assert row.next_try_at is not None
    assert row.next_try_at > world.clock.now()
    assert row.access_until is not None
    assert row.access_until > row.next_try_at


def test_a_lost_card_has_no_next_try(world: World) -> None:
    world.join("hana")
    world.set_card("hana", CardOutcome.LOST_OR_STOLEN)
    live(world, 31)

    (row,) = refused(world)

    assert row.reason is DeclineReason.LOST_OR_STOLEN
    assert row.next_try_at is None


def test_a_first_charge_that_fails_has_no_paid_time_to_lose(world: World) -> None:
    world.join("hana", card="9366-0000-0000-0061")

    (row,) = refused(world)

    assert row.reason is DeclineReason.LIMIT_EXCEEDED
    assert row.access_until is None


def test_of_many_refusals_a_few_are_shown_and_all_are_counted(world: World) -> None:
    for member_id in ("hana", "duri", "sena"):
        world.join(member_id)
        world.set_card(member_id, CardOutcome.INSUFFICIENT_FUNDS)
    live(world, 31)
    policy, soft = world.system.settings.policy, DeclineReason.INSUFFICIENT_FUNDS

    (group,) = read(world, lambda session: failures(session, policy, {soft: 2}))

    assert (group.reason, group.members, group.won) == (soft, 3, 87_000)
    assert len({row.app_id for row in group.rows}) == 2
    assert read(world, count_failing) == 3
