"""The stand-in for the vendor's script in a real browser, under a page of another origin."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.parts.server import serving
from tests.sandbox.merchant import PRICE, Merchant
from tests.sandbox.window.calling import PHONE, Browsing, query_of, with_params
from tests.sandbox.window.conftest import Door
from tests.sandbox.window.shop import Counter, shop_app

AGREE = "동의하고 등록하기"
CLOSE = "닫기"
LEAVE = "결제창 나가기"
WIDE, NARROW = {"width": 390, "height": 844}, {"width": 320, "height": 640}

PATIENCE_MS = 90_000  # the machine may be busy with other tests

OpenPhone = Callable[..., Counter]


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def shop(door: tuple[Door, httpx.Client]) -> Iterator[str]:
    sandbox = str(door[1].base_url).rstrip("/")
    with serving(shop_app(sandbox)) as url:
        yield url


@pytest.fixture
def counter(page: Page, shop: str, browsing: Browsing) -> Counter:
    counter = Counter(page, shop)
    counter.open()
    return counter


@pytest.fixture
def phone(
    browser: Browser, browser_context_args: dict[str, Any], shop: str, browsing: Browsing
) -> Iterator[OpenPhone]:
    """Opens the shop on a phone of a width."""
    opened = []

    def on(size: dict[str, int]) -> Counter:
        given = {**browser_context_args, "user_agent": PHONE, "viewport": size}
        context = browser.new_context(**given, is_mobile=True, has_touch=True)
        opened.append(context)
        counter = Counter(context.new_page(), shop)
        counter.open()
        return counter

    yield on
    for context in opened:
        context.close()


def test_a_desk_issues_in_a_layer_and_hears_it_once_and_later(
    counter: Counter, browsing: Browsing
) -> None:
    counter.pay(with_params(custom_data={"plan": "m"}))
    counter.window.get_by_label("정상 승인").check()
    counter.press(AGREE)
    [rsp] = counter.heard()

    row = browsing.row()
    assert (rsp["success"], rsp["imp_uid"], rsp["at_once"]) == (True, row["imp_uid"], False)
    assert rsp["custom_data"] == {"plan": "m"}
    assert (row["status"], row["customer_uid_usage"], row["channel"]) == ("paid", "issue", "pc")
    assert counter.tab.evaluate("shop.returned") == "undefined"
    counter.layers(0)
    assert counter.tab.url == f"{counter.url}/"  # m_redirect_url is a phone's
    assert counter.tab.evaluate("document.activeElement.id") == "pay"
    assert counter.tab.evaluate("document.documentElement.style.overflow") == ""
    assert [one.status for one in browsing.bell] == ["paid"]


def test_a_desk_cancels_and_tries_another_card_which_is_refused(
    counter: Counter, browsing: Browsing
) -> None:
    counter.pay(with_params(amount=0))
    counter.press(CLOSE)
    counter.heard()
    counter.pay(with_params(amount=0))
    counter.window.get_by_label("등록 거절").check()
    counter.press(AGREE)
    cancelled, refused = counter.heard(2)

    assert (cancelled["error_code"], refused["error_code"]) == ("F0005", "F0005")
    assert "취소" in cancelled["error_msg"]
    assert "거절" in refused["error_msg"]
    rows = browsing.sandbox.payments()
    assert [one["status"] for one in rows] == ["failed", "failed"]
    assert (browsing.bell, browsing.sandbox.billing_keys()) == ([], [])


def test_the_x_of_the_window_answers_or_says_nothing_or_leaves_the_layer(
    counter: Counter, browsing: Browsing
) -> None:
    counter.pay(with_params())
    counter.press(LEAVE)
    assert counter.heard()[0]["error_code"] == "F0005"

    browsing.sandbox.configure(window_closed="ready", closing_answers="nothing")
    counter.pay(with_params())
    counter.press(LEAVE)
    counter.layers(0)

    browsing.sandbox.configure(closing_answers="stuck")
    counter.pay(with_params())
    counter.press(LEAVE)
    expect(counter.window.get_by_text("결제창을 나갔습니다.")).to_be_visible()
    counter.layers(1)
    counter.heard(1)  # since the first nothing more
    rows = browsing.sandbox.payments()
    assert [one["status"] for one in rows] == ["failed", "ready", "ready"]


def test_what_cannot_open_is_told_to_the_callback_alone(
    counter: Counter, browsing: Browsing, merchant: Merchant
) -> None:
    merchant.post("/payments/prepare", merchant_uid="prepared", amount=PRICE)
    browsing.press(browsing.window(with_params(merchant_uid="spent")))
    browsing.sandbox.configure(channel_key="channel-key-1")
    wrong: list[tuple[str, dict[str, object]]] = [
        ("F1002", {"merchant_uid": "spent"}),
        ("F0004", {"merchant_uid": "prepared", "amount": 0}),
        ("F0004", {"amount": str(PRICE)}),
        ("F0004", {"name": None}),
        ("F500", {"channelKey": "channel-key-2"}),
    ]
    for number, (code, changes) in enumerate(wrong, 1):
        counter.pay(with_params(**changes))
        rsp = counter.heard(number)[-1]
        assert (rsp["error_code"], rsp["imp_uid"], rsp["at_once"]) == (code, None, False)
        counter.layers(0)
    assert "이미 결제가 이루어진 거래건입니다." in counter.heard(len(wrong))[0]["error_msg"]
    counter.tab.evaluate("IMP.init('imp_demo')")
    counter.pay(with_params())
    assert counter.heard(len(wrong) + 1)[-1]["error_code"] == "F500"
    assert counter.tab.url == f"{counter.url}/"
    assert len(browsing.sandbox.payments()) == 1


def test_two_calls_open_two_windows_unless_the_second_is_refused(
    counter: Counter, browsing: Browsing
) -> None:
    counter.prepare(with_params())
    counter.tab.evaluate("pay(); pay();")
    counter.layers(2)
    for number in (1, 2):  # the upper one first
        top = counter.tab.locator("iframe").last.content_frame
        top.get_by_role("button", name=AGREE).click()
        counter.heard(number)
        counter.layers(2 - number)
    assert sorted(str(one["error_code"]) for one in counter.heard(2)) == ["F1002", "None"]
    assert len(browsing.bell) == 1

    browsing.sandbox.configure(second_window="refused")
    counter.prepare(with_params(merchant_uid="reg-2"))
    counter.tab.evaluate("pay(); pay();")
    assert "이미 열려 있는" in counter.heard(3)[-1]["error_msg"]
    counter.layers(1)


def test_a_page_left_or_reloaded_hears_nothing_and_leaves_a_ready_row(
    counter: Counter, browsing: Browsing
) -> None:
    counter.pay(with_params())
    expect(counter.window.get_by_role("button", name=AGREE)).to_be_visible()
    counter.tab.reload()

    counter.layers(0)
    assert (browsing.row()["status"], browsing.bell) == ("ready", [])
    assert counter.tab.evaluate("heard") == []


def test_a_window_reloaded_fails_with_an_empty_text(counter: Counter, browsing: Browsing) -> None:
    counter.pay(with_params())
    expect(counter.window.get_by_role("button", name=AGREE)).to_be_visible()
    counter.window.locator("body").evaluate("() => location.reload()")

    assert counter.heard()[0]["error_msg"] == ""
    assert browsing.row()["status"] == "failed"


def test_messages_of_others_are_not_taken_for_an_answer(counter: Counter) -> None:
    counter.pay(with_params())
    expect(counter.window.get_by_role("button", name=AGREE)).to_be_visible()
    counter.tab.evaluate(
        """() => {
          const { ticket } = JSON.parse(document.querySelector("iframe").name);
          window.postMessage({ ticket, rsp: { success: true } });
          window.postMessage({ ticket: "other", rsp: { success: true } });
          window.postMessage("hello");
        }"""
    )
    counter.press(CLOSE)

    assert [one["success"] for one in counter.heard()] == [False]


def test_a_call_without_a_click_opens_unless_it_is_blocked(
    counter: Counter, browsing: Browsing
) -> None:
    at_once = "?" + urlencode({"at_once": json.dumps(with_params())})
    counter.open(at_once)
    counter.press(CLOSE)
    assert counter.heard()[0]["error_code"] == "F0005"

    browsing.sandbox.configure(click_needed=True)
    counter.open(at_once)
    assert "차단" in counter.heard()[0]["error_msg"]


def test_the_bell_rings_before_the_callback_after_it_twice_or_never(
    counter: Counter, browsing: Browsing
) -> None:
    rung = {}
    for number, when in enumerate(("before", "after", "twice", "never"), 1):
        browsing.sandbox.configure(window_bell=when)
        counter.pay(with_params(merchant_uid=when))
        counter.press(AGREE)
        counter.heard(number)
        by_the_answer = len(browsing.bell)
        browsing.sandbox.advance(60)
        rung[when] = (by_the_answer, len(browsing.bell))
        browsing.bell.clear()

    assert rung == {"before": (1, 1), "after": (0, 1), "twice": (1, 2), "never": (0, 0)}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["390", "320"])
def test_a_phone_leaves_the_page_and_comes_back_to_its_address(
    phone: OpenPhone, browsing: Browsing, size: dict[str, int]
) -> None:
    counter = phone(size)
    returns = f"{counter.url}/done/c-1?plan=monthly"
    counter.pay(with_params(m_redirect_url=returns))
    agree = counter.tab.get_by_role("button", name=AGREE)
    expect(agree).to_be_in_viewport()
    assert counter.tab.evaluate("document.documentElement.scrollWidth") <= size["width"]
    agree.click()

    expect(counter.tab.get_by_role("heading", name="끝")).to_be_visible()
    row, query = browsing.row(), query_of(counter.tab.url)
    ids = {"imp_uid": row["imp_uid"], "merchant_uid": "reg-1"}
    assert query == {"plan": "monthly"} | ids
    assert (row["status"], row["channel"]) == ("paid", "mobile")

    counter.tab.go_back()  # to the window: a failure, although it is paid
    expect(counter.tab.get_by_role("heading", name="끝")).to_be_visible()
    assert query_of(counter.tab.url) == query | {"error_msg": ""}


def test_a_phone_that_cancels_or_may_not_open_comes_back_with_the_reason(
    phone: OpenPhone, browsing: Browsing
) -> None:
    counter = phone(WIDE)
    returns = f"{counter.url}/done/c-1"
    counter.pay(with_params(m_redirect_url=returns))
    counter.tab.get_by_role("button", name=CLOSE).click()
    expect(counter.tab.get_by_role("heading", name="끝")).to_be_visible()
    assert query_of(counter.tab.url)["error_code"] == "F0005"

    counter.open()
    counter.pay(with_params(m_redirect_url=returns, amount="29000"), listens=False)
    expect(counter.tab.get_by_role("heading", name="끝")).to_be_visible()
    assert query_of(counter.tab.url)["error_code"] == "F0004"

    counter.open()
    counter.pay(with_params(m_redirect_url=returns, amount="29000"))
    assert counter.heard()[0]["error_code"] == "F0004"
    assert [one["status"] for one in browsing.sandbox.payments()] == ["failed"]


def test_a_phone_with_a_frame_hears_its_callback_and_stays(
    phone: OpenPhone, browsing: Browsing
) -> None:
    browsing.sandbox.configure(phone_way="frame")
    counter = phone(NARROW)
    counter.pay(with_params())
    counter.press(AGREE)

    assert counter.heard()[0]["success"] is True
    assert counter.tab.url == f"{counter.url}/"
    assert (browsing.row()["status"], browsing.row()["channel"]) == ("paid", "mobile")


def test_a_plain_link_needs_no_javascript(
    browser: Browser, browser_context_args: dict[str, Any], browsing: Browsing, shop: str
) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    tab = context.new_page()
    link = with_params(m_redirect_url=f"{shop}/done/c-1")
    tab.goto(f"{browsing.client.base_url}/window?{urlencode(link)}")
    tab.get_by_role("button", name=AGREE).click()

    expect(tab.get_by_role("heading", name="끝")).to_be_visible()
    assert query_of(tab.url)["imp_uid"] == browsing.row()["imp_uid"]
    context.close()
