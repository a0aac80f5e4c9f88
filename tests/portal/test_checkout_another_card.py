"""A checkout for another card, and windows that overtake each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from tests.parts.world import DAY
from tests.portal.shop import (
    START,
    Shop,
    consent_of,
    said,
    type_card,
)


def test_another_card_costs_nothing_now(shop: Shop) -> None:
    shop.world.join("user-7")
    shop.world.move(START + DAY)
    page = shop.page(plan=None)

    words = said(shop.browser.get(page))
    assert "결제 카드 변경" in words
    assert "지금 결제 없음" in words
    assert "2026년 2월 28일 (토)" in words
    type_card(shop.world, shop.opens(page))
    shop.world.work()

    assert "카드를 등록했습니다" in shop.comes_back(page)
    assert shop.world.ledger("user-7") == [29_000]
    assert len(shop.world.live("user-7")) == 1


def test_who_cancelled_meanwhile_changes_no_card(shop: Shop) -> None:
    shop.world.join("user-7")
    shop.world.move(START + DAY)
    page = shop.page(plan=None)
    shop.world.cancel("user-7")

    assert "먼저 해지를 철회해 주세요" in said(shop.browser.get(page))


def test_a_window_that_may_have_taken_money_is_not_opened_again(shop: Shop) -> None:
    """A registration with an approval number: a person looks whether it was a payment."""
    page = shop.page()
    asked, agreed = shop.opens(page), consent_of(shop.browser.get(page).text)
    shop.world.onetime(asked["merchant_uid"], asked["customer_uid"], 29_000)
    shop.world.work()

    assert [one.kind for one in shop.world.findings()] == [FindingKind.QUARANTINED_PAYMENT]
    assert "다시 시도하지 마세요" in shop.comes_back(page)
    assert "다시 시도하지 마세요" in said(shop.browser.get(page))
    assert shop.browser.post(page + "/window", data={"agreed": agreed}).status_code == 409
    shop.world.cure(FindingKind.QUARANTINED_PAYMENT, Cure.LEAVE_OUT)

    type_card(shop.world, shop.opens(page))
    shop.world.work()
    assert shop.world.ledger("user-7") == [29_000]


def test_a_card_is_charged_what_its_own_window_showed(shop: Shop) -> None:
    """Two plans in two tabs: the second card is registered a second before the charge of the first
    is sent, and heard of while that one is unclear."""
    world = shop.world
    world.work()
    dear, cheap = shop.opens(shop.page(plan="plus")), shop.page(plan="basic")
    asked = shop.opens(cheap)
    type_card(world, dear)
    world.move(START + timedelta(seconds=1))
    bell, world.sandbox.sender = world.sandbox.sender, lambda _notice: None
    type_card(world, asked)
    world.sandbox.sender = bell
    world.move(START + timedelta(seconds=2))
    world.sandbox.arm(Fault(FaultKind.TIMEOUT_BEFORE, operation="again"))
    world.work()
    assert "결제하고 있습니다" in shop.comes_back(cheap)

    for _ in range(5):
        world.wait(timedelta(minutes=7))

    assert world.ledger("user-7") == [29_000]
    assert world.subscription("user-7").plan_id == "basic"


def test_a_second_window_after_joining_and_cancelling_is_a_persons(shop: Shop) -> None:
    world = shop.world
    first, second = shop.page(), shop.page()
    asked = shop.opens(second)
    type_card(world, shop.opens(first))
    world.work()
    world.cancel("user-7")
    world.wait(timedelta(minutes=10))

    type_card(world, asked)
    world.work()

    assert "담당자가 확인한 뒤" in shop.comes_back(second)
    assert [one.kind for one in world.findings()] == [FindingKind.LATE_REGISTRATION]
    assert world.ledger("user-7") == [29_000]


def test_a_failed_cycle_is_charged_at_once_by_any_page(shop: Shop) -> None:
    world = shop.world
    world.join("user-7")
    world.set_card("user-7", CardOutcome.OVER_LIMIT)
    world.wait_until(datetime(2026, 2, 28, 2, 0, tzinfo=UTC))
    assert world.subscription("user-7").status is SubscriptionStatus.PAST_DUE
    page = shop.page(plan=None)

    assert "다른 카드로 결제" in said(shop.browser.get(page))
    type_card(world, shop.opens(page))
    world.work()

    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert world.ledger("user-7") == [29_000, 29_000]
    assert world.subscription("user-7").status is SubscriptionStatus.ACTIVE
