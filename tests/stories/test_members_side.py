"""A member's way in a real browser, on a desk and on a phone: from the app's link to being told.

Everything is real but the vendor: the checkout page opens the window of the sandbox's stand-in for
the vendor's script, the bell rings at our door, letters go to a mail server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from starlette.types import ASGIApp, Receive, Scope, Send

from billing_core.rules.calendar import kst_date
from billing_core.sidecar import create_app
from billing_core.worker import Worker
from tests.notices.mail_server import MailServer
from tests.parts.axe import violations
from tests.parts.browser import SEOUL_OFFICE
from tests.parts.server import serving
from tests.parts.world import DAY, World
from tests.parts.worlds import over_http

START = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)  # an anchor day that most months do not have
PATIENCE = 120_000
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "user_agent": IPHONE,
    "is_mobile": True,
    "has_touch": True,
}
MEMBER, APP = "user-1042", "/v1/members/user-1042"
GOOD, EMPTY = "0001", "0051"  # the last digits of test cards


class DoorToCome:
    """Our door, whose own address stands in its settings: it is served before it is made."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            assert self.app is not None
            await self.app(scope, receive, send)
            return
        for said in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{said}.complete"})


@dataclass
class Walk:
    world: World
    app: httpx.Client
    page: Page
    mail: MailServer
    on_phone: bool

    def calls(self, path: str, **asked: Any) -> dict[str, Any]:
        """The company's app asks us."""
        answer = self.app.post(path, json=asked)
        assert answer.status_code == 201, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def registers(self, ending: str) -> None:
        """Agrees on our checkout page and types a card into the vendor's window."""
        self.page.locator("#consent").check()
        self.page.locator("#open").click()
        window: Any = self.page if self.on_phone else self.page.frame_locator("[title=결제창]")
        window.locator(f"input[name=ending][value='{ending}']").check()
        window.get_by_role("button", name="동의하고 등록하기").click()

    def sees(self, heading: str) -> None:
        expect(self.page.locator("h1")).to_have_text(heading)
        assert violations(self.page) == []

    def shows(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def heard(self) -> list[str]:
        return [subject.partition("] ")[2] for _, subject, _ in self.mail.said]


@pytest.fixture(params=[False, True], ids=["desk", "phone"])
def walk(
    request: pytest.FixtureRequest, fresh_sqlite: Callable[[], str], browser: Browser
) -> Iterator[Walk]:
    on_phone: bool = request.param
    with ExitStack() as stack:
        mail = stack.enter_context(MailServer())
        world = stack.enter_context(over_http(fresh_sqlite(), START, phone_way="redirect"))
        door = DoorToCome()
        url = stack.enter_context(serving(door))
        wanted = {
            **mail.settings,
            "imp_code": "imp00000000",
            "script_url": f"{world.system.settings.gateway_url}/js/iamport.js",
            "portal_url": url,
            "page_patience_seconds": 120.0,
        }
        settings = world.system.settings.model_copy(update=wanted)
        world.system = replace(world.system, settings=settings)
        world.system.database.tells_members = True
        world.worker = Worker(world.system)
        door.app = create_app(world.system)
        app = stack.enter_context(
            httpx.Client(base_url=url, headers={"Authorization": "Bearer app-key"}, timeout=120)
        )
        look: dict[str, Any] = {**(PHONE if on_phone else DESK), **SEOUL_OFFICE}
        context = stack.enter_context(browser.new_context(**look))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield Walk(world, app, page, mail, on_phone)


@pytest.mark.story
def test_from_the_apps_link_to_being_told(walk: Walk) -> None:
    world, page = walk.world, walk.page
    subscribes(walk)
    changes_the_card_to_one_without_money(walk)
    pays_what_failed(walk)
    number = cancels_and_keeps_the_paper(walk)
    withdraws_and_cancels_again(walk)

    said = walk.app.get(f"{APP}/billing").json()["subscription"]["paid_through"]
    ends = kst_date(datetime.fromisoformat(said))
    assert ends.isoformat() == "2026-03-31"  # the anchor has not drifted
    world.wait(40 * DAY)
    assert world.ledger(MEMBER) == [29_000, 29_000]
    world.approve(MEMBER)

    assert walk.app.get(f"{APP}/permission").json()["permission"] == "free"
    assert walk.heard() == [
        "정기결제가 되지 않았습니다",
        "정기결제가 되지 않았습니다",  # tried again a day later
        "정기결제가 완료되었습니다",
        "정기결제 해지가 완료되었습니다",
        "정기결제 해지가 완료되었습니다",
        "이용 기간이 곧 끝납니다",
    ]
    page.goto(f"{walk.app.base_url}/certificates/{number}")
    expect(page.locator("main")).not_to_contain_text(MEMBER)


def subscribes(walk: Walk) -> None:
    started = walk.calls(
        "/v1/checkouts",
        member_id=MEMBER,
        member_name="홍길동",
        member_phone="010-1234-5678",
        member_email="hong@example.com",
        plan_id="basic",
        return_url=f"{walk.app.base_url}/healthz",
    )
    walk.page.goto(started["checkout_url"])
    walk.sees("정기결제 시작")
    walk.shows("29,000원", "2026년 1월 31일", "2026년 2월 27일", "2026년 2월 28일")
    walk.registers(GOOD)
    walk.sees("결제하고 있습니다")
    walk.world.work()
    walk.sees("결제되었습니다")
    walk.page.get_by_role("link", name="서비스로 돌아가기").click()
    expect(walk.page.locator("body")).to_contain_text("alive")
    assert "result=paid" in walk.page.url


def changes_the_card_to_one_without_money(walk: Walk) -> None:
    link = walk.calls(f"{APP}/portal-links", return_url="https://app.example/me")
    walk.page.goto(link["url"])
    walk.sees("내 결제 정보")
    walk.page.get_by_role("button", name="내 결제 정보 보기").click()
    walk.shows("정기결제를 이용하고 있습니다", "2026년 2월 28일", "0001")
    walk.page.get_by_role("button", name="카드 변경").click()
    walk.registers(EMPTY)
    walk.sees("카드를 등록했습니다")
    assert walk.world.ledger(MEMBER) == [29_000]  # no sale


def pays_what_failed(walk: Walk) -> None:
    walk.world.wait_until(datetime(2026, 3, 2, 3, tzinfo=UTC))
    walk.page.goto(f"{walk.app.base_url}/portal")
    expect(walk.page.get_by_role("alert")).to_contain_text("잔액이 부족합니다")
    walk.page.get_by_role("button", name="다른 카드로 결제").click()
    walk.registers(GOOD)
    walk.sees("결제하고 있습니다")
    walk.world.work()
    walk.sees("결제되었습니다")
    assert walk.world.ledger(MEMBER) == [29_000, 29_000]


def cancels_and_keeps_the_paper(walk: Walk) -> str:
    page = walk.page
    page.goto(f"{walk.app.base_url}/portal")
    walk.shows("2026년 3월 31일")
    page.get_by_role("link", name="정기결제 해지").click()
    walk.shows("더 이상 결제되지 않습니다")
    page.get_by_role("button", name="해지하기").click()
    walk.world.work()
    with page.expect_download() as arriving:
        page.get_by_role("link", name="해지 확인서").click()
    paper = PdfReader(BytesIO(arriving.value.path().read_bytes()))
    text = "".join(each.extract_text() for each in paper.pages)
    assert "해지 확인서" in text
    assert "홍길동" in text
    return text.partition("/certificates/")[2].split()[0]


def withdraws_and_cancels_again(walk: Walk) -> None:
    page = walk.page
    page.goto(f"{walk.app.base_url}/portal")
    page.get_by_role("link", name="해지 철회").click()
    page.get_by_role("button", name="철회").click()
    walk.shows("정기결제를 이용하고 있습니다")
    walk.world.work()
    page.get_by_role("link", name="정기결제 해지").click()
    page.get_by_role("button", name="해지하기").click()
    walk.world.work()
