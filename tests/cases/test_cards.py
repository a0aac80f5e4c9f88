"""Cards and checkouts: whoever tells of a card when, its own instant decides (L1, L2, L3)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from billing_core.models import Card
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.faults import Fault, FaultKind
from tests.cases.rest import QUIET, at_rest, charged, live_keys, seoul
from tests.parts.world import DAY, World

OTHER_CARD = "9381-0000-0000-0001"
DECLINED_CARD = "9366-0000-0000-0051"
MINUTE = timedelta(minutes=1)
LATE = FindingKind.LATE_REGISTRATION


def register_unheard(world: World, member_id: str, card: str = OTHER_CARD) -> str:
    """The bell of this registration is lost; the sweep will find it."""
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="issue"))
    return world.register_card(member_id, card)


def pass_by(world: World, by: timedelta) -> None:
    world.move(world.clock.now() + by)
    world.work()


def test_the_later_card_stays_although_the_earlier_is_heard_last(world: World) -> None:
    """L1: card A (bell lost), two minutes later card B; the sweep finds A."""
    first = register_unheard(world, "u1")
    world.move(world.clock.now() + 2 * MINUTE)
    second = world.join("u1")
    pass_by(world, 15 * MINUTE)
    assert {card.customer_uid for card in world.rows(Card)} == {first, second}
    assert world.subscription("u1").customer_uid == second
    assert (charged(world, first), charged(world, second)) == ([], [29_000])
    at_rest(world)
    assert live_keys(world) == {second}, "the older key is of no use once the newer has paid"


@pytest.mark.parametrize("heard", list(permutations(range(3))))
def test_of_three_cards_heard_in_any_order_the_latest_is_charged(
    world: World, heard: tuple[int, ...]
) -> None:
    """L1: three cards within minutes; each bell comes when it comes."""
    cards = []
    for _ in range(3):
        cards.append(register_unheard(world, "u1"))
        world.move(world.clock.now() + MINUTE)
    registered = {one["customer_uid"]: one for one in world.sandbox.payments()}
    for number in heard:
        payment = registered[cards[number]]
        world.ring(str(payment["imp_uid"]), str(payment["merchant_uid"]), "paid")
        world.work()
    pass_by(world, 15 * MINUTE)
    assert world.subscription("u1").customer_uid == cards[2]
    assert world.ledger("u1") == [29_000]
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert charged(world, cards[2])[-1] == 29_000
    assert len(world.ledger("u1")) == 2
    at_rest(world)
    assert live_keys(world) == {cards[2]}


def test_a_changed_card_is_not_changed_back_by_an_older_one_heard_of_later(world: World) -> None:
    """L1: the same in the middle of a paid period."""
    world.join("u1")
    world.move(seoul(1, 20))
    older = register_unheard(world, "u1")
    world.move(seoul(1, 20, 10, 2))
    newer = world.register_card("u1")
    world.work()
    pass_by(world, 15 * MINUTE)
    assert world.subscription("u1").customer_uid == newer
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    assert (charged(world, older), charged(world, newer)) == ([], [29_000])
    at_rest(world)
    assert live_keys(world) == {newer}


@pytest.mark.parametrize("begin", [True, False])
def test_a_card_older_than_the_end_begins_nothing(world: World, begin: bool) -> None:
    """L2: card A (bell lost), card B declined, cancelled and ended; then the sweep finds A."""
    older = register_unheard(world, "u1")
    world.move(world.clock.now() + 2 * MINUTE)
    world.join("u1", DECLINED_CARD)
    world.cancel("u1")
    world.work()
    pass_by(world, 15 * MINUTE)
    assert world.subscription("u1").status is SubscriptionStatus.ENDED
    assert (charged(world, older), world.live("u1")) == ([], [])
    at_rest(world, LATE)
    world.cure(LATE, Cure.BEGIN_WITH_CARD if begin else Cure.DO_NOT_BEGIN)
    assert world.ledger("u1") == ([29_000] if begin else [])
    at_rest(world)


def test_a_card_change_registered_before_a_cancellation_and_heard_after_it(world: World) -> None:
    """L2: the member asks to stop meanwhile; the card waits for a person, as does a withdrawal."""
    world.join("u1")
    world.move(seoul(1, 20))
    newer = register_unheard(world, "u1")
    world.move(seoul(1, 20, 10, 2))
    world.cancel("u1")
    world.work()
    pass_by(world, 15 * MINUTE)
    at_rest(world, LATE)
    with pytest.raises(Refusal) as refused:
        world.cure(LATE, Cure.BEGIN_WITH_CARD)
    assert refused.value.code == "already_cancelling"
    world.withdraw("u1")
    world.work()
    world.cure(LATE, Cure.BEGIN_WITH_CARD)
    assert [one.customer_uid for one in world.live("u1")] == [newer]
    at_rest(world)


def test_a_card_registered_before_a_withdrawn_cancellation_is_used(world: World) -> None:
    """L2: a cancellation that was taken back stops nothing."""
    world.join("u1")
    world.move(seoul(1, 20))
    newer = register_unheard(world, "u1")
    world.cancel("u1")
    world.withdraw("u1")
    pass_by(world, 15 * MINUTE)
    assert [one.customer_uid for one in world.live("u1")] == [newer]
    at_rest(world)


def test_a_window_of_january_finished_after_the_end_begins_nothing(world: World) -> None:
    """L3: a card-change window opened in January is finished in February, after the end."""
    world.join("u1")
    world.move(seoul(1, 20))
    window = world.open_window("u1", None)
    world.cancel("u1")
    world.wait_until(seoul(2, 12), pace=QUIET)
    late = world.finish_window(window)
    world.work()
    assert (charged(world, late), world.live("u1")) == ([], [])
    at_rest(world, LATE)
    assert world.approve("u1") == "approved"
    world.cure(LATE, Cure.DO_NOT_BEGIN)
    at_rest(world)


def test_a_first_window_left_open_for_days_begins_nothing(world: World) -> None:
    """L3: a sale that was begun in January and finished in February is asked about first."""
    window = world.open_window("u1", world.system.settings.plan("basic"))
    world.wait_until(seoul(2, 3), pace=QUIET)
    card = world.finish_window(window)
    world.work()
    assert charged(world, card) == []
    at_rest(world, LATE)
    world.cure(LATE, Cure.BEGIN_WITH_CARD)
    assert world.ledger("u1") == [29_000]
    at_rest(world)


def test_an_old_window_does_not_take_over_a_returners_new_subscription(world: World) -> None:
    """L3: the member left, came back with another card, then finishes January's window."""
    world.join("u1")
    window = world.open_window("u1", None)
    world.cancel("u1")
    world.wait_until(seoul(2, 11), pace=QUIET)
    again = world.join("u1")
    pass_by(world, DAY)
    late = world.finish_window(window)
    world.work()
    assert world.subscription("u1").customer_uid == again
    assert charged(world, late) == []
    at_rest(world, LATE)
    world.cure(LATE, Cure.BEGIN_WITH_CARD)
    assert [one.customer_uid for one in world.live("u1")] == [late]
    at_rest(world)


def test_a_card_heard_of_two_days_later_is_asked_about(world: World) -> None:
    """L2: registered in time, but the desk slept for two days: the member is asked first."""
    card = register_unheard(world, "u1")
    pass_by(world, 2 * DAY)
    assert charged(world, card) == []
    at_rest(world, LATE)
    world.cure(LATE, Cure.BEGIN_WITH_CARD)
    assert world.ledger("u1") == [29_000]
    at_rest(world)
