"""결제 예정 바로잡기: whatever the preflight finds is put right by its button, the dry run first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from billing_core.desk.preflight import preflight
from billing_core.desk.preflight_row import PreflightRow
from billing_core.lifecycle.mend_booking import MENDABLE, foresee_mending, mend_booking
from billing_core.models import Cancellation, Charge, Finding, JobKind, Subscription
from billing_core.rules.actor import Actor
from billing_core.rules.calendar import kst_date
from billing_core.rules.charge import ChargeState
from billing_core.rules.effect import EffectCode
from billing_core.rules.finding import FindingKind
from billing_core.rules.preflight import Trouble
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sandbox.faults import Fault, FaultKind
from tests.cases.rest import QUIET, at_rest, seoul
from tests.parts import people
from tests.parts.people import APPROVER
from tests.parts.world import World

OTHER_CARD = "9381-0000-0000-0001"


def wrong(world: World) -> list[PreflightRow]:
    """On the day of the member's next charge, 10 February."""
    now, policy = world.clock.now(), world.system.settings.policy
    with world.system.database.reading() as session:
        return list(preflight(session, kst_date(seoul(2, 10)), policy, now, limit=9).rows)


def foreseen(world: World, row: PreflightRow) -> list[EffectCode]:
    effects = foresee_mending(world.system, row.subscription_id, row.trouble)
    return [one.code for one in effects]


def press(world: World, row: PreflightRow, actor: Actor = APPROVER, reason: str = "확인함") -> bool:
    return mend_booking(
        world.system,
        row.subscription_id,
        row.merchant_uid,
        row.trouble,
        reason=reason,
        actor=actor,
    )


def who_left(world: World) -> None:
    world.cancel("u1")


def another_card(world: World) -> None:
    """The gateway could not be reached when the old booking was to be taken back."""
    world.sandbox.outage(FaultKind.NO_CONNECTION, ("unschedule",))
    world.register_card("u1", OTHER_CARD)
    world.work()
    world.sandbox.lift_outage()


def another_price(world: World) -> None:
    with world.system.database.writing() as session:
        session.get_one(Subscription, world.subscription("u1").id).price = 31_000


def paid_already(world: World) -> None:
    with world.system.database.writing() as session:
        session.get_one(Subscription, world.subscription("u1").id).periods_paid += 1


def answer_lost(world: World) -> None:
    """The booking on the new card stands at the gateway, and its answer never came."""
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, "schedule"))
    world.register_card("u1", OTHER_CARD)
    world.work()


def never_booked(world: World) -> None:
    with world.system.database.writing() as session:
        [live] = world.live("u1")
        session.get_one(Charge, live.merchant_uid).state = ChargeState.REVOKED
    world.sandbox.revoke_at_console(live.merchant_uid)
    world.forget_jobs(JobKind.BOOK_NEXT)


STORIES: dict[Trouble, tuple[Callable[[World], None], list[EffectCode]]] = {
    Trouble.CANCELLED: (who_left, [EffectCode.REVOKES]),
    Trouble.ALREADY_PAID: (paid_already, [EffectCode.REVOKES, EffectCode.BOOKS]),
    Trouble.AMOUNT_DIFFERS: (another_price, [EffectCode.REVOKES, EffectCode.BOOKS]),
    Trouble.CARD_CHANGED: (another_card, [EffectCode.REVOKES, EffectCode.BOOKS]),
    Trouble.NOT_CONFIRMED: (answer_lost, [EffectCode.READS]),
    Trouble.NOT_BOOKED: (never_booked, [EffectCode.BOOKS]),
}


def test_every_trouble_that_a_button_can_mend_has_its_story() -> None:
    assert set(STORIES) == MENDABLE
    assert set(Trouble) - MENDABLE == {Trouble.CARD_DELETED, Trouble.CARD_REFUSED}


@pytest.mark.parametrize("trouble", STORIES)
def test_pressing_its_button_heals_it(world: World, trouble: Trouble) -> None:
    make, effects = STORIES[trouble]
    world.join("u1")
    make(world)
    [row] = wrong(world)
    assert row.trouble is trouble
    assert foreseen(world, row) == effects

    assert press(world, row)
    assert wrong(world) == []
    assert press(world, row)  # by somebody else, who had the page open: it does no more than once
    assert wrong(world) == []
    booked = world.live("u1")
    assert len(booked) == (0 if trouble is Trouble.CANCELLED else 1)
    if booked:
        subscription = world.subscription("u1")
        assert booked[0].customer_uid == subscription.customer_uid
        assert booked[0].amount == subscription.price
        assert booked[0].period == subscription.periods_paid


def test_who_left_is_proved_gone_and_the_month_ends_with_equal_books(world: World) -> None:
    world.join("u1")
    world.cancel("u1")
    [row] = wrong(world)
    press(world, row)
    assert world.rows(Cancellation)[0].confirmed_at is not None
    world.wait_until(seoul(2, 9), pace=QUIET)
    at_rest(world)


def test_while_a_question_is_open_nothing_is_taken_back_that_would_not_be_booked_again(
    world: World,
) -> None:
    world.join("u1")
    another_price(world)
    subscription = world.subscription("u1")
    with world.system.database.writing() as session:
        session.add(
            Finding(
                kind=FindingKind.UNASKED_REFUND,
                subject="imp_1",
                member_id=world.number("u1"),
                opened_at=world.clock.now(),
                detail={"subscription_id": subscription.id},
            )
        )
    [row] = [each for each in wrong(world) if each.trouble is Trouble.AMOUNT_DIFFERS]
    assert foreseen(world, row) == [EffectCode.WAITS_FOR_OTHERS]
    before = [one.merchant_uid for one in world.live("u1")]
    assert not press(world, row), "nobody is told that it was put right"
    assert [one.merchant_uid for one in world.live("u1")] == before


def test_a_gateway_that_does_not_know_leaves_it_told(world: World) -> None:
    world.join("u1")
    world.sandbox.outage(FaultKind.TIMEOUT_BEFORE, ("schedule",))
    world.register_card("u1", OTHER_CARD)
    world.work()
    world.clock.advance(timedelta(minutes=1))
    [row] = wrong(world)
    assert row.trouble is Trouble.NOT_CONFIRMED
    with pytest.raises(Refusal) as refused:
        press(world, row)
    assert refused.value.says is RefusalCode.STILL_UNKNOWN
    assert [each.trouble for each in wrong(world)] == [Trouble.NOT_CONFIRMED]


def test_only_who_may_approve_and_says_why(world: World) -> None:
    world.join("u1")
    world.cancel("u1")
    [row] = wrong(world)
    viewer = people.VIEWER
    for actor, reason, code in (
        (viewer, "확인함", RefusalCode.NOT_ALLOWED),
        (APPROVER, " ", RefusalCode.NO_REASON_CURE),
    ):
        with pytest.raises(Refusal) as refused:
            press(world, row, actor, reason)
        assert refused.value.says is code
    assert len(world.live("u1")) == 1
