"""A charge of ours that stays unclear: what proves its absence, and who says so where nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from billing_core.models import Charge
from billing_core.rules.charge import ChargeState
from billing_core.rules.cure import Cure
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.faults import Fault, FaultKind
from tests.cases.rest import QUIET, at_rest, charged, seoul
from tests.cases.test_approval import lapse
from tests.parts.world import DAY, World

MINUTE = timedelta(minutes=1)
UNKNOWN, UNREADABLE = FindingKind.UNKNOWN_OUTCOME, FindingKind.UNREADABLE_PAYMENT
LEFT_OUT = FindingKind.PERIOD_LEFT_OUT
OTHER_CARD = "9381-0000-0000-0001"
NAMES = ("imp_uid", "merchant_uid", "customer_uid", "customer_uid_usage", "amount", "currency")


def last_payment(world: World) -> dict[str, Any]:
    return dict(
        [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"][-1]
    )


def shown_as(world: World, **said: object) -> None:
    """The gateway shows its last payment like this from now on."""
    row = last_payment(world)
    kept: Mapping[str, object] = {name: row[name] for name in (*NAMES, "status", "paid_at")}
    world.sandbox.put_payment({**kept, **said})


def unanswered(world: World) -> None:
    """The next first charge is made, and nobody tells us."""
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_AFTER, operation="again"))
    world.sandbox.arm(Fault(FaultKind.WEBHOOK_LOST, operation="again"))


def test_asking_again_and_again_proves_nothing(world: World) -> None:
    """L9, L32: the request is inside the gateway for 17 minutes, and somebody presses 다시 읽기
    at once, and again. A gateway without a guard against the same number would charge twice."""
    lapse(world)
    world.sandbox.configure(duplicate_guard=False)
    world.sandbox.arm(Fault(FaultKind.LATE, operation="again", seconds=17 * 60))
    world.move(seoul(2, 11, 11))
    card = world.join("u1", OTHER_CARD)
    world.checklist("u1")
    for minute in (0, 0, 0, 15, 15, 15):
        world.move(max(world.clock.now(), seoul(2, 11, 11, minute)))
        with pytest.raises(Refusal, match="still_unknown"):
            world.cure(UNKNOWN, Cure.READ_AGAIN)
    world.wait_until(seoul(2, 11, 12), pace=MINUTE)
    assert charged(world, card) == [29_000]
    at_rest(world)


def test_a_row_that_is_not_over_is_no_absence(world: World) -> None:
    """L9: the gateway lists our number as `ready` for forty minutes, then as paid."""
    world.sandbox.configure(duplicate_guard=False)
    unanswered(world)
    card = world.register_card("u1")
    world.work()
    paid = last_payment(world)
    shown_as(world, status="ready", paid_at=0)
    world.wait_until(world.clock.now() + 40 * MINUTE, pace=MINUTE)
    world.sandbox.put_payment(paid)
    world.wait_until(world.clock.now() + 70 * MINUTE, pace=6 * MINUTE)
    assert charged(world, card) == [29_000]
    at_rest(world)


UNBELIEVABLE = pytest.mark.parametrize(
    "said",
    [
        pytest.param({"currency": "USD"}, id="in dollars"),
        pytest.param({"cancel_amount": 90_000, "status": "cancelled"}, id="more back than paid"),
    ],
)


def unbelievable_renewal(world: World, said: Mapping[str, object]) -> None:
    world.join("u1")
    world.sandbox.configure(webhook_loss=1.0)
    world.wait_until(seoul(2, 9), pace=QUIET)
    world.move(seoul(2, 10, 10, 1))
    shown_as(world, **said)
    world.work()
    world.wait(2 * DAY)


@UNBELIEVABLE
@pytest.mark.parametrize("cure", [Cure.BOOK_AGAIN, Cure.TREAT_AS_CANCELLED])
def test_a_renewal_of_ours_that_cannot_be_believed_has_a_way_off(
    world: World, said: Mapping[str, object], cure: Cure
) -> None:
    """L28: 제외 answers for the charge as well, and nothing is charged until somebody says so."""
    unbelievable_renewal(world, said)
    world.cure(UNREADABLE, Cure.LEAVE_OUT)
    assert {one.kind for one in world.findings()} == {LEFT_OUT}
    assert world.live("u1") == []
    world.wait_until(seoul(2, 14), pace=QUIET)
    assert world.live("u1") == []
    world.cure(LEFT_OUT, cure)
    world.wait_until(seoul(2, 15), pace=QUIET)
    if cure is Cure.BOOK_AGAIN:
        assert world.ledger("u1") == [29_000, 29_000]
        assert world.subscription("u1").paid_through == seoul(3, 10, 0)
    else:
        assert world.ledger("u1") == [29_000]
        assert world.approve("u1") == "approved"


def test_a_booking_that_is_still_to_run_stands_whatever_a_row_under_its_number_says(
    world: World,
) -> None:
    """L28: a program of another product uses our number a week before its day."""
    world.join("u1")
    [booked] = world.live("u1")
    stranger = {"imp_uid": "imp_usd", "merchant_uid": booked.merchant_uid, "status": "paid"}
    money = {"amount": 19.99, "currency": "USD", "paid_at": int(seoul(1, 20).timestamp())}
    world.wait_until(seoul(1, 20), pace=QUIET)
    world.sandbox.put_payment({**stranger, **money, "customer_uid": booked.customer_uid})
    world.wait_until(seoul(1, 21), pace=QUIET)
    world.cure(UNREADABLE, Cure.LEAVE_OUT)
    assert [one.merchant_uid for one in world.live("u1")] == [booked.merchant_uid]
    assert world.findings() == []


@UNBELIEVABLE
def test_a_returners_first_charge_that_cannot_be_believed_has_a_way_off(
    world: World, said: Mapping[str, object]
) -> None:
    """L28, L32: the approval waits for it; 제외, and a week later it is as if the card had said
    no. 다시 결제 is refused while the charge is unclear."""
    lapse(world)
    unanswered(world)
    world.move(seoul(2, 11, 11))
    card = world.join("u1", OTHER_CARD)
    shown_as(world, **said)
    world.wait(2 * DAY)
    with pytest.raises(Refusal, match="outcome_open"):
        world.cure(FindingKind.FIRST_CHARGE_STUCK, Cure.TRY_AGAIN)
    world.cure(UNREADABLE, Cure.LEAVE_OUT)
    assert world.findings() == []
    world.wait_until(seoul(2, 22), pace=QUIET)
    assert world.approve("u1") == "approved"
    assert len(charged(world, card)) <= 1


def test_a_person_says_that_nothing_was_paid_after_a_day(world: World) -> None:
    """L9: the number stays `ready` for ever. Money that shows after all still counts."""
    unanswered(world)
    world.register_card("u1")
    world.work()
    paid = last_payment(world)
    shown_as(world, status="ready", paid_at=0)
    world.wait(2 * DAY)
    [charge] = world.rows(Charge)
    assert charge.state is ChargeState.UNKNOWN
    world.cure(UNKNOWN, Cure.LEAVE_OUT)
    assert [one.state for one in world.rows(Charge)] == [ChargeState.FAILED]
    world.wait(DAY)
    assert world.subscription("u1").status is SubscriptionStatus.PENDING
    world.sandbox.put_payment(paid)
    world.ring(paid["imp_uid"], paid["merchant_uid"], "paid")
    world.wait(DAY)
    assert world.ledger("u1") == [29_000]
    at_rest(world)


def test_before_a_day_nobody_can_say_so(world: World) -> None:
    """L32: the row of the approval has its button at once; that nothing was paid waits."""
    lapse(world)
    world.sandbox.arm(Fault(FaultKind.LATE, operation="again", seconds=17 * 60))
    world.move(seoul(2, 11, 11))
    world.join("u1", OTHER_CARD)
    world.checklist("u1")
    with pytest.raises(Refusal, match="outcome_waited_for"):
        world.cure(UNKNOWN, Cure.LEAVE_OUT)
    world.wait_until(seoul(2, 11, 12), pace=6 * MINUTE)
    assert [one.state for one in world.downgrades()] == [DowngradeState.VOID]
    at_rest(world)


@pytest.mark.parametrize("lie", [{"paid_at": 0}, {"currency": "USD"}, {"amount": 29_000.5}])
def test_what_cannot_be_true_when_a_person_judges_it_is_not_counted(
    world: World, lie: dict[str, Any]
) -> None:
    """L27: a card typed in at the console, whose row lies by the time somebody presses."""
    typed = world.onetime("console-1", world.join("u1"), 29_000)
    world.work()
    [finding] = world.findings(FindingKind.QUARANTINED_PAYMENT)
    honest = {one["imp_uid"]: one for one in world.sandbox.payments()}[typed["imp_uid"]]
    world.sandbox.put_payment(honest | lie)
    with pytest.raises(Refusal) as refused:
        world.cure_one(finding, Cure.COUNT_IT)
    assert refused.value.says is RefusalCode.UNBELIEVABLE
    assert world.ledger("u1") == [29_000]
    assert world.findings(FindingKind.QUARANTINED_PAYMENT), "it stays to be judged"

    world.sandbox.put_payment(honest)
    world.cure_one(finding, Cure.COUNT_IT)
    assert world.ledger("u1") == [29_000, 29_000]
