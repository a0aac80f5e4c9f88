"""What was just done or refused is told where the click was, and has the focus."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.dashboard.browsing import LOOK_MS, Desk
from tests.dashboard.company import joins, leave
from tests.parts.world import World

TOLD = ".bd-told"
IN_SIGHT = """() => {
    const told = document.activeElement;
    const box = told.getBoundingClientRect();
    return told.matches(".bd-told") && box.top >= 0 && box.bottom <= innerHeight;
}"""


def expect_in_sight(page: Page, role: str, words: str) -> None:
    told = page.locator(TOLD).filter(has_text=words)
    expect(told).to_have_count(1)
    expect(page.locator(TOLD)).to_have_count(1)  # what was told before is gone
    expect(told).to_have_attribute("role", role)
    page.wait_for_function(IN_SIGHT, polling=LOOK_MS)


def test_a_hold_and_its_release_are_told_where_the_member_now_stands(
    world: World, desk: Desk
) -> None:
    joins(world, hana="김하나")
    leave(world, "hana")
    desk.open("approvals")
    page = desk.page
    page.get_by_role("button", name="김하나 자세히").click()
    page.get_by_role("button", name="김하나 보류").click()
    page.get_by_role("button", name="보류합니다").click()
    expect_in_sight(page, "alert", "보류 사유를 적어 주세요.")
    expect(page.locator('[class*="st-key-approvals_due_"]').locator(TOLD)).to_be_visible()

    page.get_by_label("보류 사유").fill("전화 문의 중")
    page.get_by_role("button", name="보류합니다").click()
    expect_in_sight(page, "status", "김하나 님의 권한 변경을 보류했습니다.")
    expect(page.locator('[class*="st-key-approvals_held_"]').locator(TOLD)).to_be_visible()

    page.get_by_role("button", name="김하나 보류 해제").click()
    expect_in_sight(page, "status", "김하나 님의 보류를 해제했습니다.")
    told = page.locator(TOLD).bounding_box()
    title = page.get_by_role("heading", level=1).bounding_box()
    assert told is not None
    assert title is not None
    assert told["y"] > title["y"]  # beside the list that it came back to
