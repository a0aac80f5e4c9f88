"""The frame as only a browser shows it: titles, language, wrong addresses, the way back, the menu."""

from __future__ import annotations

import gc
from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.dashboard.browsing import Desk
from tests.parts.world import World

LANG = "() => document.documentElement.lang"


def levels(page: Page) -> list[int]:
    found: list[int] = page.locator(":is(h1, h2, h3, h4):visible").evaluate_all(
        "all => all.map(each => Number(each.tagName[1]))"
    )
    return found


def test_each_page_has_its_title_and_says_its_language(world: World, desk: Desk) -> None:
    desk.open("approvals")
    expect(desk.page).to_have_title("권한 변경 승인 · 결제 데스크")
    assert desk.page.evaluate(LANG) == "ko"

    desk.page.locator('[data-testid="stSidebarNavLink"]', has_text="점검").click()
    expect(desk.page).to_have_title("점검 · 결제 데스크")

    desk.page.get_by_text("English", exact=True).click()
    expect(desk.page).to_have_title("Health · Billing Desk")
    desk.page.wait_for_function(f"() => ({LANG})() === 'en'")
    desk.page.wait_for_url("**/health?language=en")

    desk.page.locator('[data-testid="stSidebarNavLink"]', has_text="Payments").click()
    expect(desk.page).to_have_title("Payments · Billing Desk")
    desk.page.wait_for_url("**/payments?language=en")
    desk.page.go_back()
    expect(desk.page).to_have_title("Health · Billing Desk")


def test_a_view_is_a_code_in_the_address_and_the_way_back_returns_to_it(
    world: World, desk: Desk
) -> None:
    desk.open("health?view=days")
    days = desk.page.get_by_role("radio", name="날짜별 대조", exact=True)
    expect(days).to_be_checked()
    desk.page.get_by_role("radio", name="처리한 것", exact=True).click()
    desk.page.wait_for_url("**/health?view=closed")

    desk.page.go_back()
    expect(days).to_be_checked()


def test_a_wrong_address_says_so_in_our_words(world: World, desk: Desk) -> None:
    desk.open("approvels")
    expect(desk.page.get_by_text("이 주소에는 화면이 없습니다.")).to_be_visible()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)

    desk.page.get_by_role("link", name="현황으로 가기").click()
    expect(desk.page).to_have_title("현황 · 결제 데스크")


def test_on_a_phone_the_menu_closes_when_a_page_is_chosen(world: World, desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open()
    desk.page.locator('[data-testid="stExpandSidebarButton"]').click()
    menu = desk.page.locator('[data-testid="stSidebar"]')
    expect(menu).to_have_attribute("data-collapsed", "false")

    menu.locator('[data-testid="stSidebarNavLink"]', has_text="점검").click()

    expect(desk.page).to_have_title("점검 · 결제 데스크")
    expect(menu).to_have_attribute("data-collapsed", "true")


def test_on_a_phone_a_page_opened_anew_has_its_menu_closed(world: World, desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open()
    desk.page.locator('[data-testid="stExpandSidebarButton"]').click()
    menu = desk.page.locator('[data-testid="stSidebar"]')
    expect(menu).to_have_attribute("data-collapsed", "false")

    desk.page.reload()
    desk.settle()

    expect(menu).to_have_attribute("data-collapsed", "true")


def test_headings_leave_no_level_out(world: World, desk: Desk) -> None:
    for page in ("health?view=traffic", "notices?view=texts", "account", "retention"):
        desk.open(page)
        found = levels(desk.page)
        assert found[0] == 1, page
        assert found.count(1) == 1, page
        steps = [below - above for above, below in pairwise(found)]
        assert max(steps, default=0) <= 1, (page, found)


def test_no_click_waits_until_every_object_was_looked_through(desk: Desk) -> None:
    """Which takes longer than most pages, and nothing else runs meanwhile."""
    desk.open("people")
    gc.disable()  # what is collected from here on somebody has asked for
    try:
        before = gc.get_stats()[-1]["collections"]
        desk.page.locator('[data-testid="stSidebarNavLink"]', has_text="고지").click()
        expect(desk.page).to_have_title("고지 · 결제 데스크")
        desk.settle()
        assert gc.get_stats()[-1]["collections"] == before
    finally:
        gc.enable()
