"""The member's page in a real browser, with scripts off: at phone widths, in the dark, and for axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from billing_core.models import Member
from billing_core.portal.enter import HOME_PATH
from billing_core.portal.home import CANCEL_PATH, WITHDRAW_PATH
from billing_core.portal.payment_links import make_payment_link
from billing_core.portal.refund import REFUND_PATH
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.sandbox.cards import CardOutcome
from tests.cases.rest import QUIET, seoul
from tests.parts.axe import violations
from tests.parts.people import APPROVER
from tests.parts.world import World
from tests.parts.worlds import in_process
from tests.portal.member_visits import door, link_to_page

WIDTHS = (320, 390)
QUIET_PAGES = (
    *(HOME_PATH, CANCEL_PATH, "/portal/payments", WITHDRAW_PATH),
    *("/certificates", "/certificates/XX", "/portal/no-such-page", "/pay/no-such-link"),
)

_RIGHT_EDGES = "all => all.map(one => [one.getBoundingClientRect().right, one.innerText])"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    with in_process(sqlite_url, seoul(1, 10)) as world:
        world.register_card("u1", name="<b>홍길동</b>" * 9)
        world.work()
        yield world


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with door(world) as url:
        yield url


@pytest.fixture(params=WIDTHS)
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """Without JavaScript."""
    width: int = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 700}, java_script_enabled=False, locale="ko-KR"
    )
    yield context
    context.close()


def enter(page: Page, url: str, world: World) -> None:
    page.goto(url + link_to_page(world, "u1"))
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("내 결제 정보")


def payment_link(world: World) -> str:
    system, now = world.system, world.clock.now()
    wall, policy = system.wall_clock.now(), system.settings.policy
    with system.database.writing() as session:
        member = session.get_one(Member, world.number("u1"))
        return make_payment_link(
            session, member, actor=APPROVER, policy=policy, now=now, wall_now=wall
        )


def fits(page: Page, width: int) -> None:
    """Nothing is wider than the phone."""
    body, *parts = page.locator("body, main *").evaluate_all(_RIGHT_EDGES)
    assert body[0] <= width
    assert [text for right, text in parts if right > width + 1] == []


def test_failed_retried_cancelled_withdrawn_and_cancelled_again(
    world: World, url: str, phone: BrowserContext, tmp_path: Path
) -> None:
    page = phone.new_page()
    width = page.viewport_size["width"] if page.viewport_size else 0
    world.set_card("u1", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    enter(page, url, world)
    expect(page.get_by_role("alert")).to_contain_text("잔액이 부족합니다")
    fits(page, width)

    world.set_card("u1", CardOutcome.APPROVED)
    page.get_by_role("button", name="다시 결제").click()
    expect(page.get_by_role("status")).to_contain_text("다시 결제를 요청했습니다")
    world.work()
    world.wait_until(seoul(2, 10, 13))
    page.goto(url + HOME_PATH)
    expect(page.get_by_text("정기결제를 이용하고 있습니다")).to_be_visible()
    fits(page, width)

    page.get_by_role("link", name="정기결제 해지").click()
    fits(page, width)
    keep = page.get_by_role("link", name="계속 이용하기").bounding_box()
    stop = page.get_by_role("button", name="해지하기").bounding_box()
    assert keep
    assert stop
    assert (keep["width"], keep["height"]) == (stop["width"], stop["height"])
    page.get_by_role("button", name="해지하기").click()
    expect(page.get_by_role("status")).to_contain_text("해지를 신청했습니다")
    fits(page, width)

    with page.expect_download() as came:
        page.get_by_role("link", name="해지 확인서 (PDF)").click()
    paper = tmp_path / "paper.pdf"
    came.value.save_as(paper)
    assert came.value.suggested_filename == "해지확인서.pdf"
    assert "정기결제 해지 확인서" in PdfReader(paper).pages[0].extract_text()

    page.get_by_role("link", name="해지 철회").click()
    fits(page, width)
    page.get_by_role("button", name="해지 철회하기").click()
    expect(page.get_by_role("status")).to_contain_text("해지를 철회했습니다")
    page.get_by_role("link", name="정기결제 해지").click()
    page.get_by_role("button", name="해지하기").click()
    world.work()
    assert world.subscription("u1").status is SubscriptionStatus.CANCELLING
    assert world.live("u1") == []
    page.get_by_role("button", name="닫고 나가기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("나갔습니다")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_axe_finds_nothing(world: World, url: str, page: Page, scheme: str, language: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 700})
    said = f"?lang={language}"
    enter(page, url, world)
    for path in (*QUIET_PAGES, REFUND_PATH):
        page.goto(url + path + said)
        assert violations(page) == [], path
    page.get_by_role("button").last.click()
    expect(page.get_by_role("status")).to_be_visible()
    assert violations(page) == [], "a claim that waits"
    world.withdraw("u1")
    world.work()
    world.set_card("u1", CardOutcome.EXPIRED)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)
    page.goto(url + HOME_PATH + said)
    assert violations(page) == []
    page.goto(url + payment_link(world) + said)
    assert violations(page) == []
    page.goto(url + CANCEL_PATH + said)
    with page.expect_navigation():
        page.get_by_role("button").last.click()
    assert violations(page) == []
