"""Today's work: what waits for a person, what is charged today and what yesterday took."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing_core.closing.close_month import close_month
from billing_core.desk.set_up import set_up
from billing_core.desk.todays_work import TodaysWork, todays_work
from billing_core.desk.waiting import waiting
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.models import PaymentRecord
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.downgrade import DowngradeState
from billing_core.sandbox.cards import CardOutcome
from tests.cases.hands import pays_by_transfer
from tests.cases.rest import QUIET, seoul
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World


def work_of(world: World) -> TodaysWork:
    as_of = AsOf(world.clock.now(), world.system.settings.grace_days)
    with world.system.database.reading() as session:
        return todays_work(session, waiting(session), as_of)


def test_an_empty_book_leaves_nothing_to_do(world: World) -> None:
    work = work_of(world)

    assert (work.left, work.closable, work.coming.count) == (0, None, 0)


def test_the_charges_of_today_and_what_yesterday_took(world: World) -> None:
    world.join("u1")
    world.join("u2")
    world.set_card("u2", CardOutcome.INSUFFICIENT_FUNDS)
    world.work()
    world.wait_until(seoul(2, 10, 9), pace=QUIET)
    today = work_of(world)
    assert (today.coming.count, today.coming.won) == (2, 58_000)
    assert (today.paid.number, today.failed.number) == (0, 0)

    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    world.wait_until(seoul(2, 11, 9), pace=QUIET)

    after = work_of(world)

    assert (after.paid.number, after.paid.won, after.failed.number) == (1, 29_000, 1)
    assert after.waiting.failing == 1


def test_a_hold_is_work_again_after_three_days(world: World) -> None:
    world.join("u1")
    world.cancel("u1")
    world.wait_until(seoul(2, 12), pace=QUIET)
    [due] = world.downgrades(DowngradeState.DUE)
    _hold(world, due.id)
    assert (work_of(world).long_held, work_of(world).waiting.due) == (0, 0)

    world.wait(3 * DAY)
    assert work_of(world).long_held == 0
    world.wait(DAY)

    assert work_of(world).long_held == 1
    with world.system.database.writing() as session:
        release_downgrade(session, due.id, actor=APPROVER, now=world.clock.now())
    _hold(world, due.id)  # decided anew: its days begin again
    assert work_of(world).long_held == 0


def _hold(world: World, downgrade_id: int) -> None:
    with world.system.database.writing() as session:
        now = world.clock.now()
        hold_downgrade(session, downgrade_id, reason="확인 중", actor=APPROVER, now=now)


@pytest.mark.parametrize(("on", "month"), [(7, None), (8, Month(2025, 1))])
def test_a_month_can_be_closed_once_its_numbers_stand(
    world: World, on: int, month: Month | None
) -> None:
    world.join("u1")
    world.wait_until(seoul(2, on, 1), pace=QUIET)

    assert work_of(world).closable == month


def test_a_closed_month_is_no_work(world: World) -> None:
    world.join("u1")
    world.wait_until(seoul(2, 9), pace=QUIET)
    as_of = AsOf(world.clock.now(), world.system.settings.grace_days)
    with world.system.database.writing() as session:
        close_month(session, Month(2025, 1), actor=APPROVER, as_of=as_of)

    assert work_of(world).closable is None


def test_the_set_up_knows_what_the_book_has_seen(world: World) -> None:
    def seen() -> tuple[bool, bool, int]:
        with world.system.database.reading() as session:
            found = set_up(session, waiting(session))
        return found.read_at is not None, found.heard_at is not None, found.members

    assert seen() == (False, False, 0)
    world.join("u1")
    assert seen() == (True, True, 1)


def test_only_what_rings_the_bell_can_have_gone_unheard(world: World) -> None:
    """A failed charge of our own rings none, and of a transfer the gateway knows nothing."""
    world.join("u1")
    world.work()
    world.wait(DAY)
    card = world.register_card("u2")
    world.sandbox.set_card(card, CardOutcome.INSUFFICIENT_FUNDS)
    world.move(world.clock.now() + timedelta(hours=1))
    world.work()
    assert world.rows(PaymentRecord, PaymentRecord.failed_at.is_not(None))
    pays_by_transfer(world, world.clock.now())
    assert work_of(world).unheard_since is None

    world.sandbox.configure(webhook_loss=1.0)
    world.move(world.clock.now() + timedelta(hours=1))
    world.sandbox.charge_at_console(world.subscription("u1").customer_uid, "hand-1", 29_000)
    world.wait(DAY)

    assert work_of(world).unheard_since is not None
