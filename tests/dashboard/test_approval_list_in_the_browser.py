"""The list of 권한 변경 승인, as only a browser shows it: keys, thumbs and what fits a screen."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.permission import Permission
from tests.dashboard.browsing import Desk
from tests.dashboard.company import joins, leave
from tests.parts.people import APPROVER
from tests.parts.world import World

LAPTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def rows(desk: Desk) -> Locator:
    return desk.page.locator(".bd-a-row")


def test_a_whole_approval_by_the_keyboard_alone(world: World, desk: Desk) -> None:
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    leave(world, "hana", "duri", "sena")
    desk.open("approvals")
    keys = desk.page.keyboard
    first, second, third = rows(desk).all()
    for _ in range(80):
        if first.evaluate("each => each === document.activeElement"):
            break
        keys.press("Tab")
    expect(first).to_be_focused()

    keys.press("Space")
    keys.press("ArrowDown")
    expect(second).to_be_focused()
    keys.press("ArrowRight")
    expect(desk.page.get_by_text("점검 7개를 모두 통과했습니다")).to_be_visible()
    expect(second).to_be_focused()
    keys.press("ArrowRight")
    expect(desk.page.get_by_text("점검 7개를 모두 통과했습니다")).to_have_count(0)
    expect(second).to_be_focused()  # as the two halves of the list become one again
    keys.press("ArrowDown")
    expect(third).to_be_focused()
    keys.press("Space")
    expect(desk.page.get_by_role("button", name="선택한 2명 승인")).to_be_visible()
    keys.press("Enter")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_text(" · ")).to_be_visible()
    confirm = dialog.get_by_role("button", name="승인합니다")
    for _ in range(5):
        if confirm.evaluate("each => each === document.activeElement"):
            break
        keys.press("Tab")
    expect(confirm).to_be_focused()
    keys.press("Enter")

    told = desk.page.get_by_role("status").filter(has_text="2명의 권한을 무료로 바꿨습니다.")
    expect(told).to_be_focused()
    expect(rows(desk)).to_have_count(1)
    assert len(world.downgrades(DowngradeState.APPROVED)) == 2
    keys.press("Tab")
    keys.press("Enter")
    undone = desk.page.get_by_role("status").filter(has_text="님의 권한을 유료로 되돌렸고")
    expect(undone).to_be_focused()
    rows(desk).first.click()
    keys.press("Space")  # no act: what was done still stands, and the focus stays in the list
    expect(desk.page.get_by_role("button", name="선택한 1명 승인")).to_be_enabled()
    expect(undone).to_be_visible()
    expect(undone).not_to_be_focused()
    assert world.member("hana").permission is Permission.PAID


def test_enter_is_about_this_row_and_a_double_click_on_approve_is_one_approval(
    world: World, desk: Desk
) -> None:
    """Who does not pass is opened and says why."""
    joins(world, hana="김하나", duri="이두리", sena="박세나")
    card = world.subscription("sena").customer_uid
    leave(world, "hana", "duri", "sena")
    world.sandbox.charge_at_console(card, "console1", 29_000)
    desk.open("approvals")
    sena = rows(desk).filter(has_text="박세나")
    expect(sena).to_contain_text("만료 뒤 결제 있음")
    expect(desk.page.get_by_role("checkbox", name="박세나 선택")).to_be_disabled()

    sena.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text("지금은 승인할 수 없습니다")).to_be_visible()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    desk.settle()

    rows(desk).filter(has_text="이두리").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("dialog")).to_contain_text("이두리 님의 권한을")
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert world.downgrades(DowngradeState.APPROVED) == []

    desk.page.get_by_role("button", name="김하나 승인", exact=True).click()
    desk.page.get_by_role("button", name="승인합니다").filter(visible=True).dblclick()
    expect(desk.page.get_by_text("1명의 권한을 무료로 바꿨습니다.")).to_be_visible()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert len(world.downgrades(DowngradeState.APPROVED)) == 1
    assert world.member("hana").permission is Permission.FREE


def test_thirty_fit_a_laptop_and_all_of_two_pages_are_approved_in_three_actions(
    world: World, desk: Desk
) -> None:
    people = {f"m{number:02}": f"회원{number:02}" for number in range(35)}
    joins(world, **people)
    leave(world, *people)
    desk.page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    desk.open("approvals")
    expect(rows(desk)).to_have_count(30)
    boxes = [row.bounding_box() for row in rows(desk).all()]
    heights = [box["height"] for box in boxes if box]
    assert max(heights) <= 28
    rows(desk).last.scroll_into_view_if_needed()
    bar = desk.page.locator(".st-key-approvals_bulk").bounding_box()
    first, last = rows(desk).first.bounding_box(), rows(desk).last.bounding_box()
    assert bar is not None
    assert first is not None
    assert last is not None
    assert bar["y"] + bar["height"] <= first["y"] + 1  # nobody is under the bar that stays
    assert last["y"] + last["height"] <= LAPTOP["height"]
    small = desk.page.locator(".bd-a-tick, .bd-a-act button").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect())"
        ".filter(box => box.width < 24 || box.height < 24).length"
    )
    assert small == 0

    rows(desk).first.locator(".bd-a-tick").click()
    expect(desk.page.get_by_role("button", name="선택한 1명 승인")).to_be_visible()
    desk.page.get_by_test_id("stPaginationNext").click()
    expect(rows(desk)).to_have_count(5)
    rows(desk).last.locator(".bd-a-tick").click()
    expect(desk.page.get_by_role("button", name="선택한 2명 승인")).to_be_visible()

    desk.page.get_by_role("button", name=re.compile("통과한 .*모두 선택")).click()
    desk.page.get_by_role("button", name="선택한 35명 승인").click()
    desk.page.get_by_role("button", name="승인합니다").click()

    expect(desk.page.get_by_text("35명의 권한을 무료로 바꿨습니다.")).to_be_visible()
    assert len(world.downgrades(DowngradeState.APPROVED)) == 35


def test_on_a_phone_todays_work_is_seen_and_a_thumb_approves(world: World, desk: Desk) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana", "duri")
    desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.open()
    work = desk.page.locator(".st-key-work_due")
    expect(work).to_be_in_viewport()
    work.click()
    expect(rows(desk)).to_have_count(2)
    box = rows(desk).first.bounding_box()
    assert box is not None
    assert box["height"] <= 50  # two lines
    tick = rows(desk).first.locator(".bd-a-tick").bounding_box()
    assert tick is not None
    assert min(tick["width"], tick["height"]) >= 40

    desk.page.get_by_role("button", name="김하나 승인", exact=True).click()
    desk.page.get_by_role("button", name="승인합니다").filter(visible=True).click()
    expect(desk.page.get_by_text("1명의 권한을 무료로 바꿨습니다.")).to_be_visible()
    expect(rows(desk)).to_have_count(1)
    desk.settle()
    (approved,) = world.downgrades(DowngradeState.APPROVED)
    assert approved.approved_by == APPROVER.name
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]

    desk.page.get_by_role("checkbox", name="이두리 선택").click()
    desk.page.get_by_role("button", name="선택한 1명 승인").click()
    desk.page.get_by_role("button", name="승인합니다").filter(visible=True).click()
    expect(rows(desk)).to_have_count(0)
    expect(desk.page.get_by_text("1명의 권한을 무료로 바꿨습니다.")).to_be_visible()
    assert world.member("hana").permission is Permission.FREE
    assert world.member("duri").permission is Permission.FREE
