"""Cancelling on the member's page: two clicks, nothing in the way, and the way back until the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from billing_core.models import Cancellation
from billing_core.portal.enter import HOME_PATH
from billing_core.portal.home import CANCEL_PATH, CERTIFICATE_PATH, WITHDRAW_PATH
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.member_link import SESSION_LASTS
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.cases.rest import QUIET, at_rest, seoul
from tests.parts.world import DAY, World
from tests.parts.worlds import in_process
from tests.portal.member_visits import browser_of, door, text_of


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, seoul(1, 10)) as world:
        yield world


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with door(world) as url:
        yield url


@pytest.fixture
def browser(world: World, url: str) -> Iterator[httpx.Client]:
    world.join("u1")
    with browser_of(url, world, "u1") as browser:
        yield browser


def test_the_one_confirmation_says_what_will_happen(browser: httpx.Client) -> None:
    shown = browser.get(CANCEL_PATH)

    text = text_of(shown)
    assert "해지하면 더 이상 결제되지 않습니다." in text
    assert "2025년 2월 10일 (월)에 예정된 29,000원 결제를 해제합니다." in text
    assert "2025년 2월 10일 (월) 0시까지는 지금처럼 이용할 수 있습니다." in text
    assert "언제든지 해지를 철회할 수 있습니다" in text
    assert "해지만으로 환불되지는 않습니다" in text
    assert 'href="/portal/refund"' in shown.text
    assert "해지하시는 이유 (선택)" in text
    assert "required" not in shown.text


def test_both_buttons_are_alike(browser: httpx.Client) -> None:
    buttons = browser.get(CANCEL_PATH).text.partition('<div class="buttons">')[2]
    buttons = buttons.partition("</div>")[0]

    assert len(re.findall(r"<button|<a class=\"button\"", buttons)) == 2
    assert "main" not in buttons


def test_two_clicks_and_no_reason_cancel(world: World, browser: httpx.Client) -> None:
    browser.get(CANCEL_PATH)
    done = browser.post(CANCEL_PATH)

    text = text_of(done)
    assert "해지를 신청했습니다" in text
    assert "더 이상 결제되지 않으며" in text
    assert f'href="{CERTIFICATE_PATH}"' in done.text
    assert f'href="{WITHDRAW_PATH}"' in done.text
    assert f'href="{CANCEL_PATH}"' not in done.text
    assert 'action="/portal/card"' not in done.text
    [asked] = world.rows(Cancellation)
    assert (asked.requested_by, asked.reason) == ("", "")


def test_at_any_hour(world: World, browser: httpx.Client) -> None:
    world.move(seoul(1, 12, 3, 30))
    assert "해지를 신청했습니다" in text_of(browser.post(CANCEL_PATH))


def test_a_double_click_two_tabs_and_the_way_back_are_one_cancellation(
    world: World, browser: httpx.Client
) -> None:
    for _ in range(3):
        sent = browser.post(CANCEL_PATH, data={"reason": "이사를 가요"})
        assert "해지를 신청했습니다" in text_of(sent)
    gone_back = browser.get(CANCEL_PATH)

    assert gone_back.status_code == 409
    assert "이미 해지를 신청하셨습니다" in text_of(gone_back)
    [asked] = world.rows(Cancellation)
    assert asked.reason == "이사를 가요"


def test_the_story_of_changing_ones_mind_twice(world: World, browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)
    world.wait(DAY)
    asked = browser.get(WITHDRAW_PATH)
    assert "다음 결제는 원래 결제일인 2025년 2월 10일 (월)에 29,000원입니다." in text_of(asked)
    for _ in range(2):
        assert "해지를 철회했습니다" in text_of(browser.post(WITHDRAW_PATH))
    world.work()
    assert "다음 결제 2025년 2월 10일 (월) 29,000원" in text_of(browser.get(HOME_PATH))

    browser.post(CANCEL_PATH)
    world.wait_until(seoul(2, 20), pace=QUIET)

    assert world.ledger("u1") == [29_000]
    assert world.subscription("u1").status is SubscriptionStatus.ENDED
    assert len(world.rows(Cancellation)) == 2
    late = browser.post(WITHDRAW_PATH)
    assert late.status_code == 409
    assert "철회할 해지 신청이 없습니다" in text_of(late)
    assert browser.get(CERTIFICATE_PATH).headers["content-type"] == "application/pdf"
    world.approve("u1")
    at_rest(world)


def test_a_payment_that_failed_is_not_asked_for_again(world: World, browser: httpx.Client) -> None:
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)

    text = text_of(browser.get(CANCEL_PATH))
    assert "결제되지 않은 29,000원은 다시 청구하지 않습니다." in text
    assert "결제된 이용 기간이 이미 끝나" in text
    assert "철회할 수 있습니다" not in text
    done = browser.post(CANCEL_PATH)
    assert "결제된 이용 기간은 끝났습니다" in text_of(done)
    assert f'href="{WITHDRAW_PATH}"' not in done.text
    world.set_card("u1", CardOutcome.APPROVED)
    world.wait(20 * DAY)
    assert world.ledger("u1") == [29_000]


def test_before_the_first_payment(world: World, url: str) -> None:
    world.join("u2", "9366-0000-0000-0051")
    with browser_of(url, world, "u2") as browser:
        shown = browser.get(CANCEL_PATH)
        assert "결제된 금액이 없으며, 등록한 카드로 결제하지 않습니다." in text_of(shown)
        assert "환불" not in text_of(shown)
        assert "해지를 신청했습니다" in text_of(browser.post(CANCEL_PATH))
    world.wait(10 * DAY)
    assert world.ledger("u2") == []


def test_a_card_number_in_the_reason_is_not_kept_and_the_rest_not_lost(
    world: World, browser: httpx.Client
) -> None:
    typed = "제 카드 4111 1111 1111 1111 로 결제하지 마세요"
    refused = browser.post(CANCEL_PATH, data={"reason": typed})

    assert refused.status_code == 422
    assert "카드번호로 보이는 숫자가 있어" in text_of(refused)
    assert typed in refused.text
    assert world.rows(Cancellation) == []


def test_a_session_that_ended_loses_no_word(world: World, browser: httpx.Client) -> None:
    world.system.wall_clock.advance(SESSION_LASTS)  # type: ignore[attr-defined]

    refused = browser.post(CANCEL_PATH, data={"reason": "<b>너무</b> 비싸요"})

    assert refused.status_code == 410
    assert "안전을 위해 연결이 끝났습니다" in text_of(refused)
    assert "&lt;b&gt;너무&lt;/b&gt; 비싸요" in refused.text
    assert world.rows(Cancellation) == []


def test_why_is_asked_once_and_a_choice_is_kept_as_a_code(
    world: World, browser: httpx.Client
) -> None:
    asked = browser.get(CANCEL_PATH).text
    assert asked.count("<select") == 1
    assert '<option value="">선택하지 않음</option>' in asked
    assert '<option value="price">가격이 부담돼서</option>' in asked

    browser.post(CANCEL_PATH, data={"reason_code": "price", "reason": "조금만 싸면"})

    [kept] = world.rows(Cancellation)
    assert (kept.reason_code, kept.reason) == (CancelReason.PRICE, "조금만 싸면")
    assert "해지하시는 이유" not in text_of(browser.get(HOME_PATH))


@pytest.mark.parametrize("code", ["", "nothing_of_ours", "PRICE", "\0"])
def test_no_choice_and_one_that_is_none_keep_nobody(
    world: World, browser: httpx.Client, code: str
) -> None:
    assert "해지를 신청했습니다" in text_of(browser.post(CANCEL_PATH, data={"reason_code": code}))
    [asked] = world.rows(Cancellation)
    assert asked.reason_code is None


def test_a_choice_is_not_lost_where_the_words_are_refused(browser: httpx.Client) -> None:
    typed = {"reason_code": "trouble", "reason": "제 카드 4111 1111 1111 1111"}
    assert '<option value="trouble" selected>' in browser.post(CANCEL_PATH, data=typed).text


@pytest.mark.parametrize("reason", ["가" * 5_000, "\0", "\ud7ff", " ", "%00%ff"])
def test_any_reason_cancels(world: World, browser: httpx.Client, reason: str) -> None:
    assert "해지를 신청했습니다" in text_of(browser.post(CANCEL_PATH, data={"reason": reason}))
    [asked] = world.rows(Cancellation)
    assert len(asked.reason) <= 400


def test_with_nothing_to_cancel(world: World, browser: httpx.Client) -> None:
    browser.post(CANCEL_PATH)
    world.wait_until(seoul(2, 20), pace=QUIET)

    for answer in (browser.get(CANCEL_PATH), browser.post(CANCEL_PATH)):
        assert answer.status_code == 409
        assert "해지할 정기결제가 없습니다" in text_of(answer)
    assert browser.get(WITHDRAW_PATH).status_code == 409


def test_in_english(browser: httpx.Client) -> None:
    text = text_of(browser.get(f"{CANCEL_PATH}?lang=en"))
    assert "Nothing more is charged after this." in text
    assert "Cancelling alone gives nothing back." in text
    assert "The subscription is cancelled." in text_of(browser.post(CANCEL_PATH))


def test_many_tabs_at_one_instant_are_one_cancellation(world: World, browser: httpx.Client) -> None:
    cookies = dict(browser.cookies)

    def press(_tab: int) -> int:
        with httpx.Client(base_url=browser.base_url, cookies=cookies, timeout=120) as tab:
            return tab.post(CANCEL_PATH).status_code

    with ThreadPoolExecutor(4) as tabs:
        assert set(tabs.map(press, range(8))) == {303}
    assert len(world.rows(Cancellation)) == 1
