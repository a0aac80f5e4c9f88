"""A checkout's result: one, whoever brings it and in whatever order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from billing_core.lifecycle.checkout_page import page_of_token
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import (
    Charge,
    Checkout,
    JobKind,
    Subscription,
)
from billing_core.rules.checkout import RESULT_SHOWN_FOR
from billing_core.rules.finding import FindingKind
from billing_core.rules.payment import Payment
from billing_core.rules.registration import CARD_COUNTS_FOR
from billing_core.rules.source import Source
from billing_core.sandbox.faults import FaultKind
from tests.portal.shop import (
    NO_CARD,
    OVER_THE_LIMIT,
    RETURN_URL,
    START,
    Shop,
    bells_lost,
    said,
    type_card,
)


@pytest.mark.parametrize("order", ["browser", "bell", "sweep", "bell twice"])
def test_whoever_brings_it_there_is_one_result(shop: Shop, order: str) -> None:
    world, page = shop.world, shop.page()
    if order in ("browser", "sweep"):
        bells_lost(world)
    type_card(world, shop.opens(page))
    if order == "browser":
        assert "결제하고 있습니다" in shop.comes_back(page)
    if order == "bell twice":
        world.ring_again()
    if order == "sweep":
        world.forget_jobs(JobKind.SWEEP)
        world.wait(timedelta(minutes=11))
    world.work()

    words = shop.comes_back(page)

    assert "결제가 완료되어 바로 이용할 수 있습니다" in words
    assert "29,000원" in words
    assert world.ledger("user-7") == [29_000]
    assert shop.comes_back(page) == words
    assert said(shop.browser.get(page)) == words, "the page itself leads to its result"


def test_the_bell_before_the_browser_and_the_browser_before_the_charge(shop: Shop) -> None:
    page = shop.page()
    asked = shop.opens(page)
    type_card(shop.world, asked)

    assert "결제하고 있습니다" in shop.comes_back(page)
    shop.world.work()
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)


def test_nothing_found_is_unknown_and_never_failed(shop: Shop) -> None:
    page = shop.page()
    shop.opens(page)

    closed = shop.browser.get(page + "/back?imp_success=false&error_msg=closed")

    assert "카드 등록을 확인하고 있습니다" in said(closed)
    assert 'http-equiv="refresh"' in closed.text
    assert f'href="{page}"' in closed.text, "another try"
    assert "오래" not in said(closed)


def test_what_the_browser_says_is_no_proof(shop: Shop) -> None:
    page = shop.page()
    shop.opens(page)

    forged = shop.comes_back(page)

    assert "카드 등록을 확인하고 있습니다" in forged
    assert shop.world.rows(Subscription) == []


def test_a_gateway_that_does_not_answer_is_asked_again(shop: Shop) -> None:
    page = shop.page()
    bells_lost(shop.world)
    type_card(shop.world, shop.opens(page))
    shop.world.sandbox.outage(FaultKind.ERROR_BEFORE, ["find_all"])

    assert "카드 등록을 확인하고 있습니다" in shop.comes_back(page)

    shop.world.sandbox.lift_outage()
    assert "결제하고 있습니다" in shop.comes_back(page)


def test_the_page_looks_less_and_less_often(shop: Shop) -> None:
    page = shop.page()
    shop.opens(page)

    soon = shop.browser.get(page + "/back").text
    later = shop.browser.get(page + "/back?looks=500").text

    assert 'content="2;url=' in soon
    assert 'content="30;url=' in later


def test_a_card_refused_in_the_window_may_be_another(shop: Shop) -> None:
    page = shop.page()
    type_card(shop.world, shop.opens(page), NO_CARD)

    words = shop.comes_back(page)
    assert "카드를 등록하지 못했습니다" in words
    assert "카드사가 승인하지 않았습니다" not in words, "it may only have been closed"

    type_card(shop.world, shop.opens(page))
    shop.world.work()
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)


def test_a_declined_charge_says_why_and_takes_another_card(shop: Shop) -> None:
    page = shop.page()
    type_card(shop.world, shop.opens(page), OVER_THE_LIMIT)
    shop.world.work()

    words = shop.comes_back(page)
    assert "결제가 승인되지 않았습니다" in words
    assert "카드의 이용 한도를 넘었습니다" in words

    asked = shop.opens(page)
    assert "카드 등록을 확인하고 있습니다" in shop.comes_back(page)
    type_card(shop.world, asked)
    shop.world.work()

    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert shop.world.ledger("user-7") == [29_000]
    assert len(shop.world.rows(Subscription)) == 1


def test_two_tabs_pay_once(shop: Shop) -> None:
    page = shop.page()
    one, other = shop.opens(page), shop.opens(page)
    for asked in (one, other):
        type_card(shop.world, asked)
        shop.world.work()

    assert shop.world.ledger("user-7") == [29_000]
    assert "바로 이용할 수 있습니다" in shop.comes_back(page)
    assert len(shop.world.live("user-7")) == 1


def test_two_pages_pay_once(shop: Shop) -> None:
    first, second = shop.page(), shop.page()
    type_card(shop.world, shop.opens(first))
    shop.world.work()

    refused = shop.browser.get(second)

    assert refused.status_code == 410
    assert "이미 이용 중이라 다시 결제하지 않습니다" in said(refused)
    assert f'href="{RETURN_URL}"' in refused.text


def test_two_windows_settled_at_the_same_time_wait_for_each_other(shop: Shop) -> None:
    world = shop.world
    bells_lost(world)
    for member in map(str, range(8)):
        windows = [shop.opens(shop.page(member)) for _ in range(2)]
        for asked in windows:
            type_card(world, asked)
        orders = [str(asked["merchant_uid"]) for asked in windows]
        read = [shop.system.gateway.find_all_payments(order)[0] for order in orders]

        def settle(payment: Payment) -> None:
            with shop.system.database.writing() as session:
                settle_payment(session, payment, source=Source.READ, now=START)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(settle, read))
    world.work()

    assert len(world.rows(Subscription)) == 8
    assert [world.ledger(str(member)) for member in range(8)] == [[29_000]] * 8


def test_a_card_that_comes_a_day_late_is_a_persons(shop: Shop) -> None:
    page = shop.page()
    asked = shop.opens(page)
    bells_lost(shop.world)
    shop.world.move(START + RESULT_SHOWN_FOR - timedelta(minutes=1))
    type_card(shop.world, asked)
    shop.world.move(START + RESULT_SHOWN_FOR - timedelta(seconds=1))
    with shop.system.database.writing() as session:
        page_of_token(session, page.rpartition("/")[2], shop.world.clock.now()).created_at = START
        session.scalars(select(Checkout).where(Checkout.page_id.is_not(None))).one().created_at = (
            START - CARD_COUNTS_FOR
        )

    words = shop.comes_back(page)

    assert "담당자가 확인한 뒤 안내해 드립니다" in words
    assert shop.world.findings(FindingKind.LATE_REGISTRATION) != []
    assert shop.world.rows(Charge) == []
