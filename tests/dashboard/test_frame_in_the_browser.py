"""The frame as only a browser shows it: titles, language, wrong addresses, the way back, the menu."""

from __future__ import annotations

import gc
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from billing_core.sandbox.cards import CardOutcome
from billing_core.sign_in.sessions import end_sessions_of
from tests.dashboard.browsing import LOOK_MS, Desk
from tests.dashboard.company import joins, live, refuse_cards
from tests.parts.people import APPROVER
from tests.parts.world import World

LANG = "() => document.documentElement.lang"


def test_each_page_has_its_title_its_language_and_its_way_back_and_names_nobody(
    world: World, desk: Desk
) -> None:
    """The tab says which member and which month; a view is a code in the address."""
    joins(world, hana="김하나")
    desk.open("month_close?month=2026-09")
    expect(desk.page).to_have_title("2026년 9월 마감 · 결제 데스크")
    assert desk.page.evaluate(LANG) == "ko"
    desk.open("members?number=1")
    expect(desk.page).to_have_title("회원 1번 · 결제 데스크")
    desk.page.get_by_role("button", name="회원 목록으로").click()
    expect(desk.page).to_have_title("회원 · 결제 데스크")

    desk.page.locator('[data-testid="stSidebarNavLink"]', has_text="점검").click()
    expect(desk.page).to_have_title("점검 · 결제 데스크")
    days = desk.page.get_by_role("radio", name="날짜별 대조", exact=True)
    days.click()
    desk.page.wait_for_url("**/health?view=days")
    desk.page.get_by_role("radio", name="처리한 것", exact=True).click()
    desk.page.wait_for_url("**/health?view=closed")
    desk.page.go_back()
    expect(days).to_be_checked()
    desk.settle()

    desk.page.get_by_text("English", exact=True).click()
    expect(desk.page).to_have_title("Health · Billing Desk")
    desk.page.wait_for_function(f"() => ({LANG})() === 'en'", polling=LOOK_MS)
    desk.page.wait_for_url("**/health?view=days&language=en")
    desk.page.locator('[data-testid="stSidebarNavLink"]', has_text="Payments").click()
    expect(desk.page).to_have_title("Payments · Billing Desk")
    desk.page.wait_for_url("**/payments?language=en")
    desk.page.go_back()
    expect(desk.page).to_have_title("Health · Billing Desk")
    desk.page.reload()
    expect(desk.page).to_have_title("Health · Billing Desk")


def test_buttons_of_many_rows_are_told_apart_by_whoever_only_hears_them(
    world: World, desk: Desk
) -> None:
    """Two who failed: each button says whose it is. (On every page:
    `test_every_page_in_the_browser.py`.)"""
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "hana", "duri")
    live(world, 31)
    desk.open("payments?view=failed")
    for name in ("김하나 회원 보기", "이두리 회원 보기", "김하나 다시 결제", "이두리 다시 결제"):
        expect(desk.page.get_by_role("button", name=name, exact=True)).to_be_visible()

    desk.page.get_by_role("button", name="김하나 회원 보기").click()
    expect(desk.page.get_by_role("button", name="다시 결제", exact=True)).to_be_visible()


def test_a_wrong_address_says_so_in_our_words(world: World, desk: Desk) -> None:
    desk.open("approvels")
    expect(desk.page.get_by_text("이 주소에는 화면이 없습니다.")).to_be_visible()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)

    desk.page.get_by_role("link", name="현황으로 가기").click()
    expect(desk.page).to_have_title("현황 · 결제 데스크")


def test_on_a_phone_the_menu_closes_when_a_page_is_chosen_and_when_it_is_opened_anew(
    world: World, desk: Desk
) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open("people")
    menu = desk.page.locator('[data-testid="stSidebar"]')
    opener = desk.page.locator('[data-testid="stExpandSidebarButton"]')
    opener.click()
    expect(menu).to_have_attribute("data-collapsed", "false")
    menu.locator('[data-testid="stSidebarNavLink"]', has_text="점검").click()
    expect(desk.page).to_have_title("점검 · 결제 데스크")
    expect(menu).to_have_attribute("data-collapsed", "true")

    opener.click()
    expect(menu).to_have_attribute("data-collapsed", "false")
    desk.page.reload()
    desk.settle()
    expect(menu).to_have_attribute("data-collapsed", "true")


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


def test_signing_out_leads_to_the_sign_in_page_and_leaves_no_menu(world: World, desk: Desk) -> None:
    desk.open("payments")

    desk.page.get_by_role("button", name="로그아웃").click()

    desk.page.wait_for_url("**/sign-in?lang=ko")
    expect(desk.page.locator('[data-testid="stSidebarNavLink"]')).to_have_count(0)


@pytest.mark.parametrize("part", ["the page", "the search"])
def test_a_session_that_ran_out_leaves_its_sentence_alone(
    world: World, desk: Desk, part: str
) -> None:
    joins(world, hana="김하나")
    refuse_cards(world, CardOutcome.EXPIRED, "hana")
    live(world, 31)
    desk.open("payments?view=failed")
    expect(desk.page.get_by_role("link", name="결제 (1)")).to_be_visible()
    assert APPROVER.number is not None
    with world.system.database.writing() as session:
        end_sessions_of(session, APPROVER.number)

    if part == "the page":
        desk.page.get_by_role("radio", name="결제 내역").click()
    else:
        desk.page.get_by_placeholder("회원 찾기 ( / )").fill("하나")

    expect(desk.page.get_by_text("로그인이 끝났습니다. 다시 로그인해 주세요.")).to_be_visible()
    expect(desk.page.locator('[data-testid="stSidebarNavLink"]')).to_have_count(0)
    expect(desk.page.get_by_text("(1)")).to_have_count(0)
    expect(desk.page.get_by_text("김하나")).to_have_count(0)
    assert urlsplit(desk.page.url).path == "/payments"
