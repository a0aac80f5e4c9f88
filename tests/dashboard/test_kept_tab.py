"""The tab that one test leaves to the next: nothing of it is left but what is compiled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.parts.kept_tab import KeptTab
from tests.parts.server import Serve

_LEFT = """() => [
  history.length, document.cookie, Object.keys(localStorage), Object.keys(sessionStorage),
  innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, document.title,
  window.name,
]"""


async def answer(request: Request) -> Response:
    return HTMLResponse(f"<!doctype html><title>{request.headers.get('x-from', '')}</title>")


@pytest.fixture
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[KeptTab]:
    tab = KeptTab(browser, browser_context_args)
    yield tab
    tab.close()


@pytest.fixture
def url(serve: Serve) -> str:
    return serve(Starlette(routes=[Route("/{path:path}", answer)]))


def as_found(page: Page, url: str) -> list[object]:
    page.goto(url)
    found: list[object] = page.evaluate(_LEFT)
    return found


def disturbed(page: Page, url: str) -> list[object]:
    """All that a test may do to a tab."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.set_extra_http_headers({"x-from": "test"})
    page.goto(f"{url}/before")
    page.evaluate("document.cookie = 'a=1'; localStorage.b = sessionStorage.c = window.name = '1'")
    page.context.new_page()
    page.context.grant_permissions(["clipboard-read"])
    page.goto(f"{url}/after")
    for routes in (page, page.context):
        routes.route("**/*", lambda route: route.abort())
    left: list[object] = page.evaluate(_LEFT)
    return left


def test_the_next_finds_it_as_the_first_did(tab: KeptTab, url: str) -> None:
    with tab.lent(lambda: True) as page:
        first = page
        found = as_found(page, url)
    heard: list[str] = []
    with tab.lent(lambda: True) as page:
        page.on("framenavigated", lambda frame: heard.append(frame.url))
        left = disturbed(page, url)
        told = len(heard)
    assert [one for one, other in zip(found, left, strict=True) if one == other] == []
    with tab.lent(lambda: True) as page:
        assert page is first
        assert as_found(page, url) == found
        assert len(heard) == told > 0
        assert page.context.pages == [page]
        asked = "navigator.permissions.query({name: 'clipboard-read'}).then(one => one.state)"
        assert page.evaluate(asked) == "prompt"


def test_whoever_fails_leaves_it_to_nobody(tab: KeptTab, url: str) -> None:
    with tab.lent(lambda: False) as page:
        failed = page
    with tab.lent(lambda: True) as page:
        assert page is not failed
        assert failed.is_closed()
