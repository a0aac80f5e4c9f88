"""A newcomer's way: from an empty company, by its set-up list, to the first approval."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from billing_core.rules.permission import Permission
from tests.dashboard.browsing import Desk
from tests.dashboard.company import leave
from tests.parts.people import ADMINISTRATOR
from tests.parts.world import World

GREEN = re.compile("^✓")


def light(desk: Desk, name: str) -> Locator:
    return desk.page.locator(f".st-key-work_{name}")


def from_the_menu(desk: Desk, path: str) -> None:
    desk.page.locator(f'[data-testid="stSidebarNavLink"][href$="{path}"]').click()


def test_from_an_empty_company_to_the_first_approval(world: World, desk: Desk) -> None:
    desk.sign_in(ADMINISTRATOR)
    desk.open()
    lights = desk.page.locator(".st-key-set_up_list p")
    expect(lights).to_have_count(6)
    expect(lights.filter(has_text=GREEN)).to_have_count(1)
    expect(light(desk, "team")).to_contain_text("담당자 2명이 로그인했습니다")  # as they have
    expect(light(desk, "plans")).to_contain_text("요금제가 아직 예시입니다(월 정기 멤버십 29,000원")
    from_the_menu(desk, "/members")
    expect(desk.page.get_by_text("아직 회원이 없습니다")).to_be_visible()  # nobody is invented

    world.work()
    from_the_menu(desk, "/")
    expect(light(desk, "read")).to_contain_text("포트원 내역을 읽었습니다")
    expect(lights.filter(has_text=GREEN)).to_have_count(2)
    light(desk, "team").get_by_role("link").click()
    expect(desk.page.get_by_role("heading", level=1, name="담당자")).to_be_visible()

    world.register_card("hana", name="김하나")
    world.work()
    from_the_menu(desk, "/")
    expect(desk.page.get_by_text("오늘 할 일을 마쳤습니다")).to_be_visible()
    expect(lights).to_have_count(0)

    leave(world, "hana")
    desk.open()
    desk.page.get_by_text("권한 변경 승인을 기다리는 회원 1명").click()
    desk.page.get_by_role("button", name="김하나 승인").click()
    desk.page.get_by_role("button", name="승인합니다").click()
    expect(desk.page.get_by_text("1명의 권한을 무료로 바꿨습니다.")).to_be_visible()
    assert world.member("hana").permission is Permission.FREE
