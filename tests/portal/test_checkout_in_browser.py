"""The checkout page in a real browser: tick, window, result; double clicks, tabs, no script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from billing_core.models import Checkout, Consent
from billing_core.sandbox.faults import FaultKind
from tests.parts.axe import violations
from tests.parts.worlds import in_process
from tests.portal.shop import START, Shop, open_shop, type_card

PATIENCE = 60_000
TICK, OPEN = "#consent", "#open"


@pytest.fixture
def shop(sqlite_url: str) -> Iterator[Shop]:
    with in_process(sqlite_url, START) as world, open_shop(world) as shop:
        yield shop


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


def whole(shop: Shop, path: str) -> str:
    return f"{shop.browser.base_url}{path}"


def checkout(shop: Shop, **more: str) -> str:
    return whole(shop, shop.page(member_phone="01012345678", member_email="a@b.kr", **more))


def test_tick_window_and_result(shop: Shop, page: Page) -> None:
    problems: list[str] = []
    page.on(
        "console",
        lambda said: (
            problems.append(said.text)
            if said.type == "error" and "favicon" not in said.location["url"]
            else None
        ),
    )
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(checkout(shop))
    expect(page.locator(OPEN)).to_be_disabled()
    expect(page.locator(TICK)).not_to_be_checked()
    assert shop.world.rows(Consent) == []

    page.check(TICK)
    expect(page.locator(OPEN)).to_be_enabled()
    assert len(shop.world.rows(Consent)) == 1
    page.click(OPEN)
    expect(page.locator("h1")).to_have_text("결제하고 있습니다")
    shop.world.work()

    expect(page.locator("h1")).to_have_text("결제되었습니다")  # it looks again by itself
    assert page.locator("html").get_attribute("data-code") is None, "the vendor's script is gone"
    assert shop.world.ledger("user-7") == [29_000]
    assert problems == []


def test_the_first_window_waits_for_the_button(shop: Shop, page: Page) -> None:
    page.goto(checkout(shop))
    page.check(TICK)
    expect(page.locator(OPEN)).to_be_enabled()
    assert page.locator("html").get_attribute("data-code") == "imp00000000"

    page.uncheck(TICK)

    expect(page.locator(OPEN)).to_be_disabled()
    assert shop.vendor.asked == []


def test_a_double_click_opens_one_window(shop: Shop, page: Page) -> None:
    page.goto(checkout(shop))
    page.check(TICK)
    expect(page.locator(OPEN)).to_be_enabled()

    page.locator(OPEN).evaluate("it => { it.click(); it.click(); it.form.requestSubmit(); }")
    expect(page.locator("h1")).to_have_text("결제하고 있습니다")

    assert len(shop.vendor.asked) == 1


def test_a_closed_window_may_be_opened_again(shop: Shop, page: Page) -> None:
    shop.vendor.card = ""
    page.goto(checkout(shop))
    page.check(TICK)
    page.click(OPEN)
    expect(page.locator("h1")).to_have_text("카드 등록을 확인하고 있습니다")

    page.get_by_role("link", name="다시 시도").click()
    expect(page.locator(TICK)).not_to_be_checked()
    page.check(TICK)
    shop.vendor.card = "9366-0000-0000-0001"
    page.click(OPEN)
    expect(page.locator("h1")).to_have_text("결제하고 있습니다")

    first, second = (asked["merchant_uid"] for asked in shop.vendor.asked)
    assert first != second


def test_back_and_reload_begin_anew(shop: Shop, page: Page) -> None:
    shop.vendor.card = ""
    page.goto(checkout(shop))
    page.check(TICK)
    page.click(OPEN)
    expect(page.locator("h1")).to_have_text("카드 등록을 확인하고 있습니다")

    page.go_back()
    expect(page.locator(OPEN)).to_be_disabled()
    expect(page.locator(TICK)).not_to_be_checked()
    page.check(TICK)
    expect(page.locator(OPEN)).to_be_enabled()
    page.reload()

    expect(page.locator(OPEN)).to_be_disabled()
    assert len(shop.vendor.asked) == 1


def test_two_tabs_have_two_windows_and_one_charge(shop: Shop, page: Page) -> None:
    url = checkout(shop)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(url)
        tab.check(TICK)
        expect(tab.locator(OPEN)).to_be_enabled()
    for tab in (page, other):
        tab.click(OPEN)
        expect(tab.locator("h1")).to_have_text("결제하고 있습니다")
    shop.world.work()

    for tab in (page, other):
        expect(tab.locator("h1")).to_have_text("결제되었습니다")
    assert shop.world.ledger("user-7") == [29_000]
    other.close()


def test_a_phone_number_that_is_asked_goes_into_the_window_alone(shop: Shop, page: Page) -> None:
    page.goto(whole(shop, shop.page()))
    page.check(TICK)
    expect(page.locator(OPEN)).to_be_enabled()
    page.click(OPEN)  # the browser says that a number is missing
    assert shop.vendor.asked == []
    posted: list[str] = []
    page.on("request", lambda asked: posted.append(f"{asked.url} {asked.post_data or ''}"))

    page.fill("#buyer_tel", "010-7731-7731")
    page.fill("#buyer_email", "hong@app.example")
    page.click(OPEN)
    expect(page.locator("h1")).to_have_text("결제하고 있습니다")

    [asked] = shop.vendor.asked
    assert (asked["buyer_tel"], asked["buyer_email"]) == ("010-7731-7731", "hong@app.example")
    ours = [one for one in posted if one.startswith(str(shop.browser.base_url))]
    assert not any("7731" in one or "hong" in one for one in ours)
    with shop.system.database.engine.connect() as book:
        kept = "\n".join(
            str(row)
            for table in ("checkouts", "consents", "audit_log", "member_contacts")
            for row in book.exec_driver_sql(f"SELECT * FROM {table}")
        )
    assert "7731" not in kept


def test_the_gateway_away_is_said_and_tried_again(shop: Shop, page: Page) -> None:
    shop.world.sandbox.outage(FaultKind.ERROR_BEFORE, ["prepare"])
    page.goto(checkout(shop))
    page.check(TICK)
    expect(page.locator("#told")).to_contain_text("결제 대행사에 연결하지 못했습니다")
    expect(page.locator(OPEN)).to_be_disabled()
    shop.world.sandbox.lift_outage()

    page.get_by_role("button", name="다시 시도").click()

    expect(page.locator(OPEN)).to_be_enabled()


def test_the_vendors_script_away_is_said(shop: Shop, page: Page) -> None:
    def away(route: Route) -> None:
        route.abort()

    page.route("**/js/iamport.js", away)
    page.goto(checkout(shop))

    expect(page.locator("#told")).to_contain_text("카드 등록 창을 불러오지 못했습니다")
    page.check(TICK)
    expect(page.locator(OPEN)).to_be_disabled()


def test_without_script_a_sentence(shop: Shop, page: Page, browser: Browser) -> None:
    bare = browser.new_context(java_script_enabled=False)
    tab = bare.new_page()
    tab.goto(checkout(shop), timeout=PATIENCE)

    assert "자바스크립트를 켜야" in tab.locator("main").inner_text()
    assert "29,000원" in tab.locator("main").inner_text()
    assert tab.locator(OPEN).is_disabled()
    bare.close()


def test_without_script_the_result_comes_too(shop: Shop, page: Page, browser: Browser) -> None:
    path = shop.page()
    type_card(shop.world, shop.opens(path))
    bare = browser.new_context(java_script_enabled=False)
    tab = bare.new_page()
    tab.goto(whole(shop, path + "/back"), timeout=PATIENCE)
    expect(tab.locator("h1")).to_have_text("결제하고 있습니다")
    shop.world.work()

    expect(tab.locator("h1")).to_have_text("결제되었습니다")
    bare.close()


def test_a_hostile_name_and_a_long_plan_fit_a_small_phone(shop: Shop, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(whole(shop, shop.page(member_name="<b>" + "W" * 117)))
    with shop.system.database.writing() as session:
        session.get_one(Checkout, shop.world.rows(Checkout)[0].id).plan_name = "W" * 80

    page.reload()

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_axe_finds_nothing(shop: Shop, page: Page, scheme: str, language: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    url = whole(shop, shop.page())
    page.goto(f"{url}?lang={language}")
    assert violations(page) == []
    page.check(TICK)
    expect(page.locator(OPEN)).to_be_enabled()
    assert violations(page) == []
    shop.opens(url.removeprefix(str(shop.browser.base_url)))
    page.goto(f"{url}/back")
    assert violations(page) == []
    page.goto(whole(shop, f"/checkout/{'x' * 43}"))
    assert violations(page) == []
