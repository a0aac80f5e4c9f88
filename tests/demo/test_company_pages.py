"""The demo's company app in a browser: become a member, see what one may use, go on to the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from standardwebhooks import Webhook

from billing_core.demo.company_app import CompanyApp
from billing_core.demo.company_desk import CompanyDesk
from billing_core.demo.company_members import demo_members
from billing_core.demo.company_pages import RESULTS, CompanyPages
from billing_core.models import Checkout, MemberLink
from billing_core.rules.company import Company
from billing_core.sidecar import create_app
from tests.parts.quiet_system import API_KEY
from tests.parts.server import Serve
from tests.parts.world import World
from tests.parts.worlds import APP_SECRET, in_process

START = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
OWN = "http://127.0.0.1:8650"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    with in_process(sqlite_url, START) as world:
        world.register_card("u10231", name="김서연")
        world.work()
        yield world


@pytest.fixture
def company_url(world: World, serve: Serve) -> str:
    """Of the app, in front of a real sidecar."""
    told = {"company": Company(name="하루책장"), "imp_code": "imp_demo"}
    system = replace(world.system, settings=world.system.settings.model_copy(update=told))
    desk = serve(create_app(system))
    where = system.settings.model_copy(update={"portal_url": desk})
    object.__setattr__(system, "settings", where)
    app = CompanyApp(APP_SECRET, world.clock)
    pages = CompanyPages(
        secret=APP_SECRET,
        desk=CompanyDesk(desk, API_KEY),
        own_url=OWN,
        company=Company(name="하루책장"),
        plans=system.settings.plans,
        members=lambda: demo_members(system.database),
        heard=app.permissions,
    )
    app.show(pages.routes())
    return serve(app.asgi)


@pytest.fixture
def browser_of(company_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=company_url, follow_redirects=True) as browser:
        yield browser


def becomes(browser: httpx.Client, member: str = "", name: str = "") -> str:
    return browser.post("/sign-in", data={"member": member, "name": name}).text


def test_a_visitor_chooses_whom_to_be(browser_of: httpx.Client, world: World) -> None:
    assert "김서연<small>이용 중" in browser_of.get("/").text
    page = becomes(browser_of, "u10231", "김서연")
    for said in ("김서연 님", "유료 회원입니다", "월 정기 멤버십", "2026년 2월 28일", "29,000원"):
        assert said in page
    assert "내 결제 정보" in page
    assert "구독하기" not in page
    assert "누구로 들어갈까요?" in browser_of.post("/leave").text


def test_a_new_member_is_free_and_may_subscribe(browser_of: httpx.Client) -> None:
    page = becomes(browser_of, name="홍길동")
    assert "홍길동 님" in page
    assert "무료 회원입니다" in page
    assert re.search(r"new-[0-9a-f]{8}", page)
    assert page.count('type="radio"') == 3
    assert "내 결제 정보" not in page, "the desk does not know them yet"


@pytest.mark.parametrize("name", ["<b>굵은</b>", "가" * 120, "'; --"])
def test_a_name_is_only_a_name(browser_of: httpx.Client, name: str) -> None:
    page = becomes(browser_of, "u10231", name)
    assert page.count("<b>") == 0
    assert "님</h1>" in page


def test_the_way_to_ones_own_page_is_a_one_time_link(
    browser_of: httpx.Client, world: World
) -> None:
    becomes(browser_of, "u10231", "김서연")
    sent = browser_of.post("/account", follow_redirects=False)
    assert sent.status_code == 303
    assert "/portal/enter/" in sent.headers["location"]
    with world.system.database.reading() as session:
        assert session.scalars(select(MemberLink.return_url)).one() == f"{OWN}/"


def test_whoever_is_not_signed_in_is_asked_to(browser_of: httpx.Client) -> None:
    for path in ("/account", "/subscribe"):
        assert "누구로 들어갈까요?" in browser_of.post(path, data={"plan": "basic"}).text


def test_what_the_desk_refuses_is_said_in_its_own_words(browser_of: httpx.Client) -> None:
    becomes(browser_of, "nobody", "아무개")
    assert "없는 회원입니다" in browser_of.post("/account").text
    becomes(browser_of, name="홍길동")
    assert "없는 상품입니다" in browser_of.post("/subscribe", data={"plan": "gold"}).text


def test_a_form_of_another_site_is_refused(browser_of: httpx.Client) -> None:
    sent = browser_of.post("/leave", headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403


def test_subscribing_leads_to_the_desks_page_once(browser_of: httpx.Client, world: World) -> None:
    becomes(browser_of, name="홍길동")
    wanted = {"plan": "basic", "once": "one-press"}
    first, again = (
        browser_of.post("/subscribe", data=wanted, follow_redirects=False) for _ in range(2)
    )
    assert first.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert "/checkout/" in first.headers["location"]
    with world.system.database.reading() as session:
        back = Checkout.return_url == f"{OWN}/subscribed"
        assert session.scalar(select(func.count()).select_from(Checkout).where(back)) == 1


def signed(result: str, at: datetime) -> dict[str, str]:
    signature = Webhook(APP_SECRET).sign("c0ffee", at, result)
    return {
        "result": result,
        "checkout": "c0ffee",
        "at": str(int(at.timestamp())),
        "signature": signature,
    }


def test_a_signed_result_is_said_and_no_other_is(browser_of: httpx.Client) -> None:
    becomes(browser_of, "u10231", "김서연")
    now = datetime.now(UTC)
    for result, (_, said) in RESULTS.items():
        assert said in browser_of.get("/subscribed", params=signed(result, now)).text
    news = signed("something new", now)
    for other in ({**signed("paid", now), "result": "refused"}, {"result": "paid"}, {}, news):
        page = browser_of.get("/subscribed", params=other).text
        assert "유료 회원입니다" in page, "what is so in any case"
        assert not any(said in page for _, said in RESULTS.values())
    late = signed("paid", now - timedelta(hours=1))
    assert "고맙습니다" not in browser_of.get("/subscribed", params=late).text


def test_what_did_not_change_is_not_sent_again(browser_of: httpx.Client, world: World) -> None:
    first = becomes(browser_of, "u10231", "김서연")
    assert browser_of.get("/").text.split("once")[0] == first.split("once")[0]
    world.cancel("u10231")
    assert "해지 신청됨" in browser_of.get("/").text


def test_while_the_desk_is_away_the_app_says_so(serve: Serve, world: World) -> None:
    app = CompanyApp(APP_SECRET, world.clock)
    pages = CompanyPages(
        secret=APP_SECRET,
        desk=CompanyDesk("http://127.0.0.1:9", API_KEY),
        own_url=OWN,
        company=Company(name="하루책장"),
        plans=(),
        members=lambda: [],
        heard={},
    )
    app.show(pages.routes())
    with httpx.Client(base_url=serve(app.asgi), follow_redirects=True) as browser:
        page = becomes(browser, "u10231", "김서연")
    assert "결제 데스크가 답하지 않습니다" in page


def test_on_a_phone_with_a_real_browser(page: Page, company_url: str) -> None:
    """The policy of the page lets its forms be sent on to the desk."""
    trouble: list[str] = []
    page.on("console", lambda told: trouble.append(told.text))
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(company_url)
    page.get_by_role("button", name="김서연").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("김서연 님")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert trouble == []
    page.get_by_role("button", name="내 결제 정보").click()
    page.wait_for_url("**/portal/enter/*")
    expect(page.get_by_role("button", name="내 결제 정보 보기")).to_be_visible()
