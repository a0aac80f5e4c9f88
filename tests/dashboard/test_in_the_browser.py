"""The pages in a real browser: that they are drawn, can be clicked and tapped, and stay at home.

One server for the file; each test puts its own company behind it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from playwright.sync_api import ViewportSize, expect

from billing_core.sandbox.cards import CardOutcome
from tests.dashboard.browsing import Desk
from tests.dashboard.company import HOSTILE, joins, leave, live, refuse_cards
from tests.parts.people import APPROVER
from tests.parts.world import World

PHONE: ViewportSize = {"width": 420, "height": 860}


def test_work_and_chart_are_seen_at_once_and_each_number_leads_to_its_people(
    world: World, desk: Desk
) -> None:
    joins(world, hana="김하나", duri="이두리")
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.open()
    for part in (desk.page.get_by_text("오늘 할 일을 마쳤습니다"), desk.bar(-1)):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900  # without scrolling

    desk.click_bar(0)
    drawer = desk.page.get_by_role("dialog")
    expect(drawer).to_contain_text("2026년 9월의 회원")
    expect(drawer).to_contain_text("결제회원 2")
    desk.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    desk.settle()

    card = desk.page.locator(".st-key-number_card_paid_members")
    card.click(position={"x": 20, "y": 60})  # anywhere on it
    expect(
        desk.page.get_by_text("이 달에 실제 결제가 한 번이라도 있는 회원 수이며")
    ).to_be_visible()
    assert desk.page.url.endswith("/number?code=paid_members&month=2026-09")


def test_every_line_of_todays_work_is_a_way_to_it_and_large_enough(
    world: World, desk: Desk
) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    desk.open("?language=en")

    lines = desk.page.locator(".st-key-work_list a")
    expect(lines.first).to_contain_text("Waiting for approval: 1")
    heights = lines.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 24, heights
    tops = sorted(set(lines.evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")))
    assert all(lower - upper >= 24 for upper, lower in pairwise(tops)), tops  # none over another
    lines.first.click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Approvals")
    assert "view=due" in desk.page.url


def test_a_file_arrives_by_its_link_and_the_page_stays(world: World, desk: Desk) -> None:
    joins(world, hana="김하나")
    asked = desk.asked()
    desk.open("exports?format=csv")
    desk.page.locator(".st-key-exports_make_paid_members button").click()
    desk.page.locator(".st-key-exports_download_paid_members button").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("사유").fill("9월 보고")
    dialog.get_by_role("button", name="확인").click()
    link = desk.page.get_by_role("link", name="받기 · 60초 안에 누르세요")

    with desk.page.expect_download() as arriving:
        link.click()

    assert arriving.value.suggested_filename == "결제회원_2026-09.csv"
    assert "김하나" in arriving.value.path().read_text(encoding="utf-8-sig")
    assert not [url for url in asked if "/media/" in url and ".csv" in url]
    assert desk.page.url == f"{desk.address}/exports?format=csv"


def test_strange_names_are_letters_and_never_markup_nor_in_a_message(
    world: World, desk: Desk
) -> None:
    joins(world, **HOSTILE)
    leave(world, *HOSTILE)

    desk.open("approvals")
    for name in HOSTILE.values():
        expect(desk.page.get_by_text(name, exact=True)).to_be_visible()
    assert "당했다" not in desk.page.title()
    assert desk.page.locator('a[href*="127.0.0.1/x"], a[href*="127.0.0.1/y"]').count() == 0

    buttons = desk.page.locator(".bd-a-approve")
    expect(buttons).to_have_count(len(HOSTILE))
    for button in buttons.all():
        button.click()
        sentence = desk.page.get_by_text("님의 권한을 유료에서 무료로 바꾸고").filter(visible=True)
        shown = sentence.inner_text().replace("\u2060", "")
        assert any(shown.startswith(f"{name} 님의") for name in HOSTILE.values()), shown
        assert sentence.locator("a, strong, b, code, span[style]").count() == 0
        desk.page.keyboard.press("Escape")
        expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_a_click_on_a_part_of_a_bar_opens_that_parts_people(world: World, desk: Desk) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")
    desk.open("analysis")

    desk.click_bar(1)

    expect(desk.page).to_have_url(re.compile(r"/number\?code=churned_voluntary&month=2026-10$"))
    expect(desk.page.get_by_role("heading", name="자발 이탈")).to_be_visible()
    desk.page.go_back()
    desk.page.locator(".st-key-chart_links_churn").get_by_text("이탈률 50.0%").click()
    expect(desk.page).to_have_url(re.compile(r"/number\?code=churn_rate&month=2026-10$"))
    expect(desk.page.get_by_text("분모: 이용회원(월초)").first).to_be_visible()


def test_a_part_of_a_bar_with_its_number_written_in_it_opens_its_people(
    world: World, desk: Desk
) -> None:
    """One left on request and one whose card failed: October's bar has two parts, each named."""
    joins(world, hana="김하나", duri="이두리")
    refuse_cards(world, CardOutcome.SUSPENDED, "duri")
    leave(world, "hana")
    live(world, 20)
    desk.open("analysis")
    expect(desk.page.locator(".bars .bartext").first).to_have_text("1")

    desk.click_bar(1)

    expect(desk.page).to_have_url(re.compile(r"/number\?code=churned_voluntary&month=2026-10$"))


def test_a_step_of_the_waterfall_opens_its_people(world: World, desk: Desk) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")
    desk.open("analysis?view=mrr")

    desk.click_bar(5, chart=1)

    expect(desk.page).to_have_url(re.compile(r"/number\?code=mrr_churned&month=2026-10$"))
    expect(desk.page.get_by_role("heading", name="MRR 이탈")).to_be_visible()


def test_a_cell_of_the_cohorts_opens_by_mouse_and_by_keyboard_and_stays_signed_in(
    world: World, desk: Desk
) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")
    desk.open("approvals")
    desk.page.get_by_role("link", name="분석").click()
    desk.page.get_by_text("코호트·LTV", exact=True).click()
    cell = desk.page.get_by_role("button", name="2026년 10월에 1명")

    cell.click()
    expect(desk.page.get_by_role("heading", name="2026년 9월 코호트 잔존")).to_be_visible()
    desk.page.go_back()
    desk.page.get_by_text("코호트·LTV", exact=True).click()
    cell.focus()
    desk.page.keyboard.press("Enter")

    expect(desk.page.get_by_role("heading", name="2026년 9월 코호트 잔존")).to_be_visible()
    expect(desk.page.locator(".st-key-who_is_here")).to_contain_text(APPROVER.name)


def test_a_tap_on_a_day_of_the_calendar_opens_its_list(world: World, desk: Desk) -> None:
    joins(world, hana="김하나")
    desk.page.set_viewport_size(PHONE)
    desk.open("upcoming?day=2026-10-01")

    desk.page.locator(".st-key-upcoming_day_2026-10-21").click()

    expect(desk.page.get_by_text("2026-10-21 (수) 결제 예정 명단")).to_be_visible()
    assert desk.page.url.endswith("/upcoming?day=2026-10-21")
