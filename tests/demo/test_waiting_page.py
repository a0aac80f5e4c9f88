"""The page that waits for the demo's past: it says how far it is, and makes way by itself."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from billing_core.demo.how_far import HowFar
from billing_core.demo.waiting_page import create_app, waiting_page
from billing_core.rules.calendar import Month
from tests.parts.ports import chosen_port
from tests.parts.server import Serve, serving

PATIENCE_MS = 60_000  # the machine may be busy with other tests
FIRST = Month(2024, 12)


def after(months: int) -> HowFar:
    """So many months have begun, of twenty-four."""
    far = HowFar(24)
    for begun in range(months):
        far.reach(FIRST.plus(begun))
    return far


def test_it_says_which_month_is_lived_and_how_many_are_left() -> None:
    assert after(0).told()["ko"] == "시작하고 있습니다 · 24개월 남음"
    assert after(1).told()["ko"] == "2024년 12월 · 24개월 중 0개월 지남, 24개월 남음"
    assert after(4).told() == {
        "months": 24,
        "done": 3,
        "ko": "2025년 3월 · 24개월 중 3개월 지남, 21개월 남음",
        "en": "March 2025 · 3 of 24 months lived, 21 left",
    }


def test_every_address_shows_it_and_nothing_can_be_pressed(serve: Serve) -> None:
    url = serve(create_app(after(4)))

    for path in ("/", "/approvals", "/member?id=m-1"):
        page = httpx.get(url + path)
        assert page.status_code == 200
        assert "2025년 3월 · 24개월 중 3개월 지남, 21개월 남음" in page.text
        assert 'max="24" value="3"' in page.text
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r"<(a|button|input|select|form)\b", page.text)


def test_the_dashboard_is_not_well_before_it_is_there(serve: Serve) -> None:
    assert httpx.get(serve(create_app(after(1))) + "/healthz").status_code == 503


async def health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def any_page(request: Request) -> Response:
    return HTMLResponse(
        f"<!doctype html><meta charset=utf-8><h1>결제 데스크 {request.url.path}</h1>"
    )


DASHBOARD = Starlette(routes=[Route("/healthz", health), Route("/{rest:path}", any_page)])


def test_the_months_go_by_and_the_desk_appears_by_itself(page: Page) -> None:
    far, port = after(4), chosen_port()
    bar, said = page.get_by_role("progressbar"), page.get_by_role("status")
    with waiting_page(port, far):
        page.goto(f"http://127.0.0.1:{port}/approvals")
        expect(said).to_contain_text("21개월 남음")

        far.reach(FIRST.plus(4))

        expect(said).to_contain_text("2025년 4월", timeout=PATIENCE_MS)
        expect(said).to_contain_text("20 left")
        expect(bar).to_have_js_property("value", 4)
    expect(said).to_contain_text("여는 중입니다", timeout=PATIENCE_MS)

    with serving(DASHBOARD, port):
        expect(page.get_by_role("heading")).to_have_text(
            "결제 데스크 /approvals", timeout=PATIENCE_MS
        )
        page.goto("about:blank")  # its kept connection would hold up the end


def test_a_phone_needs_no_sideways_scrolling(page: Page, serve: Serve) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(serve(create_app(after(23))))

    assert page.evaluate("document.documentElement.scrollWidth") == 390
