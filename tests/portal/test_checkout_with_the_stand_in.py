"""The checkout page with the sandbox's own script: on a desk and on a phone, every way it may end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from billing_core.sandbox.app import create_app as create_sandbox_app
from tests.parts.server import serving
from tests.parts.worlds import in_process
from tests.portal.shop import START, Shop, open_shop

PATIENCE = 60_000
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
)


@pytest.fixture
def shop(sqlite_url: str) -> Iterator[Shop]:
    with (
        in_process(sqlite_url, START) as world,
        serving(create_sandbox_app(world.sandbox)) as sandbox,
        open_shop(world, script_url=f"{sandbox}/js/iamport.js") as shop,
    ):
        world.system.settings.__dict__["portal_url"] = str(shop.browser.base_url)
        yield shop


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    given = {**browser_context_args, "user_agent": PHONE, "viewport": {"width": 390, "height": 844}}
    context = browser.new_context(**given, is_mobile=True, has_touch=True)
    yield context.new_page()
    context.close()


def open_window(shop: Shop, tab: Page, path: str) -> None:
    tab.set_default_timeout(PATIENCE)
    tab.goto(f"{shop.browser.base_url}{path}")
    tab.check("#consent")
    tab.click("#open:not([disabled])")


def page_of(shop: Shop) -> str:
    return shop.page(
        member_name="홍길동", member_phone="01012345678", member_email="hong@app.example"
    )


@pytest.mark.parametrize("rsp_shape", ["success", "imp_success", "short"])
@pytest.mark.parametrize("bell", ["before", "after", "twice", "never"])
def test_a_desk_registers_pays_and_says_so(
    shop: Shop, page: Page, rsp_shape: str, bell: str
) -> None:
    shop.world.sandbox.configure(rsp_shape=rsp_shape, window_bell=bell, buyer_required=True)
    open_window(shop, page, page_of(shop))
    frame = page.frame_locator("iframe")
    frame.get_by_label("정상 승인").check()
    frame.get_by_role("button", name="동의하고 등록하기").click()
    expect(page.locator("h1")).to_have_text("결제하고 있습니다")
    shop.world.work()

    expect(page.locator("h1")).to_have_text("결제되었습니다")
    assert shop.world.ledger("user-7") == [29_000]


def test_a_desk_closes_the_window_and_tries_again(shop: Shop, page: Page) -> None:
    open_window(shop, page, page_of(shop))
    page.frame_locator("iframe").get_by_role("button", name="닫기", exact=True).click()

    expect(page.get_by_role("link", name="다시 시도")).to_be_visible()
    page.get_by_role("link", name="다시 시도").click()
    page.check("#consent")
    expect(page.locator("#open")).to_be_enabled()


def test_a_layer_that_stays_is_left_by_a_link(shop: Shop, page: Page) -> None:
    shop.world.sandbox.configure(window_closed="ready", closing_answers="nothing")
    open_window(shop, page, page_of(shop))
    page.frame_locator("iframe").get_by_role("button", name="결제창 나가기").click()

    page.get_by_role("link", name="화면이 그대로라면").click()

    expect(page.locator("h1")).to_have_text("카드 등록을 확인하고 있습니다")


@pytest.mark.parametrize("way", ["redirect", "frame"])
@pytest.mark.parametrize("shape", ["ids", "imp_success", "merchant_uid"])
@pytest.mark.parametrize("amount_zero", [False, True])
def test_a_phone_registers_and_pays_either_way(
    shop: Shop, phone: Page, way: str, shape: str, amount_zero: bool
) -> None:
    shop.world.system.settings.__dict__["phone_amount_zero"] = amount_zero
    shop.world.sandbox.configure(phone_way=way, redirect_shape=shape, window_bell="never")
    open_window(shop, phone, page_of(shop))
    window: Any = phone.frame_locator("iframe") if way == "frame" else phone
    window.get_by_label("정상 승인").check()
    window.get_by_role("button", name="동의하고 등록하기").click()
    expect(phone.locator("h1")).to_have_text("결제하고 있습니다")
    shop.world.work()

    expect(phone.locator("h1")).to_have_text("결제되었습니다")
    assert shop.world.ledger("user-7") == [29_000]


@pytest.mark.parametrize("failure", ["code", "text", "empty"])
def test_a_phone_that_cancels_comes_back_to_another_try(
    shop: Shop, phone: Page, failure: str
) -> None:
    shop.world.sandbox.configure(failure_shape=failure)
    open_window(shop, phone, page_of(shop))
    phone.get_by_role("button", name="닫기", exact=True).click()

    expect(phone.get_by_role("link", name="다시 시도")).to_be_visible()
